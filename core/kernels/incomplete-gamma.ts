import { logGamma } from './log-gamma.ts';

/**
 * P(a, x), the lower incomplete gamma function over Γ(a): what a gamma distribution of shape a has below x ≥ 0, and
 * 1 − the Poisson probability of fewer than a events where x are expected. Relative precision about 1e-13.
 * Series below a + 1, Lentz's continued fraction above it (Abramowitz and Stegun 6.5.29, 6.5.31).
 */
export const lowerGamma = (a: number, x: number): number =>
  x <= 0 ? 0 : x < a + 1 ? series(a, x) : 1 - upperGamma(a, x);

/** Q(a, x) = 1 − P(a, x), precise also where it is tiny. */
export const upperGamma = (a: number, x: number): number =>
  x <= 0 ? 1 : x === Infinity ? 0 : x < a + 1 ? 1 - series(a, x) : fraction(a, x);

/** The x with P(a, x) = p: the quantile of a gamma distribution of shape a > 0. 0 for p = 0, Infinity for p = 1. */
export function inverseLowerGamma(a: number, p: number): number {
  if (p <= 0) return 0;
  if (p >= 1) return Infinity;
  let low = 0;
  let high = a + 1;
  while (lowerGamma(a, high) < p) high *= 2;
  // Newton's steps, each replaced by halving where it would leave the bracket.
  let x = Math.min(high, Math.max(a - 1 / 3, high / 1000));
  for (let step = 0; step < 100; step++) {
    const error = lowerGamma(a, x) - p;
    if (error > 0) high = x;
    else low = x;
    const density = Math.exp((a - 1) * Math.log(x) - x - logGamma(a));
    const newton = x - error / density;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - x) <= 1e-13 * x) return next;
    x = next;
  }
  return x;
}

/** x^a e^−x / Γ(a). */
const front = (a: number, x: number): number => Math.exp(a * Math.log(x) - x - logGamma(a));

function series(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum * front(a, x);
}

function fraction(a: number, x: number): number {
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let value = d;
  for (let i = 1; i < 100_000; i++) {
    const an = -i * (i - a);
    b += 2;
    d = 1 / (an * d + b || tiny);
    c = b + an / c || tiny;
    const change = c * d;
    value *= change;
    if (Math.abs(change - 1) < 1e-16) break;
  }
  return value * front(a, x);
}
