import { peakChannel } from '../kernels/peak-channel.ts';
import { ndArray } from '../model/nd-array.ts';
import type { RecordingReader } from '../model/recording.ts';
import type { Computing } from './analysis.ts';
import { countText } from './number-text.ts';
import { readInTurn } from './read-in-turn.ts';
import { type Cutter, windowCutter } from './waveform-cutter.ts';
import type { UnitWaveforms, WaveformInputs, WaveformParams, Waveforms } from './waveform-params.ts';
import { channelsAround } from './waveform-places.ts';
import { waveformSums } from './waveform-sums.ts';

/**
 * Reads and averages the windows around the chosen spikes. A window is samples t − ⌊T/2⌋ … t − ⌊T/2⌋ + T − 1, in µV by
 * each channel's own gain. The waveforms themselves, 12 MB for a hundred spikes, are kept only where they are wanted.
 */
export async function readWaveforms(
  inputs: WaveformInputs,
  params: WaveformParams,
  context: Computing,
): Promise<Waveforms> {
  const { recording, sampleRateHz, columns, channelIds, sites, units } = inputs;
  const cutter = windowCutter(inputs, params, recording);
  const reader = await context.open(recording);
  try {
    const total = units.reduce((sum, { samples }) => sum + samples.length, 0);
    let done = 0;
    const advance = () => {
      if (++done % 16 === 0) context.progress(done / total);
    };
    const results: UnitWaveforms[] = [];
    for (const unit of units)
      results.push(await readUnit(unit, inputs, params, { reader, cutter }, context, advance));
    return { sampleRateHz, columns, channelIds, sites, units: results };
  } finally {
    await reader.close();
  }
}

async function readUnit(
  { unit, spikeIds, samples }: WaveformInputs['units'][number],
  inputs: WaveformInputs,
  params: WaveformParams,
  { reader, cutter }: { reader: RecordingReader; cutter: Cutter },
  { signal, warn, whole }: Computing,
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
  const overlay = params.show === 'overlay';
  const stack = whole || overlay ? new Float32Array(readable.length * size) : undefined;
  const sums = waveformSums(inputs, params, cutter);
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
  const shown = channelsAround(Math.max(0, peak), params.channelCount, inputs.sites, channelCount);
  return {
    unit,
    spikeIds: Uint32Array.from(readable, (i) => spikeIds[i] as number),
    meanUv: mean,
    sdUv: deviation,
    peak,
    shown,
    examples: stack && overlay ? examplesOf(stack, shown, length, channelCount) : null,
    waveforms: stack && whole ? ndArray(stack, readable.length, length, channelCount) : null,
  };
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
