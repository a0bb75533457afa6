import { correlogram } from './correlogram.ts';
import type { LagBins } from './lag-bins.ts';

/** Beside `class` for reference spikes that count in none. */
export const noClass = 255;

/**
 * Counts of lags from each spike of `from` to the spikes of `to`, added up by the class of the former:
 * (classes × (2·half + 1)). With `own` both are one train and a spike is not paired with itself. Trains are ascending;
 * equal samples count in the centre. Each class is a correlogram of its spikes, counted as any other, whatever the bins.
 */
export function classedCorrelogram(
  from: Float64Array,
  to: Float64Array,
  classes: Uint8Array,
  classCount: number,
  bins: LagBins,
  own: boolean,
): Float64Array {
  const size = 2 * bins.half + 1;
  const counts = new Float64Array(classCount * size);
  for (let row = 0; row < classCount; row++) {
    const spikes = from.filter((_, i) => classes[i] === row);
    counts.set(correlogram(spikes, to, { ...bins, centreIsLargerHalf: false }), row * size);
    if (own) counts[row * size + bins.half] -= spikes.length;
  }
  return counts;
}
