// Lanczos's approximation with g = 7 and 9 terms (Godfrey 2001): relative error below 1e-14.
const terms = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** The logarithm of Γ(x) for x > 0. */
export function logGamma(x: number): number {
  const base = x + 6.5;
  let sum = terms[0];
  for (let i = 1; i < terms.length; i++) sum += terms[i] / (x - 1 + i);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(base) - base + Math.log(sum);
}
