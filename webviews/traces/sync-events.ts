import type { SyncTrace } from '../../core/engine/engine-api.ts';
import { bisectLeft } from '../../core/kernels/bisect.ts';

/** The nearest onset of any line later (+1) or earlier (−1) than a moment; null where there is none. */
export function nextOnset(lines: readonly SyncTrace[], timeS: number, direction: 1 | -1): number | null {
  const found = lines.flatMap(({ onsetsS }) => {
    const next =
      direction > 0
        ? onsetsS[bisectLeft(onsetsS, timeS + 1e-5)]
        : onsetsS[bisectLeft(onsetsS, timeS - 1e-5) - 1];
    return next === undefined ? [] : [next];
  });
  if (found.length === 0) return null;
  return direction > 0 ? Math.min(...found) : Math.max(...found);
}
