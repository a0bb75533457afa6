/** Templates as (templates × samples × channels), row-major. */
export interface TemplateBlock {
  data: Float32Array;
  sampleCount: number;
  channelCount: number;
}

/**
 * Highest minus lowest value of each channel of the weighted sum of templates. Values that are not numbers count as 0.
 */
export function peakToPeak(
  { data, sampleCount, channelCount }: TemplateBlock,
  weights: { template: number; weight: number }[],
): Float64Array {
  if (weights.length === 1) return peakToPeakOfOne({ data, sampleCount, channelCount }, weights[0]);
  const highest = new Float64Array(channelCount).fill(-Infinity);
  const lowest = new Float64Array(channelCount).fill(Infinity);
  const row = new Float64Array(channelCount);
  for (let sample = 0; sample < sampleCount; sample++) {
    row.fill(0);
    for (const { template, weight } of weights) {
      const start = (template * sampleCount + sample) * channelCount;
      for (let channel = 0; channel < channelCount; channel++) {
        const value = data[start + channel];
        if (!Number.isNaN(value)) row[channel] += weight * value;
      }
    }
    for (let channel = 0; channel < channelCount; channel++) {
      const value = row[channel];
      if (value > highest[channel]) highest[channel] = value;
      if (value < lowest[channel]) lowest[channel] = value;
    }
  }
  for (let channel = 0; channel < channelCount; channel++) highest[channel] -= lowest[channel];
  return highest;
}

/** The same for one template: twice as fast, and most units have no other. */
function peakToPeakOfOne(
  { data, sampleCount, channelCount }: TemplateBlock,
  { template, weight }: { template: number; weight: number },
): Float64Array {
  const highest = new Float64Array(channelCount).fill(-Infinity);
  const lowest = new Float64Array(channelCount).fill(Infinity);
  const end = (template + 1) * sampleCount * channelCount;
  for (let start = template * sampleCount * channelCount; start < end; start += channelCount)
    for (let channel = 0; channel < channelCount; channel++) {
      const stored = data[start + channel];
      const value = Number.isNaN(stored) ? 0 : stored;
      if (value > highest[channel]) highest[channel] = value;
      if (value < lowest[channel]) lowest[channel] = value;
    }
  for (let channel = 0; channel < channelCount; channel++)
    highest[channel] = Math.abs(weight) * (highest[channel] - lowest[channel]);
  return highest;
}

/** Position of the largest value, the first of equals; -1 when none is above 0. */
export function largestPosition(values: Float64Array): number {
  let best = -1;
  let most = 0;
  for (let i = 0; i < values.length; i++)
    if (values[i] > most) {
      most = values[i];
      best = i;
    }
  return best;
}

/**
 * Highest minus lowest value on one channel of the weighted sum of templates, after each sample's row was multiplied by
 * `inverse` (channels × channels): the template as it was before whitening. Channels that are 0 throughout are skipped.
 */
export function unwhitenedPeakToPeak(
  { data, sampleCount, channelCount }: TemplateBlock,
  weights: { template: number; weight: number }[],
  inverse: ArrayLike<number>,
  channel: number,
): number {
  let highest = -Infinity;
  let lowest = Infinity;
  for (let sample = 0; sample < sampleCount; sample++) {
    let value = 0;
    for (const { template, weight } of weights) {
      const start = (template * sampleCount + sample) * channelCount;
      let sum = 0;
      for (let other = 0; other < channelCount; other++) {
        const whitened = data[start + other];
        if (whitened !== 0 && !Number.isNaN(whitened))
          sum += whitened * inverse[other * channelCount + channel];
      }
      value += weight * sum;
    }
    if (value > highest) highest = value;
    if (value < lowest) lowest = value;
  }
  return highest - lowest;
}
