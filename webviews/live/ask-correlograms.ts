import type { Correlograms } from '../../core/analyses/correlogram-params.ts';
import { unpackCorrelograms } from '../../core/analyses/correlogram-wire.ts';
import type { RunReply } from '../../core/engine/engine-api.ts';
import type { CallOptions } from '../../core/rpc/rpc.ts';
import type { FigureRequest, HostApi } from '../protocol.ts';

type Reply = Omit<RunReply, 'figure'> & { readonly result: Correlograms };

/** Correlograms as numbers, computed by the engine. */
export async function askCorrelograms(
  host: Pick<HostApi, 'correlograms'>,
  request: FigureRequest,
  options: CallOptions,
): Promise<Reply> {
  const reply = await host.correlograms(request, options);
  return { ...reply, result: unpackCorrelograms(reply.result) };
}
