/** Pairs of spikes, neighbours or not, that lie closer than `limit` and not within `censored`, from `first` to before `end`. */
export function shortPairs(
  train: Float64Array,
  first: number,
  end: number,
  limit: number,
  censored = 0,
): number {
  let pairs = 0;
  for (let i = first; i < end; i++)
    for (let j = i + 1; j < end && train[j] - train[i] < limit; j++)
      if (train[j] - train[i] >= censored) pairs++;
  return pairs;
}

/** Intervals between neighbours that are shorter than `limit` and not within `censored`. */
export function shortIntervals(
  train: Float64Array,
  first: number,
  end: number,
  limit: number,
  censored = 0,
): number {
  let count = 0;
  for (let i = first + 1; i < end; i++) {
    const interval = train[i] - train[i - 1];
    if (interval < limit && interval >= censored) count++;
  }
  return count;
}
