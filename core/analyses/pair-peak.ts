import { deviateOfLogTail, logBinomialTail } from '../kernels/binomial-tail.ts';
import { type LagBins, lagsPerBin } from '../kernels/lag-bins.ts';
import { asymmetryOf } from '../kernels/normalize-correlogram.ts';
import { type AllCounts, halvesOf, pairCounts } from './pair-counting.ts';

/**
 * The bin of a correlogram that chance explains least, and how far beyond chance it is.
 *
 * Of independent trains without a rhythm the counts of all bins are Poisson with means in proportion to their lags. Given the
 * sum of a bin's count and of those in the outer 80 % of the window, the count is then binomial, with the bin's part of their
 * lags: the exact test of two Poisson means (Przyborowski & Wilenski 1940, Biometrika 31:313), which knows that few outer
 * counts tell little. Of the densest and of the sparsest bin the less likely is taken. Its probability p is that of one look;
 * with 2 looks, up and down, at each of n bins it is 1 − (1 − p)^2n (Šidák 1967). `z` is the standard normal deviate that is
 * exceeded, either way, with that probability: of independent pairs at most 5 % are beyond ±1.96, whatever their rates,
 * windows and bins.
 */
export interface PairPeak {
  /** With the sign of the deviation; 0 where the likeliest is what is seen. */
  readonly z: number;
  /** Of several as dense the one nearest to zero; −1 for a unit with itself. */
  readonly bin: number;
  /** Of the whole window, in SD; see `asymmetryOf`. */
  readonly asymmetry: number;
}

/** Lags in each bin, to which the counts of a flat correlogram are proportional. */
export interface FlatWidths {
  /** Of npyx's centre those of one of its halves. */
  readonly lags: Float64Array;
  /** Whether all bins but the centre hold as many. */
  readonly areEven: boolean;
}

export function flatWidths(bins: LagBins): FlatWidths {
  const { half } = bins;
  const lags = lagsPerBin(bins);
  if (bins.centreIsLargerHalf) lags[half] = (lags[half]! + 1) / 2;
  return { lags, areEven: lags.every((count, bin) => bin === half || count === lags[0]) };
}

/** The peak of a correlogram. */
export function peakOf(counts: Float64Array, { lags }: FlatWidths): PairPeak {
  const size = counts.length;
  const share = outerShare(size);
  let [outer, outerLags] = [0, 0];
  let [highest, lowest, looks] = [-1, -1, 0];
  const half = (size - 1) / 2;
  for (let i = 0; i < size; i++) {
    // From zero outwards, left before right.
    const bin = i % 2 === 0 ? half + i / 2 : half - (i + 1) / 2;
    const [count, own] = [counts[bin]!, lags[bin]!];
    // Log bins narrower than a sample are empty by definition.
    if (own === 0) continue;
    looks += 2;
    if (highest < 0 || count * lags[highest]! > counts[highest]! * own) highest = bin;
    if (lowest < 0 || count * lags[lowest]! < counts[lowest]! * own) lowest = bin;
    if (!isOuter(bin, share, size)) continue;
    outer += count;
    outerLags += own;
  }
  const chance = { outer, outerLags, looks, share, size };
  return peak(
    chance,
    { bin: highest, count: counts[highest]!, lags: lags[highest]! },
    { bin: lowest, count: counts[lowest]!, lags: lags[lowest]! },
    asymmetryOf(counts),
  );
}

/** Bins on each side that make up the outer 80 %; 0 where the window has so few that all are meant. */
const outerShare = (bins: number): number => Math.floor(0.4 * bins);
const isOuter = (bin: number, share: number, bins: number): boolean =>
  share === 0 || bin < share || bin >= bins - share;

interface Look {
  readonly bin: number;
  readonly count: number;
  readonly lags: number;
}

interface Chance {
  readonly outer: number;
  readonly outerLags: number;
  /** How often was looked. */
  readonly looks: number;
  readonly share: number;
  readonly size: number;
}

