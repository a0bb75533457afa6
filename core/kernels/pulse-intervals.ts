import { medianInPlace } from './median.ts';

export interface PulseIntervals {
  /** Samples; NaN with fewer than two pulses. */
  readonly median: number;
  /** Standard deviation of the intervals that are about the median, samples; NaN with fewer than two of them. */
  readonly deviation: number;
  /** Pulses that would fill the longer intervals; null for a line that is not regular. */
  readonly missing: number | null;
}

/** Intervals further from the median than this share of it are gaps, or the line has no rhythm. */
const regularity = 0.1;

/**
 * How regular ascending pulses are. A line counts as regular when at least three quarters of its intervals are within a
 * tenth of their median; an interval of about k medians then lacks k − 1 pulses.
 */
export function pulseIntervals(onsets: Float64Array): PulseIntervals {
  const intervals = onsets.subarray(1).map((onset, i) => onset - onsets[i]);
  if (intervals.length === 0) return { median: Number.NaN, deviation: Number.NaN, missing: null };
  const median = medianInPlace(Float64Array.from(intervals));
  const usual = intervals.filter((interval) => Math.abs(interval - median) <= regularity * median);
  const mean = usual.reduce((sum, interval) => sum + interval, 0) / usual.length;
  const squares = usual.reduce((sum, interval) => sum + (interval - mean) ** 2, 0);
  const isRegular = intervals.length >= 4 && usual.length >= 0.75 * intervals.length;
  return {
    median,
    deviation: usual.length > 1 ? Math.sqrt(squares / (usual.length - 1)) : Number.NaN,
    missing: isRegular
      ? intervals.reduce((sum, interval) => sum + Math.max(0, Math.round(interval / median) - 1), 0)
      : null,
  };
}
