import type { BinKernel } from './trial-sums.ts';

/**
 * A normal density over bins, cut at four standard deviations and made to sum to one. The causal one keeps the half that
 * looks back: the rate at a bin takes from that bin and those before it, so nothing shows before it happens. `sd` in bins
 * may be any positive number.
 */
export function gaussianKernel(sd: number, causal = false): BinKernel {
  const reach = Math.ceil(4 * sd - 1e-9);
  const first = causal ? 0 : -reach;
  const weights = new Float64Array(reach - first + 1);
  let total = 0;
  for (let i = 0; i < weights.length; i++) {
    weights[i] = Math.exp(-0.5 * ((first + i) / sd) ** 2);
    total += weights[i];
  }
  for (let i = 0; i < weights.length; i++) weights[i] /= total;
  return { weights, centre: -first };
}

/**
 * A curve smoothed with a kernel, mirrored at its ends (the last value is repeated: c b a | a b c), as npyx smooths what
 * it has averaged. Throws RangeError when the kernel reaches over more than the mirrored curve.
 */
export function smoothMirrored(values: Float64Array, { weights, centre }: BinKernel): Float64Array {
  const n = values.length;
  const reach = Math.max(centre, weights.length - 1 - centre);
  if (reach > n) throw new RangeError(`a kernel of ${weights.length} bins over a curve of ${n}`);
  const out = new Float64Array(n);
  for (let b = 0; b < n; b++) {
    let sum = 0;
    for (let j = 0; j < weights.length; j++) {
      const i = b - j + centre;
      sum += weights[j] * values[i < 0 ? -1 - i : i >= n ? 2 * n - 1 - i : i];
    }
    out[b] = sum;
  }
  return out;
}
