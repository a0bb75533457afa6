/** Spikes per second of the second train, given a spike of the first: counts / (spikes of the first × bin width). */
export function toHertz(counts: Float64Array, fromCount: number, binS: number | Float64Array): Float64Array {
  return counts.map((count, bin) => count / (fromCount * (typeof binS === 'number' ? binS : binS[bin])));
}

/**
 * (counts − mean) / SD, both taken over the outer 40 % of the bins on each side, where a correlogram is expected to be
 * flat. An SD of 0 counts as 1. npyx takes one bin more on the right, which `asNpyx` repeats; without it the z-scores of
 * (b, a) mirror those of (a, b).
 */
export function toZscore(counts: Float64Array, asNpyx = false): Float64Array {
  const { mean, deviation } = baselineOf(counts, asNpyx);
  return counts.map((count) => (count - mean) / deviation);
}

/** Mean and SD of the outer bins, as `toZscore` uses them. */
export function baselineOf(counts: Float64Array, asNpyx = false): { mean: number; deviation: number } {
  const share = Math.floor(counts.length * 0.4);
  const left = share === 0 ? counts.length : share;
  const right =
    share === 0 ? counts.length : asNpyx ? Math.floor(counts.length * 0.6) : counts.length - share;
  const outer = left + counts.length - right;
  let sum = 0;
  for (let bin = 0; bin < left; bin++) sum += counts[bin];
  for (let bin = right; bin < counts.length; bin++) sum += counts[bin];
  const mean = sum / outer;
  let squares = 0;
  for (let bin = 0; bin < left; bin++) squares += (counts[bin] - mean) ** 2;
  for (let bin = right; bin < counts.length; bin++) squares += (counts[bin] - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / outer) || 1 };
}

/**
 * (after − before) / √(after + before) of the counts at positive and at negative lags, 0 without any: of independent trains
 * its mean is 0 and its SD 1.
 */
export function asymmetryOf(counts: Float64Array): number {
  const half = (counts.length - 1) / 2;
  let before = 0;
  let after = 0;
  for (let bin = 0; bin < half; bin++) before += counts[bin];
  for (let bin = half + 1; bin < counts.length; bin++) after += counts[bin];
  return (after - before) / (Math.sqrt(after + before) || 1);
}
