import type { RecordingRef } from '../model/recording.ts';
import { choice, integer, optionalNumber, type Values } from './params.ts';

/** What the trace view does to the signal before it is drawn. */
export const traceParams = {
  highpassHz: optionalNumber({
    default: 300,
    min: 0.1,
    doc: 'Corner of a zero-phase Butterworth high-pass; none leaves the band as recorded.',
    npyx: 'f_high',
  }),
  order: integer({
    default: 3,
    min: 1,
    max: 12,
    doc: 'Order of the filter, applied in each direction.',
    npyx: 'order',
  }),
  reference: choice(['median', 'shank', 'none'], {
    default: 'median',
    doc: 'Subtract from each sample the median of all channels, or of those of the same shank.',
    npyx: 'median_subtract',
  }),
};

export type TraceParams = Values<typeof traceParams>;

/** The longest stretch in samples: 20 s of a probe, of which no more than a second is in memory at once. */
export const mostTraceSamples = 600_000;

/** A stretch of one stream, as plain data. */
export interface TraceInputs {
  readonly recording: RecordingRef;
  /** [start, end) in samples; the end may lie in the middle of a column at the end of the recording. */
  readonly startSample: number;
  readonly endSample: number;
  /** Samples that are drawn as one: their lowest and highest value are told. 1 tells the samples. */
  readonly columnSamples: number;
  readonly columns: Int32Array;
  /** µV per bit of each of `columns`. */
  readonly gains: Float64Array;
  readonly highpassHz: number | null;
  readonly order: number;
  readonly sampleRateHz: number;
  /** Places in `columns` whose median is subtracted from all of `members`. */
  readonly references: readonly { readonly members: Int32Array; readonly from: Int32Array }[];
}

/** What is to be drawn of a stretch. */
export interface TraceWindow {
  readonly startSample: number;
  readonly columnSamples: number;
  readonly columnCount: number;
  /** Columns of the raw file, in the order of `values`. */
  readonly columns: Int32Array;
  /** (channels × columns) where `columnSamples` is 1, else (channels × columns × lowest and highest); in steps. */
  readonly values: Int16Array;
  /** µV per step, for each channel. */
  readonly stepUv: Float32Array;
}
