import { useEffect, useState } from 'preact/hooks';
import { isCancelled, messageOf } from '../../core/model/errors.ts';

export interface Answer<T> {
  readonly value: T | null;
  readonly error: string | null;
  readonly loading: boolean;
}

const nothing = { value: null, error: null, loading: false } as const;

/**
 * Asks whenever `key` changes; what is under way is aborted. Null asks nothing. `keep` leaves the last answer until the next
 * is there.
 */
export function useAnswer<T>(
  key: string | null,
  ask: (signal: AbortSignal) => Promise<T>,
  keep = false,
): Answer<T> {
  const [answer, setAnswer] = useState<Answer<T>>(nothing);
  useEffect(() => {
    if (key === null) return setAnswer(nothing);
    const controller = new AbortController();
    setAnswer((before) => ({ value: keep ? before.value : null, error: null, loading: true }));
    ask(controller.signal).then(
      (value) => {
        if (!controller.signal.aborted) setAnswer({ value, error: null, loading: false });
      },
      (error: unknown) => {
        if (!controller.signal.aborted && !isCancelled(error))
          setAnswer({ value: null, error: messageOf(error), loading: false });
      },
    );
    return () => controller.abort();
  }, [key]);
  return answer;
}
