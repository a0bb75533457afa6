import { asymmetryOf, baselineOf } from '../kernels/normalize-correlogram.ts';
import { type AllCounts, pairCounts } from './pair-counting.ts';

export interface PairPeak {
  /** The largest deviation from the mean of the outer 80 % of the window, in their SD, with its sign. */
  readonly z: number;
  /** Where it is, the first where there are several. */
  readonly bin: number;
  /** Of the whole window, in SD; see `asymmetryOf`. */
  readonly asymmetry: number;
}

/** The peak of a correlogram of 2·half + 1 counts. */
export function peakOf(counts: Float64Array): PairPeak {
  const { mean, deviation } = baselineOf(counts);
  let [highest, lowest] = [0, 0];
  for (let bin = 1; bin < counts.length; bin++) {
    if (counts[bin]! > counts[highest]!) highest = bin;
    else if (counts[bin]! < counts[lowest]!) lowest = bin;
  }
  const [above, below] = [counts[highest]! - mean, mean - counts[lowest]!];
  const bin = above > below || (above === below && highest < lowest) ? highest : lowest;
  return { z: (counts[bin]! - mean) / deviation, bin, asymmetry: asymmetryOf(counts) };
}

/**
 * The same of a pair out of all, in one go over its two forward halves without putting them together: a stack has hundreds
 * of thousands of pairs, of which often nothing but the peak is wanted.
 */
export function peakOfPair(all: AllCounts, from: number, to: number): PairPeak {
  const { bins, unitCount, low, carries } = all;
  const { half } = bins;
  const share = Math.floor((2 * half + 1) * 0.4);
  if (carries.length > 0 || share === 0) return peakOf(pairCounts(all, from, to));
  const forward = (from * unitCount + to) * (half + 1);
  const backward = (to * unitCount + from) * (half + 1);
  const [after, before] = [low[forward]!, low[backward]!];
  const centre = bins.centreIsLargerHalf ? (from === to ? 0 : Math.max(after, before)) : after + before;
  let total = 0;
  let ahead = 0;
  let sum = 0;
  let squares = 0;
  let most = centre;
  let least = centre;
  let highest = half;
  let lowest = half;
  const inner = half + 1 - share;
  // From the centre outwards: to the left a bin as large as the largest so far is the first of them.
  for (let m = 1; m <= half; m++) {
    const count = low[backward + m]!;
    total += count;
    if (count >= most) {
      most = count;
      highest = half - m;
    }
    if (count <= least) {
      least = count;
      lowest = half - m;
    }
    if (m >= inner) {
      sum += count;
      squares += count * count;
    }
  }
  for (let m = 1; m <= half; m++) {
    const count = low[forward + m]!;
    ahead += count;
    if (count > most) {
      most = count;
      highest = half + m;
    }
    if (count < least) {
      least = count;
      lowest = half + m;
    }
    if (m >= inner) {
      sum += count;
      squares += count * count;
    }
  }
  const outer = 2 * share;
  // Whole numbers, exact below 2^53; beyond, what is left after the subtraction would not be.
  if (outer * squares > Number.MAX_SAFE_INTEGER) return peakOf(pairCounts(all, from, to));
  const mean = sum / outer;
  const deviation = Math.sqrt(outer * squares - sum * sum) / outer || 1;
  total += ahead;
  const asymmetry = (2 * ahead - total) / (Math.sqrt(total) || 1);
  const [above, below] = [most - mean, mean - least];
  return above > below || (above === below && highest < lowest)
    ? { z: above / deviation, bin: highest, asymmetry }
    : { z: -below / deviation, bin: lowest, asymmetry };
}
