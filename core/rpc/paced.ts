/** Tells what comes first at once, and then the latest no more often than every `everyMs`. */
export function paced<T>(tell: (value: T) => void, everyMs: number): { tell(value: T): void; end(): void } {
  let waiting: readonly [T] | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const now = (value: T) => {
    timer = setTimeout(after, everyMs);
    tell(value);
  };
  const after = () => {
    timer = undefined;
    const next = waiting;
    waiting = null;
    if (next) now(next[0]);
  };
  return {
    tell(value) {
      if (timer === undefined) now(value);
      else waiting = [value];
    },
    /** What was not told yet never is. */
    end: () => clearTimeout(timer),
  };
}
