/** Runs `load` on the first call and gives the same promise ever after; a failed one is tried again. */
export function once<T>(load: () => Promise<T>): () => Promise<T> {
  let kept: Promise<T> | undefined;
  return () => {
    kept ??= load().catch((error: unknown) => {
      kept = undefined;
      throw error;
    });
    return kept;
  };
}

/**
 * The same, but what was loaded may be dropped when memory is short: arrays of one number per spike (80 MB for ten
 * million) that only the unit table needs.
 */
export function onceWeakly<T extends object>(
  load: () => Promise<T | undefined>,
): () => Promise<T | undefined> {
  let kept: WeakRef<T> | undefined;
  const reload = shareWhileRunning(async () => {
    const loaded = await load();
    kept = loaded && new WeakRef(loaded);
    return loaded;
  });
  return async () => kept?.deref() ?? (await reload());
}

function shareWhileRunning<T>(load: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= load().finally(() => {
      running = undefined;
    });
    return running;
  };
}
