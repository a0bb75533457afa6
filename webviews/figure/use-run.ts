import { useCallback, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { isCancelled, messageOf } from '../../core/model/errors.ts';
import type { CallOptions, Progress } from '../../core/rpc/rpc.ts';
import type { FigureRequest, HostApi } from '../protocol.ts';

/** The last answer that came, what it was asked for with, and how the present request is doing. */
export interface RunState<Reply> {
  readonly reply: Reply | null;
  readonly replyFor: FigureRequest | null;
  readonly loading: boolean;
  /** Null in the first half second: what is drawn for less is in the way of what is waited for. */
  readonly progress: Progress | null;
  readonly error: string | null;
}

const idle = { reply: null, replyFor: null, loading: false, progress: null, error: null };
/** Held-down arrow keys change the selection 30 times a second; only the first and where they stop is computed. */
export const settleMs = 90;
/** When waiting is worth a word and a way out. */
const slowMs = 500;

/**
 * Asks whenever the request changes in content; the question under way is aborted, its predecessor's answer stays until the
 * new one is there. A null request clears. The first of quick changes is asked at once, then the last.
 */
export function useRun<Reply>(
  host: HostApi,
  ask: (host: HostApi, request: FigureRequest, options: CallOptions) => Promise<Reply>,
  request: FigureRequest | null,
  revision: number,
): RunState<Reply> & { retry(): void; cancel(): void } {
  const [state, setState] = useState<RunState<Reply>>(idle);
  const [attempt, setAttempt] = useState(0);
  const controller = useRef<AbortController | null>(null);
  const changedMs = useRef(-Infinity);
  const key = request && JSON.stringify(request);

  // Before the frame: its painting and the answer to the question go on at the same time.
  useLayoutEffect(() => {
    if (!request) return setState(idle);
    const running = new AbortController();
    controller.current = running;
    setState((before) => ({ ...before, loading: true, progress: null, error: null }));
    const run = async () => {
      let latest: Progress = { done: null };
      let isSlow = false;
      const tell = () => setState((before) => ({ ...before, progress: latest }));
      const slow = setTimeout(() => {
        isSlow = true;
        tell();
      }, slowMs);
      try {
        const options = {
          signal: running.signal,
          progress: (progress: Progress) => {
            latest = progress;
            if (isSlow) tell();
          },
        };
        const reply = await ask(host, request, options);
        if (running.signal.aborted) return;
        setState({ ...idle, reply, replyFor: request });
      } catch (error) {
        if (running.signal.aborted && isCancelled(error)) return;
        setState((before) => ({ ...before, loading: false, progress: null, error: messageOf(error) }));
      } finally {
        clearTimeout(slow);
      }
    };
    const now = performance.now();
    const isQuick = now - changedMs.current < settleMs;
    changedMs.current = now;
    const start = isQuick ? setTimeout(run, settleMs) : undefined;
    if (!isQuick) void run();
    return () => {
      clearTimeout(start);
      running.abort();
    };
    // The request by content, not by identity.
  }, [host, key, revision, attempt]);

  const retry = useCallback(() => setAttempt((count) => count + 1), []);
  const cancel = useCallback(() => {
    controller.current?.abort();
    setState((before) => ({ ...before, loading: false, progress: null, error: 'Cancelled.' }));
  }, []);
  return { ...state, retry, cancel };
}
