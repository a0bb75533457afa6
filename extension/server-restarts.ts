/** What to do about a language server that ended by itself. */
export interface AfterCrash {
  readonly restart: boolean;
  /** Shown to the user; null where nothing need be said again. */
  readonly message: string | null;
}

/** A server that ends so soon after the last time would only end again. */
const soonMs = 60_000;

/**
 * Decides after each end of the server: it is started again, which is said the first time, unless it ended twice within a
 * minute. `now` is a clock in milliseconds.
 */
export function serverRestarts(now: () => number = Date.now): () => AfterCrash {
  let crashes = 0;
  let lastMs = Number.NEGATIVE_INFINITY;
  return () => {
    crashes++;
    const sinceMs = now() - lastMs;
    lastMs = now();
    if (sinceMs < soonMs)
      return {
        restart: false,
        message:
          'The NeuroPyxels language server stopped again: no hovers and completions until the window is reloaded.',
      };
    return {
      restart: true,
      message: crashes === 1 ? 'The NeuroPyxels language server stopped and was started again.' : null,
    };
  };
}
