import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';

/** The inner size of an element in whole pixels, followed as it changes; 0 × 0 before it is laid out. */
export function useElementSize(element: RefObject<HTMLElement | null>): {
  readonly widthPx: number;
  readonly heightPx: number;
} {
  const [size, setSize] = useState({ widthPx: 0, heightPx: 0 });
  useLayoutEffect(() => {
    const target = element.current;
    if (!target) return;
    const measure = () => {
      const next = { widthPx: target.clientWidth, heightPx: target.clientHeight };
      setSize((size) => (size.widthPx === next.widthPx && size.heightPx === next.heightPx ? size : next));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(target);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
