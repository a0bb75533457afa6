/**
 * Counts of lags from each spike of `from` apart, (spikes × bins), npyx's `ccg_2d`, for scripts: bin k of 2·⌊window / 2·bin⌋ + 1 covers
 * [k·bin − half, (k+1)·bin − half) samples with half = ⌊window / 2⌋ and positive lags when `to` fires after `from`.
 * Trains are ascending. The same for any number of threads, and for windows that are no multiple of the bin.
 * Throws RangeError unless bin and window are whole samples, the bin at least one.
 */
export function lagsPerSpike(
  from: Float64Array,
  to: Float64Array,
  bin: number,
  window: number,
): { counts: Uint32Array; binCount: number } {
  if (!Number.isInteger(bin) || bin < 1) throw new RangeError(`bin of ${bin} samples`);
  if (!Number.isInteger(window) || window < bin) throw new RangeError(`window of ${window} samples`);
  const half = Math.floor(window / 2);
  const binCount = 2 * Math.floor(window / (2 * bin)) + 1;
  const counts = new Uint32Array(from.length * binCount);
  for (let i = 0, start = 0; i < from.length; i++) {
    while (start < to.length && to[start] - from[i] < -half) start++;
    for (let j = start; j < to.length; j++) {
      const k = Math.floor((to[j] - from[i] + half) / bin);
      if (k >= binCount) break;
      counts[i * binCount + k]++;
    }
  }
  return { counts, binCount };
}
