import { ceilRatio, type Ratio } from './exact-ratio.ts';

/**
 * Which bin a lag falls into. Lags are whole samples, so any rule is a table over 0 … longest lag; negative lags use it
 * mirrored. Bin 0 is the centre, bin m the m-th on the positive side.
 */
export interface LagBins {
  /** Bins on each side of the centre; a correlogram has `2·half + 1`. */
  readonly half: number;
  /** Bin of lag d ≥ 0, ascending; its length is the longest lag counted plus one. */
  readonly binOfLag: Uint32Array;
  /** The two halves of the centre bin are counted apart and the larger is kept, as npyx does. */
  readonly centreIsLargerHalf: boolean;
}

/**
 * Bins of `bin` samples centred on m·bin, m = −half … half. `bin` need not be whole: the edges (m ± ½)·bin are compared
 * with whole lags in exact arithmetic. A lag on an edge goes to the bin farther from zero, on both sides alike, so that
 * the correlogram of (b, a) mirrors that of (a, b); with 6 samples per bin |lag| ≤ 2 is the centre, 3 … 8 is ±1.
 * Throws RangeError if `bin` < 1 sample or `half` is not a whole number ≥ 0.
 */
export function centredBins(bin: Ratio, half: number): LagBins {
  if (bin.numerator < bin.denominator) throw new RangeError('bin is shorter than 1 sample');
  const edges = Array.from({ length: checked(half) + 1 }, (_, m) =>
    ceilRatio({ numerator: BigInt(2 * m + 1) * bin.numerator, denominator: 2n * bin.denominator }),
  );
  return { half, binOfLag: tableOf(edges), centreIsLargerHalf: false };
}

/**
 * npyx's bins: lag d ≥ 0 in bin ⌊d/width⌋ and mirrored, so a bin is labelled by its edge nearest to zero, and the centre
 * bin is the larger of its two halves instead of their sum.
 */
export function npyxBins(width: number, half: number): LagBins {
  if (!Number.isInteger(width) || width < 1) throw new RangeError(`bin of ${width} samples`);
  const edges = Array.from({ length: checked(half) + 1 }, (_, m) => (m + 1) * width);
  return { half, binOfLag: tableOf(edges), centreIsLargerHalf: true };
}

/**
 * A centre bin of |lag| < `first` samples, then `count` bins per side whose edges are spaced evenly on a log scale up to
 * `last` samples. Edges are rounded up to whole samples and coincide when bins are shorter than one: those stay empty.
 */
export function logarithmicBins(first: number, last: number, count: number): LagBins {
  if (!(first > 0 && last > first)) throw new RangeError(`log bins from ${first} to ${last} samples`);
  const edges = Array.from({ length: checked(count) + 1 }, (_, m) =>
    Math.ceil(first * (last / first) ** (m / count)),
  );
  return { half: count, binOfLag: tableOf(edges), centreIsLargerHalf: false };
}

/** Number of whole lags in each of the `2·half + 1` bins: what a flat correlogram is proportional to. */
export function lagsPerBin({ half, binOfLag }: LagBins): Float64Array {
  const counts = new Float64Array(2 * half + 1);
  for (let lag = 0; lag < binOfLag.length; lag++) {
    counts[half + binOfLag[lag]]++;
    if (lag > 0) counts[half - binOfLag[lag]]++;
  }
  return counts;
}

function checked(half: number): number {
  if (!Number.isInteger(half) || half < 0) throw new RangeError(`${half} bins per side`);
  return half;
}

/** `edges[m]` is the first lag beyond bin m. */
function tableOf(edges: readonly number[]): Uint32Array {
  const table = new Uint32Array(edges[edges.length - 1]);
  for (let m = 1; m < edges.length; m++) table.fill(m, edges[m - 1], edges[m]);
  return table;
}
