import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { restoreState, type SavedState } from './saved-state.ts';

const saveMs = 200;

export interface Saved {
  readonly saved: SavedState;
  readonly setSaved: (change: (before: SavedState) => SavedState) => void;
  save(change: Partial<SavedState>): void;
  onScroll(scrollTopPx: number): void;
}

/** What the dashboard remembers: restored once, and stored when it has rested for a moment. */
export function useSavedState(load: () => unknown, store: (state: SavedState) => void): Saved {
  const [saved, setSaved] = useState<SavedState>(() => restoreState(load()));
  const save = useCallback(
    (change: Partial<SavedState>) => setSaved((before) => ({ ...before, ...change })),
    [],
  );
  // Not in the state: scrolling must not render the page again.
  const scrollTop = useRef(saved.scrollTopPx);
  const scrollTimer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef(saved);
  latest.current = saved;
  useEffect(() => {
    const timer = setTimeout(() => store({ ...saved, scrollTopPx: scrollTop.current }), saveMs);
    return () => clearTimeout(timer);
  }, [saved, store]);
  const onScroll = (scrollTopPx: number) => {
    scrollTop.current = scrollTopPx;
    clearTimeout(scrollTimer.current);
    scrollTimer.current = setTimeout(() => store({ ...latest.current, scrollTopPx }), saveMs);
  };
  return { saved, setSaved, save, onScroll };
}
