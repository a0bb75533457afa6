import { autocorrelogram, correlogram, mirrored } from '../kernels/correlogram.ts';
import type { LagBins } from '../kernels/lag-bins.ts';

/** Forward counts of all units: (units × units × (half + 1)), and the cells that hold 2^32 or more. */
export interface AllCounts {
  readonly bins: LagBins;
  readonly unitCount: number;
  readonly low: Uint32Array;
  readonly carries: readonly number[];
  /**
   * Where only pairs from the first so many units were counted, see `countFromSources`: after their forward counts, (sources ×
   * units × (half + 1)), come those of the same trains with time and units turned round.
   */
  readonly sourceCount?: number;
}

/** Where the halves of a pair begin in `low`: lags after zero, and those before it. `from` is one of the sources. */
export function halvesOf(
  { bins, unitCount, sourceCount }: AllCounts,
  from: number,
  to: number,
): { readonly forward: number; readonly backward: number } {
  const columns = bins.half + 1;
  const backward =
    sourceCount === undefined
      ? to * unitCount + from
      : (2 * sourceCount - 1 - from) * unitCount + (unitCount - 1 - to);
  return { forward: (from * unitCount + to) * columns, backward: backward * columns };
}

/** At most `count` ranges, one after the other, of about the same total weight. */
export function evenRanges(weights: readonly number[], count: number): [first: number, last: number][] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const ranges: [number, number][] = [];
  let start = 0;
  let sum = 0;
  weights.forEach((weight, i) => {
    sum += weight;
    if (sum >= (total * (ranges.length + 1)) / count - 1e-9 || i === weights.length - 1) {
      ranges.push([start, i + 1]);
      start = i + 1;
    }
  });
  return ranges;
}

/** The correlogram of (from, to), 2·half + 1 counts, put together of two forward halves; written to `counts` where given. */
export function pairCounts(
  all: AllCounts,
  from: number,
  to: number,
  counts: Float64Array = new Float64Array(2 * all.bins.half + 1),
): Float64Array {
  const { bins, low, carries } = all;
  const { half } = bins;
  const { forward, backward } = halvesOf(all, from, to);
  for (let m = 1; m <= half; m++) counts[half + m] = low[forward + m]!;
  for (let m = 1; m <= half; m++) counts[half - m] = low[backward + m]!;
  let [after, before] = [low[forward]!, low[backward]!];
  for (let i = 0; i < carries.length; i += 2) {
    const more = carries[i + 1]! * 2 ** 32;
    const [ahead, behind] = [carries[i]! - forward, carries[i]! - backward];
    if (ahead === 0) after += more;
    else if (ahead > 0 && ahead <= half) counts[half + ahead]! += more;
    if (behind === 0) before += more;
    else if (behind > 0 && behind <= half) counts[half - behind]! += more;
  }
  counts[half] = bins.centreIsLargerHalf ? (from === to ? 0 : Math.max(after, before)) : after + before;
  return counts;
}

/** The same of one pair alone; cheaper than all where few are asked for. */
export function onePairCounts(
  trains: readonly Float64Array[],
  bins: LagBins,
  from: number,
  to: number,
): Float64Array {
  if (from === to) return autocorrelogram(trains[from]!, bins);
  // Spikes on one sample count as if the earlier unit had fired first, whichever way the pair is asked for.
  return from < to
    ? correlogram(trains[from]!, trains[to]!, bins)
    : mirrored(correlogram(trains[to]!, trains[from]!, bins));
}
