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

/**
 * The same for one template: much faster, and most units have no other. Sorters leave 0 on all channels but those around the
 * unit, which is seen sooner in the bits.
 */
function peakToPeakOfOne(
  { data, sampleCount, channelCount }: TemplateBlock,
  { template, weight }: { template: number; weight: number },
): Float64Array {
  const spans = new Float64Array(channelCount);
  const bits = new Int32Array(data.buffer, data.byteOffset, data.length);
  const end = (template + 1) * sampleCount * channelCount;
  let at = template * sampleCount * channelCount;
  let channel = 0;
  // Four channels at a time, whose extremes are held in registers.
  for (; channel + 4 <= channelCount; channel += 4, at += 4) {
    let any = 0;
    for (let i = at; i < end; i += channelCount) any |= bits[i] | bits[i + 1] | bits[i + 2] | bits[i + 3];
    if (any === 0) continue;
    let lowA = Infinity;
    let lowB = Infinity;
    let lowC = Infinity;
    let lowD = Infinity;
    let highA = -Infinity;
    let highB = -Infinity;
    let highC = -Infinity;
    let highD = -Infinity;
    for (let i = at; i < end; i += channelCount) {
      const a = orZero(data[i]);
      const b = orZero(data[i + 1]);
      const c = orZero(data[i + 2]);
      const d = orZero(data[i + 3]);
      if (a < lowA) lowA = a;
      if (a > highA) highA = a;
      if (b < lowB) lowB = b;
      if (b > highB) highB = b;
      if (c < lowC) lowC = c;
      if (c > highC) highC = c;
      if (d < lowD) lowD = d;
      if (d > highD) highD = d;
    }
    spans[channel] = highA - lowA;
    spans[channel + 1] = highB - lowB;
    spans[channel + 2] = highC - lowC;
    spans[channel + 3] = highD - lowD;
  }
  for (; channel < channelCount; channel++, at++) {
    let low = Infinity;
    let high = -Infinity;
    for (let i = at; i < end; i += channelCount) {
      const value = orZero(data[i]);
      if (value < low) low = value;
      if (value > high) high = value;
    }
    spans[channel] = high - low;
  }
  for (let i = 0; i < channelCount; i++) spans[i] *= Math.abs(weight);
  return spans;
}

const orZero = (value: number): number => (Number.isNaN(value) ? 0 : value);

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
