import { useEffect } from 'preact/hooks';

/** Calls back once the frame after this one is on screen; returns what takes it back. */
export function afterPaint(callback: () => void): () => void {
  // The first callback comes before the frame is painted, the second one after it.
  let frame = requestAnimationFrame(() => {
    frame = requestAnimationFrame(callback);
  });
  return () => cancelAnimationFrame(frame);
}

/**
 * Notes in the page's performance timeline when a part was first painted: after the frame that shows it has been drawn.
 * `npm run bench` reads these marks; looking at the page from outside would slow it down.
 */
export function usePaintedMark(part: 'header' | 'table', isThere: boolean): void {
  useEffect(() => {
    if (!isThere || performance.getEntriesByName(part).length > 0) return undefined;
    return afterPaint(() => {
      if (performance.getEntriesByName(part).length === 0) performance.mark(part);
    });
  }, [part, isThere]);
}

/** The same for a part that came with the HTML: it is there from the page's first paint on. */
export function markFirstPaint(part: 'header'): void {
  const observer = new PerformanceObserver((list) => {
    const [first] = list.getEntriesByName('first-contentful-paint');
    if (!first) return;
    observer.disconnect();
    performance.clearMarks(part);
    performance.mark(part, { startTime: first.startTime });
  });
  observer.observe({ type: 'paint', buffered: true });
}
