import type { Section } from './butterworth.ts';
import type { ChannelFilter } from './whitening-matrix.ts';

/** Channels that share a common reference, side by side among the channels of a `CleanShape`. */
export interface ReferenceGroup {
  readonly first: number;
  /** So many of them make the reference … */
  readonly members: number;
  /** … which is subtracted from so many. */
  readonly count: number;
}

/** What is done to stretches of a raw file, in this order: aligned, filtered, referenced, whitened. */
export interface CleanShape {
  readonly columnCount: number;
  /** Columns that are worked on, in this order. */
  readonly columns: Int32Array;
  /** Samples by which each channel is delayed, 0 to below 1; null for as they are. */
  readonly delays: Float64Array | null;
  readonly sections: readonly Section[];
  /** Once more backward, so that nothing is shifted in time. */
  readonly zeroPhase: boolean;
  readonly groups: readonly ReferenceGroup[];
  /** Parts of a bit in which medians are told; 16 unless told, and coarser ones where these do not fit. */
  readonly medianParts?: number;
  /** For each channel those near it, whose median is subtracted from it; null without. */
  readonly neighbours: readonly Int32Array[] | null;
  readonly whitening: readonly ChannelFilter[] | null;
}

/** Works on one stretch after the other in memory that is its own. */
export interface FrameCleaner {
  /** Where the next stretch goes: (samples × columns of the file). */
  readonly raw: Int16Array;
  /**
   * Cleans rows [from, to) of the stretch of `count` samples in `raw`. It must outnumber `paddingOf(sections)`, which is
   * not checked.
   */
  clean(count: number, from: number, to: number): void;
  /** What was cleaned: (samples × channels of the shape), in bits. */
  cleaned(): Float32Array;
  /** `foldExtremes` of what was cleaned, whose first sample is sample `first` of the columns. */
  foldExtremes(first: number, columnSamples: number, lowest: Float32Array, highest: Float32Array): void;
  /**
   * Puts what was cleaned back into `raw`, rounded to the nearest bit, and returns how many values did not fit into 16
   * bits and were clipped. What was cleaned is gone then.
   */
  put(): number;
  /** Leaves its memory to the next cleaner of this thread; nothing may be called after that. */
  giveBack(): void;
}

/** The longest stretch that a cleaner has memory for, and the most rows of it that are cleaned, in samples. */
export interface CleanSize {
  readonly stretch: number;
  readonly rows: number;
}

/** Samples that a fractional delay is made of; up to `delayBand` of the sampling rate it is exact to 1 in 60 000. */
export const delayTaps = 20;
export const delayBand = 1 / 3;
/** The first and the end of those whose coefficients may be large; all others are below an eighth. */
export const delayNear = [6, 12] as const;
/**
 * Delayed samples are sums of whole numbers: large coefficients in parts of the first and what these leave in parts of the
 * last, small ones in parts of the second, sums in parts of the first. None of them is beyond 32 bits.
 */
export const delayParts = [2 ** 14, 2 ** 18, 2 ** 26] as const;

/** Parts of a bit in which the median of filtered values is told; unfiltered ones are whole. */
export const referenceScale = ({ sections, delays, medianParts = 16 }: CleanShape): number =>
  sections.length === 0 && !delays ? 1 : medianParts;
