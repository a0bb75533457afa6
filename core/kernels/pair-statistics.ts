/** Number of pairs of spikes, one of each train, at most `reach` samples apart. Trains ascend. */
export function pairsWithin(a: Float64Array, b: Float64Array, reach: number): number {
  let pairs = 0;
  for (let i = 0, first = 0, last = 0; i < a.length; i++) {
    while (first < b.length && b[first] < a[i] - reach) first++;
    while (last < b.length && b[last] <= a[i] + reach) last++;
    pairs += last - first;
  }
  return pairs;
}

/**
 * Correlation index: how many times more pairs of spikes lie within ±`reach` than chance has, N·T / (Na·Nb·2·reach), T and
 * reach both in samples; 1 for independent trains. Wong, Meister and Shatz 1993, Neuron 11:923.
 */
export const correlationIndex = (a: Float64Array, b: Float64Array, reach: number, duration: number): number =>
  (pairsWithin(a, b, reach) * duration) / (a.length * b.length * 2 * reach);

/** Bins that hold spikes, ascending, and how many. */
export interface SparseCounts {
  readonly bins: Int32Array;
  readonly counts: Int32Array;
  readonly sum: number;
  readonly squares: number;
}

export function sparseCounts(dense: Int32Array): SparseCounts {
  const bins = new Int32Array(dense.reduce((filled, count) => filled + Number(count > 0), 0));
  const counts = new Int32Array(bins.length);
  let [place, sum, squares] = [0, 0, 0];
  for (let bin = 0; bin < dense.length; bin++) {
    const count = dense[bin];
    if (count === 0) continue;
    bins[place] = bin;
    counts[place++] = count;
    sum += count;
    squares += count * count;
  }
  return { bins, counts, sum, squares };
}

/** Covariance of the counts over `binCount` bins, divided by their number. */
export function countCovariance(a: SparseCounts, b: SparseCounts, binCount: number): number {
  let product = 0;
  for (let i = 0, j = 0; i < a.bins.length && j < b.bins.length; ) {
    const ahead = a.bins[i] - b.bins[j];
    if (ahead === 0) product += a.counts[i++] * b.counts[j++];
    else if (ahead < 0) i++;
    else j++;
  }
  return product / binCount - (a.sum / binCount) * (b.sum / binCount);
}

/** Pearson's correlation of the counts; NaN where one of the trains has the same count in every bin. */
export function countCorrelation(a: SparseCounts, b: SparseCounts, binCount: number): number {
  const variance = ({ sum, squares }: SparseCounts) => squares / binCount - (sum / binCount) ** 2;
  const scale = Math.sqrt(variance(a) * variance(b));
  return scale > 0 ? countCovariance(a, b, binCount) / scale : Number.NaN;
}
