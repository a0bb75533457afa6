type Range = readonly [start: number, end: number];

/** Share of the time in `ranges` (ascending, apart) that lies within ±`reach` samples of a spike of the train. */
export function tiledShare(train: Float64Array, reach: number, ranges: readonly Range[]): number {
  let covered = 0;
  let total = 0;
  let i = 0;
  for (const [start, end] of ranges) {
    total += end - start;
    let seen = start;
    while (i < train.length && train[i] < start) i++;
    for (let k = i; k < train.length && train[k] < end; k++) {
      const from = Math.max(seen, train[k] - reach);
      const to = Math.min(end, train[k] + reach);
      if (to > from) {
        covered += to - from;
        seen = to;
      }
    }
  }
  return total > 0 ? covered / total : Number.NaN;
}

/** Share of the spikes of `from` that have one of `to` within ±`reach` samples, both ends included; NaN without spikes. */
export function coincidentShare(from: Float64Array, to: Float64Array, reach: number): number {
  let count = 0;
  for (let i = 0, j = 0; i < from.length; i++) {
    while (j < to.length && to[j] < from[i] - reach) j++;
    if (j < to.length && to[j] <= from[i] + reach) count++;
  }
  return count / from.length;
}

/**
 * Spike time tiling coefficient of two trains, −1 to 1: ½·((Pa − Tb)/(1 − Pa·Tb) + (Pb − Ta)/(1 − Pb·Ta)), where Pa is the
 * share of a's spikes near one of b and Ta the share of time near one of a. 1 for a train with itself; 0 on average for
 * independent ones, whatever their rates. NaN when one has no spikes. Cutts and Eglen 2014, J. Neurosci. 34:14288.
 */
export function spikeTimeTiling(
  a: Float64Array,
  b: Float64Array,
  reach: number,
  [sharedA, sharedB]: readonly [tiledByA: number, tiledByB: number],
): number {
  const half = (near: number, tiled: number) =>
    near * tiled === 1 ? 1 : (near - tiled) / (1 - near * tiled);
  return 0.5 * (half(coincidentShare(a, b, reach), sharedB) + half(coincidentShare(b, a, reach), sharedA));
}
