/**
 * A correlogram with `count` bins (odd) added up into one, the middle one around the middle of `counts`; bins at the ends
 * that do not fill one are left out.
 */
export function mergeBins(counts: Float64Array, count: number): Float64Array {
  const merged = new Float64Array(mergedBinCount(counts.length, count));
  let bin = firstMerged(counts.length, count);
  for (let at = 0; at < merged.length; at++) for (let i = 0; i < count; i++) merged[at] += counts[bin++];
  return merged;
}

/** How many bins are left, of `bins`, an odd number. */
export const mergedBinCount = (bins: number, count: number): number =>
  2 * Math.floor((bins - count) / (2 * count)) + 1;

/** The first bin of the first merged one. */
export const firstMerged = (bins: number, count: number): number =>
  (bins - count * mergedBinCount(bins, count)) / 2;
