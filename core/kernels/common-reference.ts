import { medianInPlace } from './median.ts';

/**
 * Subtracts from every sample the median of the channels at that sample, in place.
 * `data` is (samples × channels); what all channels have in common (mains, chewing) goes away.
 */
export function subtractCommonMedian(data: Float32Array, channelCount: number): void {
  const scratch = new Float32Array(channelCount);
  for (let start = 0; start < data.length; start += channelCount) {
    scratch.set(data.subarray(start, start + channelCount));
    const median = medianInPlace(scratch);
    for (let i = start; i < start + channelCount; i++) data[i] -= median;
  }
}

/**
 * Subtracts from every channel the median of the channels near it at the same sample, in place; `neighbours[i]` names those
 * of channel i, itself among them. What a stretch of the probe has in common goes away.
 */
export function subtractNearMedian(
  data: Float32Array | Float64Array,
  neighbours: readonly Int32Array[],
): void {
  const channelCount = neighbours.length;
  const row = new Float64Array(channelCount);
  const near = new Float64Array(Math.max(0, ...neighbours.map(({ length }) => length)));
  for (let start = 0; start < data.length; start += channelCount) {
    row.set(data.subarray(start, start + channelCount));
    for (let channel = 0; channel < channelCount; channel++) {
      const own = neighbours[channel];
      for (let k = 0; k < own.length; k++) near[k] = row[own[k]];
      data[start + channel] = row[channel] - medianInPlace(near, own.length);
    }
  }
}

/** Channels turned together: 16 float32 are one cache line, so that a row is not fetched once per channel. */
const together = 16;

/** Subtracts from every channel its median over the samples, in place. `data` is (samples × channels). */
export function subtractChannelMedians(data: Float32Array, channelCount: number): void {
  const sampleCount = data.length / channelCount;
  const scratch = Array.from({ length: together }, () => new Float32Array(sampleCount));
  const medians = new Float32Array(together);
  for (let first = 0; first < channelCount; first += together) {
    const width = Math.min(together, channelCount - first);
    for (let s = 0, row = first; s < sampleCount; s++, row += channelCount)
      for (let k = 0; k < width; k++) scratch[k][s] = data[row + k];
    for (let k = 0; k < width; k++) medians[k] = medianInPlace(scratch[k]);
    for (let row = first; row < data.length; row += channelCount)
      for (let k = 0; k < width; k++) data[row + k] -= medians[k];
  }
}
