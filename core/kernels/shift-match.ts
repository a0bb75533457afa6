/** Where to look for the lag: channels [first, end) of (samples × `channelCount`) waveforms. */
export interface ShiftChannels {
  channelCount: number;
  first: number;
  end: number;
}

/**
 * The lag by which `waveform` has to be rolled to lie on `template`: where their cross-correlation, of each channel's
 * deviations from its mean over time in units of its SD and averaged over the channels, is largest; the first of equals.
 * Lags from −⌊samples/2⌋ to below samples/2. A flat channel tells nothing and counts as 0.
 */
export function bestLag(template: Float32Array, waveform: Float32Array, channels: ShiftChannels): number {
  const { channelCount, first, end } = channels;
  const sampleCount = template.length / channelCount;
  const from = -Math.floor(sampleCount / 2);
  const sums = new Float64Array(sampleCount);
  const still = new Float64Array(sampleCount);
  const moved = new Float64Array(sampleCount);
  for (let channel = first; channel < end; channel++) {
    if (!standardise(template, channel, channelCount, still)) continue;
    if (!standardise(waveform, channel, channelCount, moved)) continue;
    for (let i = 0; i < sampleCount; i++) sums[i] += overlap(still, moved, from + i);
  }
  let best = 0;
  for (let i = 1; i < sampleCount; i++) if (sums[i] > sums[best]) best = i;
  // Nothing to go by on any channel: leave it where it is.
  return sums[best] > 0 ? from + best : 0;
}

/** Σ template[t] · waveform[t − lag], as far as both reach. */
function overlap(template: Float64Array, waveform: Float64Array, lag: number): number {
  let sum = 0;
  for (let t = Math.max(0, lag), end = Math.min(template.length, template.length + lag); t < end; t++)
    sum += template[t] * waveform[t - lag];
  return sum;
}

/** Writes one channel, less its mean and over its SD, into `out`. False when it is flat. */
function standardise(
  waveform: Float32Array,
  channel: number,
  channelCount: number,
  out: Float64Array,
): boolean {
  let mean = 0;
  for (let t = 0, i = channel; t < out.length; t++, i += channelCount) mean += waveform[i];
  mean /= out.length;
  let squares = 0;
  for (let t = 0, i = channel; t < out.length; t++, i += channelCount) {
    out[t] = waveform[i] - mean;
    squares += out[t] * out[t];
  }
  if (!(squares > 0)) return false;
  const scale = 1 / Math.sqrt(squares / out.length);
  for (let t = 0; t < out.length; t++) out[t] *= scale;
  return true;
}

/** Rolls a (samples × `channelCount`) waveform in place by `lag` samples; what leaves at one end enters at the other. */
export function rollSamples(waveform: Float32Array, channelCount: number, lag: number): void {
  const by = (((lag * channelCount) % waveform.length) + waveform.length) % waveform.length;
  if (by === 0) return;
  const tail = waveform.slice(waveform.length - by);
  waveform.copyWithin(by, 0, waveform.length - by);
  waveform.set(tail);
}
