import { peakChannel } from '../kernels/peak-channel.ts';
import { densityRange } from '../kernels/waveform-density.ts';
import { ParameterError } from '../model/errors.ts';
import { ndArray } from '../model/nd-array.ts';
import type { RecordingReader } from '../model/recording.ts';
import type { Computing } from './analysis.ts';
import { leftOutText } from './left-out-spikes.ts';
import { readInTurn } from './read-in-turn.ts';
import { type Cutter, windowCutter } from './waveform-cutter.ts';
import { densityOf, singleWaveforms } from './waveform-examples.ts';
import { whiteningFilters } from './waveform-noise.ts';
import type { WaveformInputs, WaveformParams, WaveformSource, WaveformUnit } from './waveform-params.ts';
import { channelsAround } from './waveform-places.ts';
import type { UnitWaveforms, Waveforms } from './waveform-result.ts';
import { waveformSums } from './waveform-sums.ts';

/** What single waveforms may take of the memory. */
const mostBytes = 4 * 2 ** 30;

/** An open raw file and how its windows are cut. */
interface Cutting {
  readonly source: WaveformSource;
  readonly reader: RecordingReader;
  readonly cutter: Cutter;
}

/**
 * Reads and averages the windows around the chosen spikes. A window is samples t − ⌊T/2⌋ … t − ⌊T/2⌋ + T − 1, in µV by
 * each channel's own gain. The waveforms themselves, 12 MB for a hundred spikes, are kept only where they are wanted.
 */
export async function readWaveforms(
  inputs: WaveformInputs,
  params: WaveformParams,
  context: Computing,
): Promise<Waveforms> {
  const total = inputs.units.reduce((sum, { samples }) => sum + samples.length, 0);
  let done = 0;
  const advance = () => {
    if (++done % 16 === 0) context.progress(Math.min(1, done / total));
  };
  const units = new Map<WaveformUnit, UnitWaveforms>();
  for (const [place, source] of inputs.sources.entries()) {
    checkParams(source, params);
    const reader = await context.open(source.recording);
    try {
      const filters =
        params.whiten === 'none' ? undefined : await whiteningFilters(source, params, reader, context.signal);
      const cutter = windowCutter(source, params, source.recording, filters);
      const cutting = { source, reader, cutter };
      for (const unit of inputs.units)
        if (unit.source === place) units.set(unit, await readUnit(unit, cutting, params, context, advance));
    } finally {
      await reader.close();
    }
  }
  return {
    sources: inputs.sources.map(({ sampleRateHz, columns, channelIds, sites }) => ({
      sampleRateHz,
      columns,
      channelIds,
      sites,
    })),
    units: inputs.units.flatMap((unit) => units.get(unit) ?? []),
  };
}

function checkParams({ columns }: WaveformSource, { channelStart }: WaveformParams): void {
  if (channelStart !== null && !(channelStart < columns.length && Number.isInteger(channelStart)))
    throw new ParameterError(
      `channelStart: got ${channelStart}, expected a channel from 0 to ${columns.length - 1}`,
    );
}

async function readUnit(
  { unit, source: place, spikeIds, samples, templates }: WaveformUnit,
  { source, reader, cutter }: Cutting,
  params: WaveformParams,
  { signal, warn, whole }: Computing,
  advance: () => void,
): Promise<UnitWaveforms> {
  const length = params.windowSamples;
  const before = Math.floor(length / 2);
  const fits = (sample: number) => sample >= before && sample - before + length <= reader.ref.sampleCount;
  const readable = [...samples.keys()].filter((i) => fits(samples[i] as number));
  const leftOut = spikeIds.filter((_, i) => !fits(samples[i] as number));
  if (leftOut.length > 0) warn(leftOutText(unit, leftOut.length));

  const channelCount = source.columns.length;
  const size = length * channelCount;
  if (whole) checkMemory(readable.length, length, channelCount);
  const stack = whole ? new Float32Array(readable.length * size) : undefined;
  const sums = waveformSums(source, params, cutter);
  const startOf = (slot: number) => samples[readable[slot]!]! - before;
  const byPosition = [...readable.keys()].sort((a, b) => startOf(a) - startOf(b));
  const spans = byPosition.map((slot) => cutter.span(startOf(slot)));
  let next = 0;
  await readInTurn(reader, spans, signal, (raw) => {
    const slot = byPosition[next++]!;
    sums.add(raw, startOf(slot), stack?.subarray(slot * size, (slot + 1) * size));
    advance();
  });
  const { mean, deviation } = sums.finish();
  const peak = readable.length === 0 ? -1 : peakChannel(mean, channelCount);
  const shown = shownChannels(Math.max(0, peak), source, params);
  const drawing = {
    reader,
    starts: byPosition.map(startOf),
    windowSamples: length,
    signal,
    ...drawnChannels(shown, source, cutter, params),
  };
  return {
    unit,
    source: place,
    spikeIds: Uint32Array.from(readable, (i) => spikeIds[i] as number),
    leftOutSpikeIds: leftOut,
    meanUv: mean,
    sdUv: deviation,
    peak,
    shown,
    examples: params.show === 'overlay' ? await singleWaveforms(drawing, params.lineCount) : null,
    density:
      params.show === 'density' && peak !== -1
        ? await densityOf(drawing, densityRange({ mean, deviation }, shown, channelCount))
        : null,
    waveforms: stack ? ndArray(stack, readable.length, length, channelCount) : null,
    ...(templates && { templates }),
  };
}

function shownChannels(
  peak: number,
  { sites, columns }: WaveformSource,
  { channelStart, channelCount, show, layout }: WaveformParams,
): Int32Array {
  const all = columns.length;
  if (channelStart !== null)
    return Int32Array.from(
      { length: Math.min(channelCount, all - channelStart) },
      (_, i) => channelStart + i,
    );
  if (show !== 'heatmap' && layout === 'probe') return channelsAround(peak, channelCount, sites, all);
  const count = Math.min(channelCount, all);
  const first = Math.max(0, Math.min(peak - Math.floor(count / 2), all - count));
  return Int32Array.from({ length: count }, (_, i) => first + i);
}

/** Cuts the drawn channels alone, where they do not depend on others. */
function drawnChannels(shown: Int32Array, source: WaveformSource, cutter: Cutter, params: WaveformParams) {
  if (params.medianReference || params.whiten !== 'none')
    return { cutter, channelCount: source.columns.length, drawn: shown };
  const own = {
    ...source,
    columns: shown.map((channel) => source.columns[channel] as number),
    uvPerBit: Float64Array.from(shown, (channel) => source.uvPerBit[channel] as number),
  };
  return {
    cutter: windowCutter(own, params, source.recording),
    channelCount: shown.length,
    drawn: shown.map((_, i) => i),
  };
}

function checkMemory(count: number, length: number, channelCount: number): void {
  const bytes = 4 * count * length * channelCount;
  if (bytes > mostBytes)
    throw new ParameterError(
      `count: ${count} waveforms of ${length} samples × ${channelCount} channels take ${(bytes / 2 ** 30).toFixed(1)} GB of memory, above ${mostBytes / 2 ** 30} GB; take fewer spikes or a shorter window`,
    );
}
