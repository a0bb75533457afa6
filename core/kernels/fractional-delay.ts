import { invertMatrix } from './invert-matrix.ts';

/**
 * The `taps` coefficients (an even number) of a filter that delays by `delay` samples, 0 ≤ delay < 1: of all filters of
 * its length the one whose answer up to `band` (a fraction of the sampling rate, below 0.5) is nearest to the exact
 * delay in the mean square (Laakso et al. 1996, IEEE Signal Process Mag 13:30, eq. 34). Coefficient k weighs the sample
 * `taps / 2 − 1 − k` before the one that is made, so that a delay of 0 is exactly the sample itself.
 */
export function fractionalDelay(delay: number, taps: number, band: number): Float64Array {
  const middle = taps / 2 - 1;
  const weights = new Float64Array(taps);
  if (delay === 0) {
    weights[middle] = 1;
    return weights;
  }
  const lowpass = (t: number) => (t === 0 ? 2 * band : Math.sin(2 * Math.PI * band * t) / (Math.PI * t));
  const matrix = new Float64Array(taps * taps);
  for (let i = 0; i < taps; i++) for (let j = 0; j < taps; j++) matrix[i * taps + j] = lowpass(i - j);
  // Filters of much gain beyond the band would fit it no better than rounding allows.
  for (let i = 0; i < taps; i++) matrix[i * taps + i] += 1e-11;
  const inverse = invertMatrix(matrix, taps);
  if (!inverse) throw new RangeError(`no filter of ${taps} samples for a band of ${band}`);
  for (let i = 0; i < taps; i++)
    for (let j = 0; j < taps; j++) weights[i] += inverse[i * taps + j] * lowpass(j - middle + delay);
  return weights;
}
