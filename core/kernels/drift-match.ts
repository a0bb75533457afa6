/**
 * The value that occurs most often, the smallest of equals; -1 for none. Of the peak channels of a unit's batches of
 * spikes it is where the unit was for most of the time.
 */
export function mostFrequent(values: Int32Array): number {
  const ascending = values.slice().sort();
  let best = -1;
  let most = 0;
  for (let i = 0, start = 0; i < ascending.length; i++) {
    if (ascending[i] !== ascending[start]) start = i;
    if (i - start + 1 > most) {
      most = i - start + 1;
      best = ascending[i];
    }
  }
  return best;
}

/**
 * Those `count` of `positions` whose amplitudes come next below the largest: of `n` in ascending order of amplitude the
 * ranks p − count to p with p = ⌊percent/100 · n⌋, so that the few largest, which are often two spikes in one, stay out.
 * Where they are too few, the smallest `count`. Ascending positions. The rule is that of NeuroPyxels' wvf_dsmatch.
 */
export function amplitudeWindow(
  positions: Int32Array,
  amplitudes: Float32Array,
  count: number,
  percent: number,
): Int32Array {
  const byAmplitude = positions.slice().sort((a, b) => amplitudes[a] - amplitudes[b] || a - b);
  // 0.95 · 20 is 19, not 18.999…
  const p = Math.floor((percent * positions.length) / 100 + 1e-9);
  const first = p < count ? 0 : p - count;
  return byAmplitude.slice(first, first + Math.min(count, positions.length)).sort();
}

/**
 * Positions of `count` of `total` items at even distances, the first and the last among them; all when there are not more.
 */
export function evenlySpaced(total: number, count: number): Int32Array {
  if (count >= total) return Int32Array.from({ length: total }, (_, i) => i);
  if (count === 1) return Int32Array.of(0);
  return Int32Array.from({ length: count }, (_, i) => Math.round((i * (total - 1)) / (count - 1)));
}
