import { bisectLeft } from './bisect.ts';

/** The spikes of `train` in each range [start, end) of samples, as views; ranges and train ascend. */
export const trainWithin = (
  train: Float64Array,
  ranges: readonly (readonly [start: number, end: number])[],
): Float64Array[] =>
  ranges.map(([start, end]) => train.subarray(bisectLeft(train, start), bisectLeft(train, end)));

/** Intervals between neighbouring spikes of each part; none from one part to the next. */
export function intervalsOf(parts: readonly Float64Array[]): Float64Array {
  const intervals = new Float64Array(parts.reduce((sum, part) => sum + Math.max(0, part.length - 1), 0));
  let count = 0;
  for (const part of parts) for (let i = 1; i < part.length; i++) intervals[count++] = part[i] - part[i - 1];
  return intervals;
}

/**
 * CV2 of every two neighbouring intervals, 2·|I₂ − I₁| / (I₂ + I₁); 0 for a regular train, 1 on average for a Poisson
 * one. Two intervals of 0 give NaN. Holt et al. 1996, J. Neurophysiol. 75:1806.
 */
export function localVariations(parts: readonly Float64Array[]): Float64Array {
  const values = new Float64Array(parts.reduce((sum, part) => sum + Math.max(0, part.length - 2), 0));
  let count = 0;
  for (const part of parts)
    for (let i = 2; i < part.length; i++) {
      const [a, b] = [part[i - 1] - part[i - 2], part[i] - part[i - 1]];
      values[count++] = (2 * Math.abs(b - a)) / (a + b);
    }
  return values;
}
