import type { LagBins } from './lag-bins.ts';

/** Beside `class` for reference spikes that count in none. */
export const noClass = 255;

/**
 * Counts of lags from each spike of `from` to the spikes of `to`, added up by the class of the former:
 * (classes × (2·half + 1)). With `own` both are one train and a spike is not paired with itself. Trains are ascending;
 * equal samples count in the centre; bins as in `correlogram`, the centre the sum of both sides.
 */
export function classedCorrelogram(
  from: ArrayLike<number>,
  to: ArrayLike<number>,
  classes: Uint8Array,
  classCount: number,
  { half, binOfLag }: LagBins,
  own: boolean,
): Float64Array {
  const size = 2 * half + 1;
  const counts = new Float64Array(classCount * size);
  const longest = binOfLag.length - 1;
  for (let i = 0, start = 0; i < from.length; i++) {
    if (classes[i] === noClass) continue;
    const centre = classes[i] * size + half;
    while (start < to.length && to[start] < from[i] - longest) start++;
    for (let j = start; j < to.length; j++) {
      const lag = to[j] - from[i];
      if (lag > longest) break;
      if (own && i === j) continue;
      counts[lag < 0 ? centre - binOfLag[-lag] : centre + binOfLag[lag]]++;
    }
  }
  return counts;
}
