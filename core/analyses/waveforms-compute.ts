import { butterworthHighpass, type Section } from '../kernels/butterworth.ts';
import { subtractChannelMedians, subtractCommonMedian } from '../kernels/common-reference.ts';
import { filterForwardBackward, paddingOf } from '../kernels/filter-forward-backward.ts';
import { meanWaveform } from '../kernels/mean-waveform.ts';
import { peakChannel } from '../kernels/peak-channel.ts';
import { FormatError, ParameterError } from '../model/errors.ts';
import { ndArray } from '../model/nd-array.ts';
import type { RecordingReader } from '../model/recording.ts';
import type { Computing } from './analysis.ts';
import { countText } from './number-text.ts';
import type { UnitWaveforms, WaveformInputs, WaveformParams, Waveforms } from './waveform-params.ts';
import { channelsAround } from './waveform-places.ts';

/**
 * Reads and averages the windows around the chosen spikes. A window is samples t − ⌊T/2⌋ … t − ⌊T/2⌋ + T − 1, in µV by
 * each channel's own gain. Unfiltered windows lose each channel's median over the window, as npyx's do; filtered ones are
 * cut from a longer read, so that the filter never sees an edge, and need no such thing.
 */
export async function readWaveforms(
  inputs: WaveformInputs,
  params: WaveformParams,
  context: Computing,
): Promise<Waveforms> {
  const { recording, sampleRateHz, columns, channelIds, sites, units } = inputs;
  const reader = await context.open(recording);
  try {
    const total = units.reduce((sum, { samples }) => sum + samples.length, 0);
    let done = 0;
    const advance = () => {
      if (++done % 16 === 0) context.progress(done / total);
    };
    const results: UnitWaveforms[] = [];
    for (const unit of units) results.push(await readUnit(unit, inputs, params, reader, context, advance));
    return { sampleRateHz, columns, channelIds, sites, units: results };
  } finally {
    await reader.close();
  }
}

async function readUnit(
  { unit, spikeIds, samples }: WaveformInputs['units'][number],
  inputs: WaveformInputs,
  params: WaveformParams,
  reader: RecordingReader,
  { signal, warn }: Computing,
  advance: () => void,
): Promise<UnitWaveforms> {
  const length = params.windowSamples;
  const before = Math.floor(length / 2);
  const fits = (sample: number) => sample >= before && sample - before + length <= reader.ref.sampleCount;
  const readable = [...samples.keys()].filter((i) => fits(samples[i] as number));
  const lost = samples.length - readable.length;
  if (lost > 0)
    warn(`unit ${unit}: ${countText(lost, 'spike')} left out, whose window reaches beyond the raw file`);

  const channelCount = inputs.columns.length;
  const size = length * channelCount;
  const stack = new Float32Array(readable.length * size);
  const cut = cutter(inputs, params, reader);
  const byPosition = [...readable.keys()].sort((a, b) => samples[readable[a]!]! - samples[readable[b]!]!);
  for (const slot of byPosition) {
    signal.throwIfAborted();
    const start = samples[readable[slot]!]! - before;
    await cut(start, stack.subarray(slot * size, (slot + 1) * size), signal);
    advance();
  }
  const { mean, deviation } = meanWaveform(stack, size);
  const peak = readable.length === 0 ? -1 : peakChannel(mean, channelCount);
  const shown = channelsAround(Math.max(0, peak), params.channelCount, inputs.sites, channelCount);
  return {
    unit,
    spikeIds: Uint32Array.from(readable, (i) => spikeIds[i] as number),
    meanUv: mean,
    sdUv: deviation,
    peak,
    shown,
    examples: params.show === 'overlay' ? examplesOf(stack, shown, length, channelCount) : null,
    waveforms: ndArray(stack, readable.length, length, channelCount),
  };
}

type Cut = (start: number, out: Float32Array, signal: AbortSignal) => Promise<void>;

/** How one window gets from the file into `out` (samples × channels). */
function cutter(inputs: WaveformInputs, params: WaveformParams, reader: RecordingReader): Cut {
  const { columns, uvPerBit, sampleRateHz } = inputs;
  const { windowSamples: length, highpassHz, medianReference } = params;
  const channelCount = columns.length;
  const finish = (out: Float32Array) => {
    if (medianReference) subtractCommonMedian(out, channelCount);
  };
  if (highpassHz === null)
    return async (start, out, signal) => {
      const raw = await reader.read(start, start + length, signal);
      copyColumns(raw, reader.ref.columnCount, columns, out);
      subtractChannelMedians(out, channelCount);
      scale(out, uvPerBit);
      finish(out);
    };

  if (highpassHz >= sampleRateHz / 2)
    throw new ParameterError(
      `highpassHz: ${highpassHz} Hz is not below half the sampling rate of ${sampleRateHz} Hz`,
    );
  const sections = butterworthHighpass(3, highpassHz / sampleRateHz);
  // The slowest poles of the third order decay with half the corner frequency: e⁻⁶ within two periods of the corner.
  const margin = Math.ceil(sampleRateHz * Math.max(0.02, 2 / highpassHz));
  return async (start, out, signal) => {
    const from = Math.max(0, start - margin);
    const to = Math.min(reader.ref.sampleCount, start + length + margin);
    const raw = await reader.read(from, to, signal);
    filterInto(raw, reader, { sections, columns, uvPerBit }, start - from, out);
    finish(out);
  };
}

function filterInto(
  raw: Int16Array | Float32Array,
  reader: RecordingReader,
  { sections, columns, uvPerBit }: { sections: Section[]; columns: Int32Array; uvPerBit: Float64Array },
  skip: number,
  out: Float32Array,
): void {
  const { columnCount, file } = reader.ref;
  const sampleCount = raw.length / columnCount;
  const needed = paddingOf(sections) + 1;
  if (sampleCount < needed)
    throw new FormatError({
      file,
      found: `${sampleCount} samples`,
      expected: `at least ${needed} to filter`,
    });
  const length = out.length / columns.length;
  // Turned 16 channels at a time: a row of the file is fetched once and not once per channel.
  const signals = Array.from({ length: 16 }, () => new Float64Array(sampleCount));
  for (let first = 0; first < columns.length; first += signals.length) {
    const width = Math.min(signals.length, columns.length - first);
    for (let s = 0, row = 0; s < sampleCount; s++, row += columnCount)
      for (let k = 0; k < width; k++) signals[k]![s] = raw[row + columns[first + k]!]!;
    for (let k = 0; k < width; k++) {
      const filtered = filterForwardBackward(signals[k]!, sections);
      const gain = uvPerBit[first + k]!;
      for (let s = 0; s < length; s++) out[s * columns.length + first + k] = filtered[skip + s]! * gain;
    }
  }
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

/** (shown channels × spikes × samples): each channel's waveforms end to end, as a line mark takes them. */
function examplesOf(
  stack: Float32Array,
  shown: Int32Array,
  length: number,
  channelCount: number,
): Float32Array {
  const spikeCount = stack.length / (length * channelCount);
  const examples = new Float32Array(shown.length * spikeCount * length);
  let at = 0;
  for (const channel of shown)
    for (let i = channel; i < stack.length; i += channelCount) examples[at++] = stack[i]!;
  return examples;
}
