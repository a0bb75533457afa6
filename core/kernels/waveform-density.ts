/**
 * The range of values that a density image of these channels spans: five standard deviations around the mean, the widest
 * of all samples and channels. Values of (samples × channels); not empty, also where all waveforms are one.
 */
export function densityRange(
  { mean, deviation }: { readonly mean: Float32Array; readonly deviation: Float32Array },
  channels: Int32Array,
  channelCount: number,
): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const channel of channels)
    for (let i = channel; i < mean.length; i += channelCount) {
      low = Math.min(low, mean[i] - 5 * deviation[i]);
      high = Math.max(high, mean[i] + 5 * deviation[i]);
    }
  if (!(low <= high)) return [-1, 1];
  return high > low ? [low, high] : [low - 1, high + 1];
}

/**
 * Adds one waveform (samples × channels) to `counts` (shown channels × bins × samples); a bin holds its lower edge.
 * Returns how many values lie outside of the range, which are not counted.
 */
export function addToDensity(
  counts: Float32Array,
  waveform: Float32Array,
  shown: Int32Array,
  channelCount: number,
  binCount: number,
  [low, high]: readonly [number, number],
): number {
  const length = waveform.length / channelCount;
  const scale = binCount / (high - low);
  let outside = 0;
  for (let place = 0; place < shown.length; place++)
    for (let s = 0, i = shown[place]; s < length; s++, i += channelCount) {
      const value = waveform[i];
      const bin = value === high ? binCount - 1 : Math.floor((value - low) * scale);
      if (bin >= 0 && bin < binCount) counts[(place * binCount + bin) * length + s]++;
      else outside++;
    }
  return outside;
}
