import { useCallback, useLayoutEffect, useRef } from 'preact/hooks';

/** A function that stays the same and calls the latest `act`: parts that are given it need not be drawn again. */
export function useStable<A extends readonly unknown[], R>(act: (...args: A) => R): (...args: A) => R {
  const latest = useRef(act);
  useLayoutEffect(() => {
    latest.current = act;
  });
  return useCallback((...args: A) => latest.current(...args), []);
}
