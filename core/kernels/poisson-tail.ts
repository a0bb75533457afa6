import { lowerGamma, upperGamma } from './incomplete-gamma.ts';
import { logGamma } from './log-gamma.ts';

/**
 * How likely a Poisson count of mean `mean` is to be above `count`, half of the probability of `count` itself included:
 * 1 − F(count − 1) − ½ f(count), the continuity-corrected p-value of an excess of Stark & Abeles (2009). That of a deficit
 * is one minus it. Relative error below 1e-9 for means up to a million.
 */
export function excessProbability(count: number, mean: number): number {
  if (mean <= 0) return count > 0 ? 0 : 0.5;
  const own = Math.exp(count * Math.log(mean) - mean - logGamma(count + 1));
  if (count === 0) return 1 - 0.5 * own;
  return lowerGamma(count, mean) - 0.5 * own;
}

/** The same for a deficit: F(count) − ½ f(count), exact also where it is very small. */
export function deficitProbability(count: number, mean: number): number {
  if (mean <= 0) return count > 0 ? 1 : 0.5;
  const own = Math.exp(count * Math.log(mean) - mean - logGamma(count + 1));
  return upperGamma(count + 1, mean) - 0.5 * own;
}
