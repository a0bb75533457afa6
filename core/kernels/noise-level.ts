import { medianInPlace } from './median.ts';

/** The SD of a Gaussian over the median of its distances from its median. */
const perMedianDistance = 1.4826;

/**
 * SD of the noise of one channel of `windows` (n × samples × `channelCount`, end to end), from the median distance from
 * the median, which rare spikes hardly change. `step` is what one bit is worth, if the samples were bits. NaN without a window. Hampel 1974, J. Am. Stat. Assoc. 69:383.
 */
export function noiseLevel(windows: Float32Array, channelCount: number, channel: number, step = 0): number {
  const values = new Float32Array(windows.length / channelCount);
  for (let i = 0, at = channel; i < values.length; i++, at += channelCount) values[i] = windows[at];
  const middle = medianInPlace(values);
  for (let i = 0; i < values.length; i++) values[i] = Math.abs(values[i] - middle);
  return perMedianDistance * groupedMedian(values, step);
}

/**
 * The median of values that a converter rounded to multiples of `step`: those within half a step of it are taken to be
 * spread evenly, as in the median of grouped data. Otherwise the noise of a probe of 2.3 µV per bit would be known to
 * 3.5 µV only. Reorders `values`; NaN of none.
 */
function groupedMedian(values: Float32Array, step: number): number {
  const middle = medianInPlace(values);
  let lower = 0;
  let equal = 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i] < middle - step / 2) lower++;
    else if (values[i] < middle + step / 2) equal++;
  }
  return equal === 0 ? middle : middle - step / 2 + (step * (values.length / 2 - lower)) / equal;
}

/** ⟨template, window⟩ of each of `windows` (n × template's length, end to end). */
export function projections(template: ArrayLike<number>, windows: Float32Array): Float64Array {
  const out = new Float64Array(windows.length / template.length);
  for (let w = 0, at = 0; w < out.length; w++) {
    let sum = 0;
    for (let i = 0; i < template.length; i++) sum += template[i] * windows[at++];
    out[w] = sum;
  }
  return out;
}

/**
 * Middles of windows of noise: near each of `around` (at most `reach` samples away) one place, drawn by `below`, where the
 * window fits into `sampleCount` and no spike of `trains` (ascending each) is closer than `length` samples; none where
 * twenty draws find no such place. Ascending.
 */
export function quietPlaces(
  around: Float64Array,
  trains: readonly Float64Array[],
  { length, reach, sampleCount }: { length: number; reach: number; sampleCount: number },
  below: (limit: number) => number,
): Float64Array {
  const places: number[] = [];
  const before = length >> 1;
  for (let i = 0; i < around.length; i++)
    for (let draw = 0; draw < 20; draw++) {
      const place = around[i] - reach + below(2 * reach + 1);
      if (place < before || place - before + length > sampleCount) continue;
      if (trains.some((train) => hasSpike(train, place - length, place + length))) continue;
      places.push(place);
      break;
    }
  return Float64Array.from(places).sort();
}

/** Whether an ascending train has a spike in [from, to]. */
function hasSpike(train: Float64Array, from: number, to: number): boolean {
  let low = 0;
  let high = train.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (train[middle] < from) low = middle + 1;
    else high = middle;
  }
  return low < train.length && train[low] <= to;
}
