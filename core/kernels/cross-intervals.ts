/** Which spike of the other train an interval goes to. */
export type Direction = 'nearest' | 'next' | 'previous';

/**
 * Samples from each spike of `from` to the next spike of `to` (one on the same sample is 0 away), to the one before, or
 * to the nearer of both; NaN where there is none. Never negative. Trains ascend.
 */
export function crossIntervals(from: Float64Array, to: Float64Array, direction: Direction): Float64Array {
  const intervals = new Float64Array(from.length);
  for (let i = 0, after = 0; i < from.length; i++) {
    while (after < to.length && to[after] < from[i]) after++;
    const next = after < to.length ? to[after] - from[i] : Number.NaN;
    const previous = next === 0 ? 0 : after > 0 ? from[i] - to[after - 1] : Number.NaN;
    if (direction === 'next') intervals[i] = next;
    else if (direction === 'previous') intervals[i] = previous;
    else
      intervals[i] =
        !(next > previous) && !Number.isNaN(next) ? next : Number.isNaN(previous) ? next : previous;
  }
  return intervals;
}
