import type { RunReply } from '../../core/engine/engine-api.ts';
import type { CallOptions } from '../../core/rpc/rpc.ts';
import type { FigureRequest, HostApi } from '../protocol.ts';
import { type RunState, useRun } from './use-run.ts';

const ask = (host: HostApi, request: FigureRequest, options: CallOptions) => host.figure(request, options);

export type FigureState = RunState<RunReply>;

/** Asks the host for a figure whenever the request changes in content; see `useRun`. */
export const useFigure = (
  host: HostApi,
  request: FigureRequest | null,
  revision: number,
): FigureState & { retry(): void; cancel(): void } => useRun(host, ask, request, revision);
