import { autocorrelogram, correlogram, mirrored } from '../kernels/correlogram.ts';
import type { LagBins } from '../kernels/lag-bins.ts';
import { countForward } from '../kernels/pair-counts.ts';
import type { Computing } from './analysis.ts';

/** The forward counts of some reference units, on whichever thread. */
export interface CountPart {
  readonly kind: 'count';
  readonly trains: readonly Float64Array[];
  readonly bins: LagBins;
  readonly first: number;
  readonly last: number;
  /** Shared memory of these references alone. */
  readonly into: Uint32Array;
}

/** Forward counts of all units: (units × units × (half + 1)), and the cells that hold 2^32 or more. */
export interface AllCounts {
  readonly bins: LagBins;
  readonly unitCount: number;
  readonly low: Uint32Array;
  readonly carries: readonly number[];
}

/** Carries of a part, by cell of its own range. */
export const countPart = ({ trains, bins, first, last, into }: CountPart): readonly number[] =>
  countForward(trains, bins, first, last, { into }).carries;

/**
 * Counts the lags of all pairs on as many threads as there are: each takes a range of references with about the same
 * number of spikes. `spread` is `inParts` of the analysis that asks.
 */
export async function countAllPairs(
  trains: readonly Float64Array[],
  bins: LagBins,
  { threadCount = 1 }: Computing,
  spread: (parts: readonly CountPart[]) => Promise<readonly (readonly number[])[]>,
): Promise<AllCounts> {
  const rowSize = trains.length * (bins.half + 1);
  const low = new Uint32Array(new SharedArrayBuffer(4 * trains.length * rowSize));
  const ranges = evenRanges(
    trains.map(({ length }) => length + 1),
    threadCount,
  );
  const parts = ranges.map(([first, last]): CountPart => {
    const into = low.subarray(first * rowSize, last * rowSize);
    return { kind: 'count', trains, bins, first, last, into };
  });
  const carried = await spread(parts);
  const carries = carried.flatMap((list, part) =>
    list.map((value, i) => (i % 2 === 0 ? value + ranges[part]![0] * rowSize : value)),
  );
  return { bins, unitCount: trains.length, low, carries };
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
  { bins, unitCount, low, carries }: AllCounts,
  from: number,
  to: number,
  counts: Float64Array = new Float64Array(2 * bins.half + 1),
): Float64Array {
  const { half } = bins;
  const forward = (from * unitCount + to) * (half + 1);
  const backward = (to * unitCount + from) * (half + 1);
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