function peak(chance: Chance, highest: Look, lowest: Look, asymmetry: number): PairPeak {
  const up = logProbability(chance, highest, true);
  const down = logProbability(chance, lowest, false);
  const isUp = up <= down;
  const log = isUp ? up : down;
  const { looks } = chance;
  // ln of 1 − (1 − p)^looks, which for the smallest p is looks × p.
  const corrected =
    log < -30 ? Math.log(looks) + log : Math.log(-Math.expm1(looks * Math.log1p(-Math.exp(log))));
  const z = deviateOfLogTail(corrected - Math.LN2);
  return { z: isUp || z === 0 ? z : -z, bin: isUp ? highest.bin : lowest.bin, asymmetry };
}

/** How likely chance gives one bin as many counts, or as few. */
function logProbability({ outer, outerLags, share, size }: Chance, look: Look, isUp: boolean): number {
  const isInside = !isOuter(look.bin, share, size);
  const total = isInside ? outer + look.count : outer;
  const part = look.lags / (isInside ? outerLags + look.lags : outerLags);
  return isUp
    ? logBinomialTail(look.count, total, part)
    : logBinomialTail(total - look.count, total, 1 - part);
}

/**
 * The same of a pair out of all, without putting its two forward halves together: a stack has hundreds of thousands of pairs,
 * of which often nothing but the peak is wanted.
 */
export function peakOfPair(all: AllCounts, widths: FlatWidths, from: number, to: number): PairPeak {
  const { bins, low, carries } = all;
  const { half } = bins;
  const size = 2 * half + 1;
  const share = outerShare(size);
  if (carries.length > 0 || share === 0 || !widths.areEven) return peakOf(pairCounts(all, from, to), widths);
  const { forward, backward } = halvesOf(all, from, to);
  const [after, before] = [low[forward]!, low[backward]!];
  const inner = half + 1 - share;
  const left = sideOf(low, backward, half, inner);
  const right = sideOf(low, forward, half, inner);
  const lags = widths.lags[0]!;
  const centre: Look = {
    bin: half,
    count: bins.centreIsLargerHalf ? (from === to ? 0 : Math.max(after, before)) : after + before,
    lags: widths.lags[half]!,
  };
  const most = isFirst(left.most, right.most, left.highest, right.highest)
    ? { bin: half - left.highest, count: left.most, lags }
    : { bin: half + right.highest, count: right.most, lags };
  const least = isFirst(-left.least, -right.least, left.lowest, right.lowest)
    ? { bin: half - left.lowest, count: left.least, lags }
    : { bin: half + right.lowest, count: right.least, lags };
  const highest = most.count * centre.lags > centre.count * lags ? most : centre;
  const lowest = least.count * centre.lags < centre.count * lags ? least : centre;
  const chance = {
    outer: left.outer + right.outer,
    outerLags: 2 * share * lags,
    looks: 2 * size,
    share,
    size,
  };
  const asymmetry = (right.total - left.total) / (Math.sqrt(right.total + left.total) || 1);
  return peak(chance, highest, lowest, asymmetry);
}

/** The larger of both sides, or the one nearer to zero. */
const isFirst = (left: number, right: number, leftBin: number, rightBin: number): boolean =>
  left > right || (left === right && leftBin <= rightBin);

/** One side of a correlogram, bins 1 … half outwards; of several as large the innermost. */
function sideOf(low: Uint32Array, start: number, half: number, inner: number) {
  let [most, least] = [low[start + 1]!, low[start + 1]!];
  let [highest, lowest] = [1, 1];
  let [total, outer] = [most, inner <= 1 ? most : 0];
  for (let m = 2; m <= half; m++) {
    const count = low[start + m]!;
    total += count;
    if (m >= inner) outer += count;
    if (count > most) {
      most = count;
      highest = m;
    }
    if (count < least) {
      least = count;
      lowest = m;
    }
  }
  return { most, least, highest, lowest, total, outer };
}
