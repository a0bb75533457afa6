import type { CorrelogramReply } from '../../core/engine/engine-api.ts';
import type { CallOptions, Progress } from '../../core/rpc/rpc.ts';
import { settleMs } from '../figure/use-run.ts';
import type { FigureRequest, HostApi } from '../protocol.ts';
import type { Selection } from './selection.ts';

/** A section that did not take its answer by then does not want it. */
const unwantedMs = 1000;

/** What the section of correlograms would ask for a selection; null where it would not, or asks that already. */
export type Plan = (
  selection: Selection,
) => { readonly host: HostApi; readonly request: FigureRequest } | null;

interface Asked {
  readonly key: string;
  readonly reply: Promise<CorrelogramReply>;
  readonly controller: AbortController;
  /** Who is told; nobody before it is taken. */
  tell: ((progress: Progress) => void) | undefined;
}

let plan: Plan | null = null;
let asked: Asked | null = null;
let changedMs = Number.NEGATIVE_INFINITY;

/** The section says what it would ask for; returns how it takes that back. */
export function plansCorrelograms(own: Plan): () => void {
  plan = own;
  return () => {
    if (plan === own) plan = null;
  };
}

/**
 * Asks for the matrix of a selection that is about to be drawn: its lags are counted meanwhile. True when it did; of quick
 * changes only for the first, as `useRun` does.
 */
export function askEarly(selection: Selection, fewestUnits: number, now = performance.now()): boolean {
  const isQuick = now - changedMs < settleMs;
  changedMs = now;
  const planned = plan?.(selection);
  if (isQuick || !planned || planned.request.units.length < fewestUnits) return false;
  asked?.controller.abort();
  const controller = new AbortController();
  const options = { signal: controller.signal, progress: (progress: Progress) => own.tell?.(progress) };
  const reply = planned.host.correlograms(planned.request, options);
  // Thrown where it is waited for.
  reply.catch(() => undefined);
  const own: Asked = { key: JSON.stringify(planned.request), reply, controller, tell: undefined };
  asked = own;
  setTimeout(() => {
    if (asked === own) forget();
  }, unwantedMs);
  return true;
}

/** The answer to what was asked early, or to what is asked now. */
export function earlyOrNow(
  host: HostApi,
  request: FigureRequest,
  options: CallOptions,
): Promise<CorrelogramReply> {
  const own = asked;
  if (own?.key !== JSON.stringify(request)) {
    forget();
    return host.correlograms(request, options);
  }
  asked = null;
  own.tell = options.progress;
  const abort = () => own.controller.abort();
  if (options.signal?.aborted) abort();
  options.signal?.addEventListener('abort', abort, { once: true });
  return own.reply.finally(() => options.signal?.removeEventListener('abort', abort));
}

function forget(): void {
  asked?.controller.abort();
  asked = null;
}
