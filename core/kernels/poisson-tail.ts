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
  return regularizedLower(count, mean) - 0.5 * own;
}

/** The same for a deficit: F(count) − ½ f(count), exact also where it is very small. */
export function deficitProbability(count: number, mean: number): number {
  if (mean <= 0) return count > 0 ? 1 : 0.5;
  const own = Math.exp(count * Math.log(mean) - mean - logGamma(count + 1));
  return regularizedUpper(count + 1, mean) - 0.5 * own;
}

/**
 * P(a, x), the regularised lower incomplete gamma function, by its series below a + 1 and by the continued fraction of
 * 1 − P above (Press et al., Numerical Recipes, 6.2).
 */
const regularizedLower = (a: number, x: number): number =>
  x < a + 1 ? powerOver(a, x) * series(a, x) : 1 - powerOver(a, x) * fraction(a, x);

const regularizedUpper = (a: number, x: number): number =>
  x < a + 1 ? 1 - powerOver(a, x) * series(a, x) : powerOver(a, x) * fraction(a, x);

const powerOver = (a: number, x: number): number => Math.exp(a * Math.log(x) - x - logGamma(a));

function series(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < 100_000 && term > sum * 1e-16; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

function fraction(a: number, x: number): number {
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let value = d;
  for (let n = 1; n < 100_000; n++) {
    const an = -n * (n - a);
    b += 2;
    d = 1 / (Math.abs(an * d + b) < tiny ? tiny : an * d + b);
    c = Math.abs(b + an / c) < tiny ? tiny : b + an / c;
    const step = c * d;
    value *= step;
    if (Math.abs(step - 1) < 1e-16) break;
  }
  return value;
}
