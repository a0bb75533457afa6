/**
 * An even autocorrelogram on a log axis, as npyx's `convert_acg_log` makes it, for scripts: its positive half interpolated linearly at
 * `count` lags spaced evenly on a log scale from one bin to the end of the window, those below `startMs` left out,
 * smoothed by a Gaussian of `sd` log bins, and mirrored about a zero in the middle.
 */
export function logAutocorrelogram(
  values: Float64Array,
  binMs: number,
  { count = 100, startMs = 0.8, sd = 1 }: { count?: number; startMs?: number; sd?: number } = {},
): { values: Float64Array; lagsMs: Float64Array } {
  const half = (values.length - 1) / 2;
  const ends = [Math.log10(binMs), Math.log10(half * binMs)];
  const lags = Array.from(
    { length: count },
    (_, i) => 10 ** (ends[0] + ((ends[1] - ends[0]) * i) / (count - 1)),
  ).filter((lag) => lag >= startMs);
  const at = (lag: number) => {
    const place = Math.min(half, Math.max(1, lag / binMs));
    const below = Math.min(half - 1, Math.floor(place));
    const [low, high] = [values[half + below], values[half + below + 1]];
    return low + (place - below) * (high - low);
  };
  const smooth = gaussian(lags.map(at), sd);
  return {
    values: Float64Array.from([...smooth.toReversed(), 0, ...smooth]),
    lagsMs: Float64Array.from([...lags.map((lag) => -lag).reverse(), 0, ...lags]),
  };
}

/** Out to four SD, mirrored at both ends. */
function gaussian(values: readonly number[], sd: number): number[] {
  if (!(sd > 0)) return [...values];
  const reach = Math.ceil(4 * sd);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * sd * sd)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const n = values.length;
  const mirrored = (i: number) => values[i < 0 ? -1 - i : i >= n ? 2 * n - 1 - i : i];
  return values.map((_, i) =>
    weights.reduce((sum, weight, tap) => sum + (weight / total) * mirrored(i + tap - reach), 0),
  );
}
