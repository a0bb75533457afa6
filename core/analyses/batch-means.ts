import type { RecordingReader } from '../model/recording.ts';
import type { RawUnit } from './matched-waveforms-params.ts';
import { parseParams } from './params.ts';
import { readInTurn } from './read-in-turn.ts';
import { windowCutter } from './waveform-cutter.ts';
import { waveformParams } from './waveform-params.ts';

export interface BatchReading {
  readonly reader: RecordingReader;
  readonly signal: AbortSignal;
  /** Called after each spike. */
  advance(): void;
}

export interface WindowChoice {
  readonly windowSamples: number;
  readonly medianReference: boolean;
  readonly highpassHz: number | null;
}

/**
 * Averages batches of neighbouring spikes and gives each mean, (samples × `channels`) in µV, to `use` in the order of
 * `starts`: positions of the first spikes of the batches, ascending. `channels` are positions among the unit's channels.
 * The array given is used again for the next batch. Every window lies within the file, which is not checked.
 */
export async function readBatchMeans(
  unit: RawUnit,
  channels: Int32Array,
  { starts, batchSize }: { readonly starts: Int32Array; readonly batchSize: number },
  choice: WindowChoice,
  { reader, signal, advance }: BatchReading,
  use: (batch: number, mean: Float32Array) => void,
): Promise<void> {
  const { windowSamples, medianReference, highpassHz } = choice;
  const params = { ...parseParams(waveformParams), windowSamples, medianReference, highpassHz };
  const own = {
    ...unit,
    columns: channels.map((channel) => unit.columns[channel] as number),
    channelIds: channels.map((channel) => unit.channelIds[channel] as number),
    uvPerBit: Float64Array.from(channels, (channel) => unit.uvPerBit[channel] as number),
    sites: unit.sites && Array.from(channels, (channel) => unit.sites![channel]!),
    units: [],
  };
  const cutter = windowCutter(own, params, unit.recording);
  const before = Math.floor(windowSamples / 2);
  const windows = Array.from(starts).flatMap((start) =>
    Array.from(unit.samples.subarray(start, start + batchSize), (sample) => sample - before),
  );
  const waveform = new Float32Array(windowSamples * channels.length);
  const sum = new Float64Array(waveform.length);
  const mean = new Float32Array(waveform.length);
  let next = 0;
  await readInTurn(reader, windows.map(cutter.span), signal, (raw) => {
    cutter.cut(raw, windows[next]!, waveform);
    for (let i = 0; i < sum.length; i++) sum[i]! += waveform[i]!;
    next++;
    if (next % batchSize === 0) {
      for (let i = 0; i < sum.length; i++) mean[i] = sum[i]! / batchSize;
      use(next / batchSize - 1, mean);
      sum.fill(0);
    }
    advance();
  });
}
