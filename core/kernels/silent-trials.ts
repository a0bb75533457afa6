import type { AlignedSpikes } from './aligned-spikes.ts';

/**
 * 1 for each trial to keep by npyx's rule of "empty" trials, 0 for one in which the unit falls silent: at least `minBins`
 * bins in a row below a fifth of the mean over all trials, with livelier bins on both sides. Bins are [edge, next edge);
 * `edges` ascend and are evenly spaced. Takes time in proportion to the spikes.
 *
 * The rule takes away the trials in which a stimulus silences a unit and most trials of a slow one (2 Hz in ±1 s: two of
 * three), so nothing uses it unasked.
 */
export function keptBySilence(
  { lags, offsets }: AlignedSpikes,
  edges: Float64Array,
  minBins: number,
): Uint8Array {
  const trials = offsets.length - 1;
  const kept = new Uint8Array(trials).fill(1);
  const bins = edges.length - 1;
  const [start, end] = [edges[0], edges[bins]];
  const perBin = bins / (end - start);
  let total = 0;
  for (let i = 0; i < lags.length; i++) if (lags[i] >= start && lags[i] < end) total++;
  const threshold = (0.2 * total) / Math.max(1, trials * bins);
  for (let trial = 0; trial < trials; trial++) {
    const stop = offsets[trial + 1];
    let lively = -1;
    for (let i = offsets[trial]; i < stop; ) {
      if (lags[i] < start || lags[i] >= end) {
        i++;
        continue;
      }
      let bin = Math.floor((lags[i] - start) * perBin);
      while (bin > 0 && lags[i] < edges[bin]) bin--;
      while (lags[i] >= edges[bin + 1]) bin++;
      const first = i;
      while (i < stop && lags[i] < edges[bin + 1]) i++;
      if (i - first < threshold) continue;
      if (lively !== -1 && bin - lively - 1 >= minBins) kept[trial] = 0;
      lively = bin;
    }
  }
  return kept;
}
