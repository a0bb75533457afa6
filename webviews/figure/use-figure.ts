import { correlogram } from '../../core/analyses/correlogram.ts';
import { correlogramFigure } from '../../core/analyses/correlogram-figure.ts';
import type { CorrelogramParams, Correlograms } from '../../core/analyses/correlogram-params.ts';
import type { RunReply } from '../../core/engine/engine-api.ts';
import type { CallOptions } from '../../core/rpc/rpc.ts';
import { askCorrelograms } from '../live/ask-correlograms.ts';
import type { FigureRequest, HostApi } from '../protocol.ts';
import { type RunState, useRun } from './use-run.ts';

export interface FigureReply extends RunReply {
  /** What the figure was drawn of, where the page can draw it in another way too. */
  readonly correlograms: DrawnCorrelograms | null;
}

export interface DrawnCorrelograms {
  readonly result: Correlograms;
  readonly params: CorrelogramParams;
}

async function ask(host: HostApi, request: FigureRequest, options: CallOptions): Promise<FigureReply> {
  if (request.analysis !== correlogram.id)
    return { ...(await host.figure(request, options)), correlograms: null };
  const { result, ...reply } = await askCorrelograms(host, request, options);
  const params = reply.params as CorrelogramParams;
  return { ...reply, figure: correlogramFigure(result, params), correlograms: { result, params } };
}

export type FigureState = RunState<FigureReply>;

/** Asks the host for a figure whenever the request changes in content; see `useRun`. */
export const useFigure = (
  host: HostApi,
  request: FigureRequest | null,
  revision: number,
): FigureState & { retry(): void; cancel(): void } => useRun(host, ask, request, revision);
