import { normalBelow, normalHazard } from './gaussian.ts';

/** A Gaussian of which only what lies at or above `cut` was seen. */
export interface TruncatedGaussian {
  readonly mean: number;
  readonly sd: number;
  readonly cut: number;
  /** Number of values at or above the cut, which were fitted. */
  readonly count: number;
  /** Share of the whole Gaussian that lies below the cut, 0 to 1. */
  readonly belowCut: number;
}

/**
 * Mean and SD, by maximum likelihood, of a Gaussian of which only the values at or above `cut` are seen; smaller ones in
 * `values` are passed over. Undefined when there are fewer than three such values, when all are equal, or when they fall
 * off from the cut at least as fast as an exponential does: then no Gaussian is the likeliest.
 * The likelihood's equations need the sample's mean and variance only, and come down to one unknown, ξ = (cut − mean)/SD
 * (Cohen 1950, Ann. Math. Statist. 21:557).
 */
export function fitTruncatedGaussian(values: ArrayLike<number>, cut: number): TruncatedGaussian | undefined {
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const above = values[i] - cut;
    if (!(above >= 0)) continue;
    count++;
    sum += above;
    squares += above * above;
  }
  const mean = sum / count;
  const variance = squares / count - mean * mean;
  if (count < 3 || !(variance > 1e-12 * mean * mean)) return undefined;
  const wanted = variance / (mean * mean);
  if (wanted >= ratioAt(steepest)) return undefined;
  // The ratio of variance to squared mean above the cut grows with ξ: from 0 without a cut to 1 far out in the tail.
  let low = -1e4;
  let high = steepest;
  for (let step = 0; step < 80; step++) {
    const middle = (low + high) / 2;
    if (ratioAt(middle) < wanted) low = middle;
    else high = middle;
  }
  const xi = (low + high) / 2;
  const sd = mean / (normalHazard(xi) - xi);
  return { mean: cut - xi * sd, sd, cut, count, belowCut: normalBelow(xi) };
}

/** Beyond ten SDs the cut tail of a Gaussian cannot be told from an exponential. */
const steepest = 10;

function ratioAt(xi: number): number {
  const hazard = normalHazard(xi);
  const mean = hazard - xi;
  return (1 - hazard * mean) / (mean * mean);
}

/**
 * Share of spikes that stayed below a detection threshold, 0 to 1, from the amplitudes of those found. The Gaussian is
 * fitted above the `quantile` of the amplitudes, so that a few strays below the threshold do not pass for it; what is
 * seen below counts as found. Undefined when there is no such Gaussian.
 */
export function missedFraction(
  amplitudes: ArrayLike<number>,
  quantile = 0.01,
): { readonly missed: number; readonly fit: TruncatedGaussian } | undefined {
  const sorted = Float64Array.from(amplitudes).sort();
  const fit = fitTruncatedGaussian(sorted, sorted[Math.floor(quantile * sorted.length)]);
  if (!fit) return undefined;
  const whole = fit.count / (1 - fit.belowCut);
  return { missed: Math.max(0, 1 - sorted.length / whole), fit };
}
