import { useCallback, useState } from 'preact/hooks';
import { vsCodeApi } from '../connect.ts';

/** Everything a page remembers while it is hidden or VS Code restarts: one JSON object, one entry per key. */
function savedState(): Record<string, unknown> {
  const state = vsCodeApi().getState();
  return typeof state === 'object' && state !== null ? (state as Record<string, unknown>) : {};
}

export const loadState = (key: string): unknown => savedState()[key];

export const saveState = (key: string, value: unknown): void => {
  vsCodeApi().setState({ ...savedState(), [key]: value });
};

/**
 * State that survives the page: `initial` until something was saved under `key`. Values are JSON. `accept` refuses what
 * an older version of the page may have saved.
 */
export function usePersistedState<T>(
  key: string,
  initial: T,
  accept: (saved: unknown) => boolean = () => true,
): [T, (next: T | ((previous: T) => T)) => void] {
  const [value, setValue] = useState<T>(() => {
    const saved = loadState(key);
    return saved !== undefined && accept(saved) ? (saved as T) : initial;
  });
  const update = useCallback(
    (next: T | ((previous: T) => T)) =>
      setValue((previous) => {
        const resolved = typeof next === 'function' ? (next as (previous: T) => T)(previous) : next;
        saveState(key, resolved);
        return resolved;
      }),
    [key],
  );
  return [value, update];
}
