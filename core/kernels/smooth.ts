/** Weights at offsets `first`, `first + 1`, …: out[i + offset] gets weight × in[i]. They sum to 1. */
export interface SmoothingKernel {
  readonly first: number;
  readonly weights: Float64Array;
}

/**
 * A Gaussian of `sd` bins out to 4 SD. The causal one has no weight before its bin, so that a rate answers only to spikes
 * that have been; its weights fall from the bin itself on. Throws RangeError unless `sd` > 0.
 */
export function gaussianKernel(sd: number, causal = false): SmoothingKernel {
  if (!(sd > 0)) throw new RangeError(`smoothing by ${sd} bins`);
  const reach = Math.ceil(4 * sd);
  const first = causal ? 0 : -reach;
  const weights = Float64Array.from({ length: reach - first + 1 }, (_, i) => {
    const z = (first + i) / sd;
    return Math.abs(z) > 4 ? 0 : Math.exp(-0.5 * z * z);
  });
  const sum = weights.reduce((a, b) => a + b, 0);
  return { first, weights: weights.map((weight) => weight / sum) };
}

/**
 * `values` smoothed, of the same length. Beyond its ends the signal goes on as its mirror image, so that a symmetric
 * kernel keeps the sum. Bins of zero cost nothing, so that the time is spikes × kernel and not bins × kernel.
 */
export function smooth(values: ArrayLike<number>, { first, weights }: SmoothingKernel): Float64Array {
  const n = values.length;
  const smoothed = new Float64Array(n);
  const reach = Math.max(-first, first + weights.length - 1);
  for (let place = -reach; place < n + reach && n > 0; place++) {
    const value = values[mirrored(place, n)];
    if (value === 0) continue;
    const start = place + first;
    const end = Math.min(weights.length, n - start);
    for (let k = Math.max(0, -start); k < end; k++) smoothed[start + k] += value * weights[k];
  }
  return smoothed;
}

/** The position below `n` whose mirror image stands at `place`: -1 shows 0, `n` shows n − 1. */
function mirrored(place: number, n: number): number {
  if (place >= 0 && place < n) return place;
  const folded = ((place % (2 * n)) + 2 * n) % (2 * n);
  return folded < n ? folded : 2 * n - 1 - folded;
}
