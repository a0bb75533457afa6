import { butterworthHighpass, type Section } from '../kernels/butterworth.ts';
import { channelMedians, emptyTally, subtractAndScale } from '../kernels/channel-medians.ts';
import {
  subtractChannelMedians,
  subtractCommonMedian,
  subtractNearMedian,
} from '../kernels/common-reference.ts';
import { paddingOf } from '../kernels/filter-forward-backward.ts';
import { settlingSamples } from '../kernels/settling.ts';
import { type ChannelFilter, filterRows } from '../kernels/whitening-matrix.ts';
import { windowFilter } from '../kernels/window-filter.ts';
import { FormatError, ParameterError } from '../model/errors.ts';
import type { RecordingRef } from '../model/recording.ts';
import type { WaveformParams, WaveformSource } from './waveform-params.ts';
import { channelsAround } from './waveform-places.ts';

/** How one window gets from the file into memory. */
export interface Cutter {
  /** The frames to read for the window that starts at sample `start`. */
  readonly span: (start: number) => readonly [from: number, to: number];
  /** Writes that window, in µV, into `out` (samples × channels), from what was read of its span. */
  readonly cut: (raw: Int16Array | Float32Array, start: number, out: Float32Array) => void;
}

type Channels = Pick<WaveformSource, 'columns' | 'uvPerBit' | 'sampleRateHz' | 'sites'>;
type Processing = Pick<
  WaveformParams,
  'windowSamples' | 'baseline' | 'highpassHz' | 'medianReference' | 'referenceNeighbours'
>;

/**
 * In this order: baseline or high-pass, median reference, whitening by `filters`, if any.
 * Unfiltered windows lose each channel's median over the window, as npyx's do; filtered ones are cut from a longer read,
 * so that the filter never sees an edge, and need no such thing.
 */
export function windowCutter(
  channels: Channels,
  params: Processing,
  file: RecordingRef,
  filters?: readonly ChannelFilter[],
): Cutter {
  const { highpassHz, medianReference } = params;
  const { span, cut } =
    highpassHz === null ? plain(channels, params, file) : filtered(channels, { ...params, highpassHz }, file);
  if (!medianReference && !filters) return { span, cut };
  const reference = medianReference ? referencing(channels, params) : () => {};
  return {
    span,
    cut(raw, start, out) {
      cut(raw, start, out);
      reference(out);
      if (filters) filterRows(out, filters);
    },
  };
}

function referencing(
  { columns, sites }: Channels,
  { referenceNeighbours }: Processing,
): (window: Float32Array) => void {
  const { length } = columns;
  if (referenceNeighbours === null) return (window) => subtractCommonMedian(window, length);
  const near = neighboursOf(sites, length, referenceNeighbours);
  return (window) => subtractNearMedian(window, near);
}

/** Of each channel, itself and the `count` channels nearest to it. */
export const neighboursOf = (
  sites: Channels['sites'],
  channelCount: number,
  count: number,
): readonly Int32Array[] =>
  Array.from({ length: channelCount }, (_, channel) =>
    channelsAround(channel, count + 1, sites, channelCount),
  );

function plain(
  { columns, uvPerBit }: Channels,
  { windowSamples, baseline }: Processing,
  { columnCount }: RecordingRef,
): Cutter {
  const tally = emptyTally();
  const medians = new Float64Array(columns.length);
  return {
    span: (start) => [start, start + windowSamples],
    cut(raw, _start, out) {
      if (raw instanceof Int16Array) {
        if (baseline === 'median') channelMedians(raw, columnCount, columns, tally, medians);
        subtractAndScale(raw, columnCount, columns, medians, uvPerBit, out);
      } else {
        copyColumns(raw, columnCount, columns, out);
        if (baseline === 'median') subtractChannelMedians(out, columns.length);
        scale(out, uvPerBit);
      }
    },
  };
}

/** What of the filter's answer to the cut ends of a read may be left in the window: of 1 mV, a hundredth of a µV. */
const tolerance = 1e-5;

function filtered(
  { columns, uvPerBit, sampleRateHz }: Channels,
  { windowSamples, highpassHz }: Processing & { highpassHz: number },
  { file, columnCount, sampleCount }: RecordingRef,
): Cutter {
  if (highpassHz >= sampleRateHz / 2)
    throw new ParameterError(
      `highpassHz: ${highpassHz} Hz is not below half the sampling rate of ${sampleRateHz} Hz`,
    );
  const sections = butterworthHighpass(3, highpassHz / sampleRateHz);
  // The poles of a Butterworth filter are all different, which needs half of what any cascade may need.
  const margin = Math.max(paddingOf(sections), settlingSamples(sections, Math.sqrt(tolerance)));
  const span = (start: number) =>
    [Math.max(0, start - margin), Math.min(sampleCount, start + windowSamples + margin)] as const;
  const filter = windowFilter({
    columnCount,
    columns,
    gains: uvPerBit,
    sections,
    mostSamples: windowSamples + 2 * margin,
  });
  return {
    span,
    cut(raw, start, out) {
      checkLength(raw.length / columnCount, sections, file);
      filter(raw, start - span(start)[0], out);
    },
  };
}

function checkLength(samples: number, sections: readonly Section[], file: string): void {
  const needed = paddingOf(sections) + 1;
  if (samples < needed)
    throw new FormatError({ file, found: `${samples} samples`, expected: `at least ${needed} to filter` });
}

function copyColumns(
  raw: ArrayLike<number>,
  columnCount: number,
  columns: Int32Array,
  out: Float32Array,
): void {
  for (let row = 0, at = 0; at < out.length; row += columnCount)
    for (let channel = 0; channel < columns.length; channel++) out[at++] = raw[row + columns[channel]!]!;
}

function scale(out: Float32Array, uvPerBit: Float64Array): void {
  for (let start = 0; start < out.length; start += uvPerBit.length)
    for (let channel = 0; channel < uvPerBit.length; channel++) out[start + channel]! *= uvPerBit[channel]!;
}
