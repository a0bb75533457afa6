/**
 * 1 for each trial to keep by npyx's rule of "empty" trials, 0 for one in which the unit falls silent: at least `minBins`
 * bins in a row below a fifth of the mean over all trials, with livelier bins on both sides. `counts` is (trials × bins).
 *
 * The rule takes away the trials in which a stimulus silences a unit and most trials of a slow one (2 Hz in ±1 s: two of
 * three), so nothing uses it unasked.
 */
export function keptBySilence(counts: Float64Array, bins: number, minBins: number): Uint8Array {
  let total = 0;
  for (let i = 0; i < counts.length; i++) total += counts[i];
  const threshold = (0.2 * total) / Math.max(1, counts.length);
  const trials = bins === 0 ? 0 : counts.length / bins;
  const kept = new Uint8Array(trials).fill(1);
  for (let trial = 0; trial < trials; trial++) {
    let last = -1;
    for (let bin = 0; bin < bins; bin++) {
      if (counts[trial * bins + bin] < threshold) continue;
      if (last !== -1 && bin - last - 1 >= minBins) kept[trial] = 0;
      last = bin;
    }
  }
  return kept;
}
