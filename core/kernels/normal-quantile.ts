/** 1 − Φ(z): how likely a standard normal value is above z; relative error below 1e-10 for z up to 35. */
export function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z);
  // Below 3 a Taylor series of Φ, above it the continued fraction of Mills' ratio.
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z < 3) {
    let term = z;
    let sum = z;
    for (let n = 1; n < 200 && Math.abs(term) > 1e-18; n++) {
      term *= (z * z) / (2 * n + 1);
      sum += term;
    }
    return 0.5 - density * sum;
  }
  let value = z;
  for (let n = 60; n > 0; n--) value = z + n / value;
  return density / value;
}

/** The z that a standard normal value exceeds with probability `tail`, by bisection; 0 < tail < 1. */
export function normalQuantile(tail: number): number {
  if (!(tail > 0 && tail < 1)) throw new RangeError(`${tail} is no probability between 0 and 1`);
  let [low, high] = [-40, 40];
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (normalTail(middle) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
