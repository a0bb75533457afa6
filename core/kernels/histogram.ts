/** `count` bins of `width` from `start` on. */
export interface HistogramEdges {
  start: number;
  width: number;
  count: number;
}

/** More bins than this say no more on a screen. */
const mostBins = 60;

/**
 * Bins that hold all of `values`: their width by Freedman and Diaconis (1981), 2 · IQR / ∛n, but at
 * least √n and at most 60 of them. With
 * `whole`, a bin is centred on each whole number, or on runs of them where they are too many.
 */
export function histogramEdges(values: Float64Array, whole = false): HistogramEdges {
  if (values.length === 0) return { start: whole ? -0.5 : 0, width: 1, count: 1 };
  const ascending = values.slice().sort();
  const n = ascending.length;
  const lowest = ascending[0];
  const span = ascending[n - 1] - lowest;
  if (whole) {
    const width = Math.ceil((span + 1) / mostBins);
    return { start: lowest - 0.5, width, count: Math.ceil((span + 1) / width) };
  }
  if (span === 0) return { start: lowest - 0.5, width: 1, count: 1 };
  const quartiles = ascending[Math.floor(0.75 * (n - 1))] - ascending[Math.floor(0.25 * (n - 1))];
  const ideal = (2 * quartiles) / Math.cbrt(n) || span / 10;
  const count = Math.min(mostBins, Math.max(Math.ceil(Math.sqrt(n)), Math.ceil(span / ideal)));
  return { start: lowest, width: span / count, count };
}

/** How many values are in each bin [start + i·width, start + (i + 1)·width); the last one includes its end. */
export function histogram(
  values: ArrayLike<number>,
  start: number,
  width: number,
  count: number,
): Float64Array {
  const counts = new Float64Array(count);
  for (let i = 0; i < values.length; i++) {
    const bin = Math.floor((values[i] - start) / width);
    if (bin >= 0 && bin < count) counts[bin]++;
    else if (bin === count && values[i] <= start + width * count * (1 + 1e-12)) counts[count - 1]++;
  }
  return counts;
}
