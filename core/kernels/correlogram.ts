import type { LagBins } from './lag-bins.ts';
import { countPair } from './pair-lags.ts';

/**
 * Counts of lags from every spike of `from` to every spike of `to`, in `2·half + 1` bins.
 * Trains are ascending sample numbers, which is not checked; a lag is positive when `to` fires after `from`, and equal
 * samples count in the centre bin. For one train with itself use `autocorrelogram`.
 * With npyx's rule equal samples count in the half where `to` fires after `from`.
 */
export function correlogram(from: Float64Array, to: Float64Array, bins: LagBins): Float64Array {
  const { half, binOfLag } = bins;
  const longest = binOfLag.length - 1;
  // One table over negative and positive lags, so that the loop does not branch on the sign. The two halves of the centre
  // are counted apart, the negative one in a cell of its own behind the others.
  const cellOfLag = new Uint32Array(2 * longest + 1);
  for (let lag = 0; lag <= longest; lag++) {
    const bin = binOfLag[lag];
    cellOfLag[longest - lag] = bin === 0 ? 2 * half + 1 : half - bin;
    cellOfLag[longest + lag] = half + bin;
  }
  const cells =
    countPair(from, to, cellOfLag, 2 * half + 2) ?? countPlainly(from, to, cellOfLag, 2 * half + 2);
  const [after, before] = [cells[half], cells[2 * half + 1]];
  const counts = cells.slice(0, 2 * half + 1);
  counts[half] = bins.centreIsLargerHalf ? Math.max(after, before) : after + before;
  return counts;
}

/** Short trains, and such as 32 bits do not hold. */
function countPlainly(
  from: Float64Array,
  to: Float64Array,
  cellOfLag: Uint32Array,
  size: number,
): Float64Array {
  const longest = (cellOfLag.length - 1) / 2;
  const cells = new Float64Array(size);
  for (let i = 0, start = 0; i < from.length; i++) {
    const earliest = from[i] - longest;
    while (start < to.length && to[start] < earliest) start++;
    for (let j = start; j < to.length; j++) {
      const lag = to[j] - earliest;
      if (lag > 2 * longest) break;
      cells[cellOfLag[lag]]++;
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
