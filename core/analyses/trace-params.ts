import type { RecordingRef, Stream } from '../model/recording.ts';
import type { Cleaning } from './cleaning.ts';
import { type CleaningParams, cleaningParams } from './cleaning-params.ts';
import type { SorterWhitening } from './cleaning-whitening.ts';
import type { Gap } from './read-around.ts';

/** What the trace view does to the signal before it is drawn: the same as is done to what is written. */
export const traceParams = cleaningParams;

export type TraceParams = CleaningParams;

/** The longest stretch in samples: 20 s of a probe, of which no more than half a second is in memory at once. */
export const mostTraceSamples = 600_000;

/** Which stretch of which stream is to be drawn how finely. */
export interface TraceStretch {
  readonly stream: string;
  readonly startSample: number;
  readonly endSample: number;
  /** Samples per column of the picture; 1 for the samples themselves. */
  readonly columnSamples: number;
  /** Columns of the raw file; all voltage channels unless told. */
  readonly channels?: readonly number[];
  /** Of a column of several samples only the value furthest from zero: all that a colour image shows of it. */
  readonly onlyFurthest?: boolean;
}

/** A stretch of one stream, as plain data. */
export interface TraceInputs {
  readonly recording: RecordingRef;
  /** [start, end) in samples; the end may lie in the middle of a column at the end of the recording. */
  readonly startSample: number;
  readonly endSample: number;
  /** Samples that are drawn as one: their lowest and highest value are told. 1 tells the samples. */
  readonly columnSamples: number;
  /** Of lowest and highest only the one that is further from zero. */
  readonly onlyFurthest?: boolean;
  readonly cleaning: Cleaning;
  /** Places in the cleaning's channels that are wanted, and their µV per bit. */
  readonly places: Int32Array;
  readonly gains: Float64Array;
  /** What the matrix is made of that whitens; null for none. */
  readonly whitening: {
    readonly params: TraceParams;
    readonly stream: Stream;
    readonly sorter: SorterWhitening | null;
  } | null;
}

/** What is to be drawn of a stretch. */
export interface TraceWindow {
  readonly startSample: number;
  readonly columnSamples: number;
  readonly columnCount: number;
  /** Columns of the raw file, in the order of `values`. */
  readonly columns: Int32Array;
  /**
   * (channels × columns) where `columnSamples` is 1 and of what is `onlyFurthest`, else (channels × columns × lowest and
   * highest); in steps. Of what nothing is known the highest, or the one value, is `highestUnknown`, which no value is, and the lowest `lowestUnknown`, so that whoever
   * looks for the extremes of several columns need not look for it.
   */
  readonly values: Int16Array;
  /** Each value is that of its column's lowest and highest that is further from zero. */
  readonly onlyFurthest?: boolean;
  /** µV per step, for each channel. */
  readonly stepUv: Float32Array;
  /** What of it could not be read; absent where all could. */
  readonly gaps?: readonly Gap[];
  /** Columns of an overview that is still being made are not known yet: ask again. */
  readonly isPartial?: boolean;
}

export const lowestUnknown = 32767;
export const highestUnknown = -32768;
