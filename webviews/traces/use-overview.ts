import { useEffect, useRef, useState } from 'preact/hooks';
import { isCancelled, messageOf } from '../../core/model/errors.ts';
import type { TracesHostApi } from '../protocol.ts';

/** The overview of a stream with one processing, and what is done about it. */
export interface ShownOverview {
  /** 0 to 1; null where none was begun, or it is not known yet. */
  readonly done: number | null;
  /** Being made, with the time left in words. */
  readonly making: string | null;
  readonly error: string | null;
  /** Rises while parts come. */
  readonly tick: number;
  make(): void;
  cancel(): void;
}

/** How often a picture that is being completed is asked for again. */
const refreshMs = 1000;

/** `wanted` begins to make it where it is not there; another processing or stream ends what was made for the last one. */
export function useOverview(
  host: TracesHostApi,
  request: { readonly stream: string; readonly processing: Readonly<Record<string, unknown>> } | null,
  wanted: boolean,
  revision: number,
): ShownOverview {
  const [done, setDone] = useState<number | null>(null);
  const [making, setMaking] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [tick, setTick] = useState(0);
  const running = useRef<AbortController | null>(null);

  const make = () => {
    if (!request || running.current) return;
    const controller = new AbortController();
    running.current = controller;
    setMaking('');
    setError(null);
    let shownMs = 0;
    const isMine = () => running.current === controller;
    const progress = ({ done, message = '' }: { done: number | null; message?: string }) => {
      if (!isMine() || performance.now() - shownMs < refreshMs) return;
      shownMs = performance.now();
      setDone(done);
      setMaking(message);
      setTick((count) => count + 1);
    };
    host
      .makeOverview(request, { signal: controller.signal, progress })
      .then(
        () => isMine() && setDone(1),
        (reason) => isMine() && !isCancelled(reason) && setError(messageOf(reason)),
      )
      .finally(() => {
        if (!isMine()) return;
        running.current = null;
        setMaking(null);
        setTick((count) => count + 1);
      });
  };
  const cancel = () => {
    running.current?.abort();
    running.current = null;
    setMaking(null);
  };

  const key = request && `${revision} ${request.stream} ${JSON.stringify(request.processing)}`;
  useEffect(() => {
    setDone(null);
    setError(null);
    if (!request) return undefined;
    const controller = new AbortController();
    host.overviewDone(request, { signal: controller.signal }).then(
      (share) => {
        if (controller.signal.aborted) return;
        setDone(share);
        if (wanted && share !== 1) make();
      },
      () => undefined,
    );
    return () => {
      controller.abort();
      cancel();
    };
  }, [key]);
  return { done, making, error, tick, make, cancel };
}
