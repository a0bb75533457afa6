/** Share of the centre tap that is left out, so that a narrow peak does not predict itself. */
const hollowFraction = 0.6;

/**
 * Weights of the partially hollow Gaussian of Stark & Abeles (2009): `sigma` bins wide, over ±3 `sigma`, its centre times
 * 0.4, of sum 1. Throws RangeError unless `sigma` is a whole number of bins ≥ 1.
 */
export function hollowGaussian(sigma: number): Float64Array {
  if (!Number.isInteger(sigma) || sigma < 1)
    throw new RangeError(`${sigma} bins, expected a whole number ≥ 1`);
  const half = 3 * sigma;
  const weights = Float64Array.from({ length: 2 * half + 1 }, (_, i) =>
    Math.exp(-((i - half) ** 2) / (2 * sigma ** 2)),
  );
  weights[half] *= 1 - hollowFraction;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/**
 * What slow changes alone would give in each bin: the counts smoothed by `weights`, continued beyond both ends by their
 * mirror image. Throws RangeError when there are fewer bins than the mirror needs.
 */
export function predictor(counts: ArrayLike<number>, weights: Float64Array): Float64Array {
  const half = (weights.length - 1) / 2;
  const size = counts.length;
  if (size <= half) throw new RangeError(`${size} bins are fewer than half of ${weights.length} weights`);
  const padded = new Float64Array(size + 2 * half);
  for (let i = 0; i < padded.length; i++) {
    const place = i - half;
    padded[i] = counts[place < 0 ? -place - 1 : place >= size ? 2 * size - 1 - place : place];
  }
  const smooth = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (let tap = 0; tap < weights.length; tap++) sum += weights[tap] * padded[i + tap];
    smooth[i] = sum;
  }
  return smooth;
}
