/** What to count in a train, in samples. */
export interface TrainCounting {
  /** Intervals and pairs shorter than this are violations. */
  refractory: number;
  /** Observed stretches [start, end), ascending and apart. */
  ranges: readonly (readonly [start: number, end: number])[];
  /** Widths of the bins in which presence and rates are counted, over observed time put end to end. */
  presenceBin: number;
  rateBin: number;
}

export interface TrainCounts {
  spikes: number;
  /** Intervals between neighbours, both in one stretch, and how many of them are violations. */
  intervals: number;
  shortIntervals: number;
  /** Pairs of spikes of one stretch, neighbours or not, closer than the refractory time. */
  shortPairs: number;
  /** Spikes in each bin; a last bin that is not whole is left out. */
  presence: Uint32Array;
  rates: Uint32Array;
}

/** Counts in one pass what the metrics of an ascending train are made of. Spikes outside the stretches do not count. */
export function countTrain(train: Float64Array, counting: TrainCounting): TrainCounts {
  const { refractory, ranges, presenceBin, rateBin } = counting;
  const observed = ranges.reduce((sum, [start, end]) => sum + end - start, 0);
  const counts: TrainCounts = {
    spikes: 0,
    intervals: 0,
    shortIntervals: 0,
    shortPairs: 0,
    presence: new Uint32Array(Math.floor(observed / presenceBin + 1e-9)),
    rates: new Uint32Array(Math.floor(observed / rateBin + 1e-9)),
  };
  let before = 0;
  let first = 0;
  for (const [start, end] of ranges) {
    while (first < train.length && train[first] < start) first++;
    let last = first;
    while (last < train.length && train[last] < end) last++;
    countRange(train, first, last, refractory, counts);
    countBins(train, first, last, before - start, presenceBin, counts.presence);
    countBins(train, first, last, before - start, rateBin, counts.rates);
    before += end - start;
    first = last;
  }
  return counts;
}

function countRange(
  train: Float64Array,
  first: number,
  last: number,
  refractory: number,
  counts: TrainCounts,
): void {
  let short = 0;
  let pairs = 0;
  let earliest = first;
  for (let i = first + 1; i < last; i++) {
    if (train[i] - train[i - 1] < refractory) short++;
    while (train[i] - train[earliest] >= refractory) earliest++;
    pairs += i - earliest;
  }
  counts.spikes += last - first;
  counts.intervals += Math.max(0, last - first - 1);
  counts.shortIntervals += short;
  counts.shortPairs += pairs;
}

function countBins(
  train: Float64Array,
  first: number,
  last: number,
  shift: number,
  width: number,
  bins: Uint32Array,
): void {
  for (let i = first; i < last; i++) {
    const bin = Math.floor((train[i] + shift) / width);
    if (bin < bins.length) bins[bin]++;
  }
}

/** Share of bins with at least one spike; NaN without a bin. */
export function presenceRatio(counts: Uint32Array): number {
  let present = 0;
  for (let i = 0; i < counts.length; i++) if (counts[i] > 0) present++;
  return present / counts.length;
}

/** Difference of two percentiles of the counts, interpolated between neighbours; NaN for fewer than two. */
export function percentileRange(counts: Uint32Array, low: number, high: number): number {
  if (counts.length < 2) return Number.NaN;
  const ascending = counts.slice().sort();
  const at = (percent: number) => {
    const place = (percent / 100) * (ascending.length - 1);
    const below = Math.floor(place);
    const above = Math.min(below + 1, ascending.length - 1);
    return ascending[below] + (place - below) * (ascending[above] - ascending[below]);
  };
  return at(high) - at(low);
}
