/** What surrogates give in each bin: their mean, and the ends of a band. */
export interface SurrogateBand {
  readonly mean: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** How many surrogates a band of a share needs: ⌈2 / (1 − share)⌉ − 1, 199 for 99 %. */
export const surrogatesFor = (share: number): number => Math.ceil(2 / (1 - share) - 1e-9) - 1;

/**
 * The band between the k-th smallest and the k-th largest of the surrogates' counts in each bin, where 2k / (count + 1) is
 * at most 1 − `share`: one more surrogate lies within it, ends included, with at least that probability, whatever the
 * counts are distributed like, because each rank is equally likely. `counts` is (surrogates × bins). Throws RangeError for
 * fewer surrogates than `surrogatesFor` says.
 */
export function surrogateBand(counts: ArrayLike<number>, bins: number, share: number): SurrogateBand {
  const rows = counts.length / bins;
  const rank = Math.floor(((rows + 1) * (1 - share)) / 2 + 1e-9);
  if (rank < 1) throw new RangeError(`${rows} surrogates, expected at least ${surrogatesFor(share)}`);
  const [mean, low, high] = [new Float64Array(bins), new Float64Array(bins), new Float64Array(bins)];
  const column = new Float64Array(rows);
  for (let bin = 0; bin < bins; bin++) {
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      column[row] = counts[row * bins + bin];
      sum += column[row];
    }
    column.sort();
    mean[bin] = sum / rows;
    low[bin] = column[rank - 1];
    high[bin] = column[rows - rank];
  }
  return { mean, low, high };
}
