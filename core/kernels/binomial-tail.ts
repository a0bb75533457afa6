import { logGamma } from './log-gamma.ts';

/**
 * ln P(X ≥ count) of a binomial X of `total` trials, each with probability `share`; 0 for count 0. Relative error of P
 * below 1e-8 for totals up to 10⁸, also where P itself is far below the smallest double.
 * P is the incomplete beta function I_share(count, total − count + 1) (Abramowitz and Stegun 6.6.4), by Lentz's continued
 * fraction (ibid. 26.5.8) where it converges quickly, by its complement elsewhere.
 */
export function logBinomialTail(count: number, total: number, share: number): number {
  if (count <= 0 || share >= 1) return 0;
  if (count > total || share <= 0) return -Infinity;
  const [a, b] = [count, total - count + 1];
  // x^a (1 − x)^b / B(a, b), the same for both ends.
  const front = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(share) + b * Math.log1p(-share);
  if (share < (a + 1) / (a + b + 2)) return front - Math.log(a) + Math.log(fraction(a, b, share));
  return Math.log1p(-Math.min(1, Math.exp(front) * (fraction(b, a, 1 - share) / b)));
}

function fraction(a: number, b: number, x: number): number {
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1) || tiny);
  let value = d;
  for (let m = 1; m < 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d || tiny);
    c = 1 + even / c || tiny;
    value *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d || tiny);
    c = 1 + odd / c || tiny;
    const change = c * d;
    value *= change;
    if (Math.abs(change - 1) < 1e-12) break;
  }
  return value;
}

/**
 * The z that a standard normal value exceeds with probability P ≤ ½, from ln P, so that P may be as small as it likes;
 * 0 for P above ½. Absolute error below 5e-4 (Abramowitz and Stegun 26.2.23).
 */
export function deviateOfLogTail(logTail: number): number {
  const t = Math.sqrt(-2 * logTail);
  const z =
    t -
    (2.515517 + 0.802853 * t + 0.010328 * t * t) /
      (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t * t * t);
  return Math.max(0, z);
}
