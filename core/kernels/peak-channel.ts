/** Largest minus smallest value of each channel of a (samples × channels) waveform. */
export function peakToPeak(waveform: ArrayLike<number>, channelCount: number): Float32Array {
  const low = new Float64Array(channelCount).fill(Number.POSITIVE_INFINITY);
  const high = new Float64Array(channelCount).fill(Number.NEGATIVE_INFINITY);
  for (let i = 0, channel = 0; i < waveform.length; i++) {
    const value = waveform[i];
    if (value < low[channel]) low[channel] = value;
    if (value > high[channel]) high[channel] = value;
    if (++channel === channelCount) channel = 0;
  }
  return Float32Array.from(low, (value, channel) => high[channel] - value);
}

/** Position of the channel with the largest peak to peak, the first of equals; -1 when there is none. */
export function peakChannel(waveform: ArrayLike<number>, channelCount: number): number {
  const heights = peakToPeak(waveform, channelCount);
  let peak = -1;
  for (let channel = 0; channel < channelCount; channel++)
    if (heights[channel] > (peak === -1 ? Number.NEGATIVE_INFINITY : heights[peak])) peak = channel;
  return peak;
}
