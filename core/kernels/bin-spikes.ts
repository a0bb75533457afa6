import { ceilRatio, type Ratio } from './exact-ratio.ts';

/**
 * Number of spikes in each of `binCount` bins of `width` samples from sample `start` on: bin k holds the spikes with
 * k·width ≤ sample − start < (k + 1)·width, exactly, also where `width` is not whole. Spikes outside are passed over.
 */
export function binSpikes(
  train: Float64Array,
  start: number,
  width: Ratio,
  binCount: number,
  into: Int32Array = new Int32Array(binCount),
): Int32Array {
  const perSample = Number(width.denominator) / Number(width.numerator);
  for (let i = 0; i < train.length; i++) {
    const after = train[i] - start;
    const place = after * perSample;
    let bin = Math.floor(place);
    // Where rounding could have moved a spike across an edge, count in whole numbers.
    if (Math.abs(place - Math.round(place)) < 1e-4)
      bin = after < 0 ? -1 : Number((BigInt(after) * width.denominator) / width.numerator);
    if (bin >= 0 && bin < binCount) into[bin]++;
  }
  return into;
}

/** First sample of bin `k`, counted from `start`. */
export const binStart = (start: number, width: Ratio, k: number): number =>
  start + ceilRatio({ numerator: BigInt(k) * width.numerator, denominator: width.denominator });
