import type { LagBins } from './lag-bins.ts';
import { type CountRows, countPair } from './pair-lags.ts';

/**
 * Counts of lags from every spike of `from` to every spike of `to`, in `2·half + 1` bins.
 * Trains are ascending sample numbers, which is not checked; a lag is positive when `to` fires after `from`, and equal
 * samples count in the centre bin. For one train with itself use `autocorrelogram`.
 * With npyx's rule equal samples count in the half where `to` fires after `from`.
 */
export function correlogram(from: Float64Array, to: Float64Array, bins: LagBins): Float64Array {
  const { half } = bins;
  const cells = lagCells(from, to, bins);
  const [after, before] = [cells[half], cells[2 * half + 1]];
  const counts = cells.slice(0, 2 * half + 1);
  counts[half] = bins.centreIsLargerHalf ? Math.max(after, before) : after + before;
  return counts;
}

/**
 * The same with the two halves of the centre apart: 2·half + 1 bins, equal samples and later ones in the centre, then a
 * cell for the earlier ones of the centre. With rows, (rows × cells), counted in one traversal.
 */
export function lagCells(
  from: Float64Array,
  to: Float64Array,
  { half, binOfLag }: LagBins,
  rows?: CountRows,
): Float64Array {
  const longest = binOfLag.length - 1;
  // One table over negative and positive lags, so that the loop does not branch on the sign.
  const cellOfLag = new Uint32Array(2 * longest + 1);
  for (let lag = 0; lag <= longest; lag++) {
    const bin = binOfLag[lag];
    cellOfLag[longest - lag] = bin === 0 ? 2 * half + 1 : half - bin;
    cellOfLag[longest + lag] = half + bin;
  }
  const size = 2 * half + 2;
  return countPair(from, to, cellOfLag, size, rows) ?? countPlainly(from, to, cellOfLag, size, rows);
}

/** Short trains, and such as 32 bits do not hold. */
function countPlainly(
  from: Float64Array,
  to: Float64Array,
  cellOfLag: Uint32Array,
  size: number,
  rows?: CountRows,
): Float64Array {
  const longest = (cellOfLag.length - 1) / 2;
  const cells = new Float64Array((rows?.count ?? 1) * size);
  for (let i = 0, start = 0; i < from.length; i++) {
    const row = rows ? rows.rowOfSpike[i] : 0;
    if (rows && row >= rows.count) continue;
    const earliest = from[i] - longest;
    while (start < to.length && to[start] < earliest) start++;
    for (let j = start; j < to.length; j++) {
      const lag = to[j] - earliest;
      if (lag > 2 * longest) break;
      cells[row * size + cellOfLag[lag]]++;
    }
  }
  return cells;
}

/**
 * Counts of lags between the spikes of one train, a spike not being paired with itself: each pair counts once at its lag
 * and once at minus its lag, so the result is its own mirror image and the centre is even.
 * With npyx's rule the centre bin is 0.
 */
export function autocorrelogram(train: Float64Array, bins: LagBins): Float64Array {
  const { half, binOfLag } = bins;
  const counts = new Float64Array(2 * half + 1);
  const longest = binOfLag.length - 1;
  for (let i = 0; i < train.length; i++) {
    const origin = train[i];
    for (let j = i + 1; j < train.length; j++) {
      const lag = train[j] - origin;
      if (lag > longest) break;
      counts[half + binOfLag[lag]]++;
    }
  }
  counts[half] = bins.centreIsLargerHalf ? 0 : 2 * counts[half];
  for (let m = 1; m <= half; m++) counts[half - m] = counts[half + m];
  return counts;
}

/** The correlogram of (b, a) from that of (a, b). */
export const mirrored = (counts: Float64Array): Float64Array => counts.toReversed();
