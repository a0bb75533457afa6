import { regularSelection } from '../kernels/regular-selection.ts';
import { addToDensity } from '../kernels/waveform-density.ts';
import type { RecordingReader } from '../model/recording.ts';
import { readInTurn } from './read-in-turn.ts';
import type { Cutter } from './waveform-cutter.ts';
import type { WaveformDensity } from './waveform-result.ts';

/** Windows that are read a second time, once it is known which channels are drawn. */
interface Reading {
  readonly reader: RecordingReader;
  readonly cutter: Cutter;
  /** First samples of the windows, ascending. */
  readonly starts: readonly number[];
  readonly windowSamples: number;
  /** Channels that the cutter writes, and the positions among them of those that are drawn. */
  readonly channelCount: number;
  readonly drawn: Int32Array;
  readonly signal: AbortSignal;
}

const binCount = 96;

/** (shown channels × spikes × samples): each channel's waveforms end to end, as a line mark takes them. */
export async function singleWaveforms(reading: Reading, most: number): Promise<Float32Array> {
  const { drawn, channelCount, windowSamples: length } = reading;
  const chosen = regularSelection(reading.starts.length, most, 1);
  const starts = Array.from(chosen, (i) => reading.starts[i] as number);
  const examples = new Float32Array(drawn.length * starts.length * length);
  await eachWindow({ ...reading, starts }, (window, spike) => {
    for (const [place, channel] of drawn.entries()) {
      let at = (place * starts.length + spike) * length;
      for (let i = channel; i < window.length; i += channelCount) examples[at++] = window[i]!;
    }
  });
  return examples;
}

/** How often each voltage within `rangeUv` occurs at each sample of the drawn channels, over all windows. */
export async function densityOf(
  reading: Reading,
  rangeUv: readonly [number, number],
): Promise<WaveformDensity> {
  const { drawn, channelCount, windowSamples } = reading;
  const counts = new Float32Array(drawn.length * binCount * windowSamples);
  let outside = 0;
  await eachWindow(reading, (window) => {
    outside += addToDensity(counts, window, drawn, channelCount, binCount, rangeUv);
  });
  return { counts: counts.map((count) => count || Number.NaN), binCount, rangeUv, outside };
}

async function eachWindow(
  { reader, cutter, starts, windowSamples, channelCount, signal }: Reading,
  use: (window: Float32Array, i: number) => void,
): Promise<void> {
  const window = new Float32Array(windowSamples * channelCount);
  let next = 0;
  await readInTurn(reader, starts.map(cutter.span), signal, (raw) => {
    cutter.cut(raw, starts[next]!, window);
    use(window, next++);
  });
}
