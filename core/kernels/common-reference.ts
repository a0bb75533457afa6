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

/** Subtracts from every channel its median over the samples, in place. `data` is (samples × channels). */
export function subtractChannelMedians(data: Float32Array, channelCount: number): void {
  const sampleCount = data.length / channelCount;
  const scratch = new Float32Array(sampleCount);
  for (let channel = 0; channel < channelCount; channel++) {
    for (let s = 0, i = channel; s < sampleCount; s++, i += channelCount) scratch[s] = data[i];
    const median = medianInPlace(scratch);
    for (let i = channel; i < data.length; i += channelCount) data[i] -= median;
  }
}
