import { lagCells } from './correlogram.ts';
import type { LagBins } from './lag-bins.ts';

/** Beside `class` for reference spikes that count in none. */
export const noClass = 255;

/**
 * Counts of lags from each spike of `from` to the spikes of `to`, added up by the class of the former:
 * (classes × (2·half + 1)). With `isOwn` both are one train and a spike is not paired with itself. Trains are ascending;
 * equal samples count in the centre. All classes are counted in one traversal, whatever the bins.
 */
export function classedCorrelogram(
  from: Float64Array,
  to: Float64Array,
  classes: Uint8Array,
  classCount: number,
  bins: LagBins,
  isOwn: boolean,
): Float64Array {
  const size = 2 * bins.half + 1;
  const counts = new Float64Array(classCount * size);
  const cells = lagCells(from, to, bins, { rowOfSpike: classes, count: classCount });
  for (let row = 0; row < classCount; row++) {
    const own = cells.subarray(row * (size + 1), (row + 1) * (size + 1));
    counts.set(own.subarray(0, size), row * size);
    counts[row * size + bins.half] += own[size];
  }
  if (isOwn) for (const row of classes) if (row < classCount) counts[row * size + bins.half]--;
  return counts;
}
