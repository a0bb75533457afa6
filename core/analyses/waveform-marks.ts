import type { Mark } from '../figure/figure.ts';
import type { WaveformTrace } from './waveform-trace.ts';

/** Dark for few spikes, yellow for many, nothing where there is none: readable on light and dark pages. */
export const densityColors = 'viridis';

/** Where a channel is drawn, and the time axis of its waveform. */
interface ChannelFrame {
  readonly channel: number;
  readonly x: number;
  readonly y: number;
  readonly start: number;
  readonly step: number;
  readonly sampleCount: number;
  readonly channelCount: number;
}

/** The marks of the `i`-th channel of a trace: mean with band, with single waveforms, or over an image. */
export function waveformMarks(trace: WaveformTrace, i: number, frame: ChannelFrame): Mark[] {
  const { channel, start, step, sampleCount, channelCount } = frame;
  const common = {
    x: { start, step },
    color: trace.color,
    place: { x: frame.x, xScale: 1, y: frame.y, yScale: 1 },
  } as const;
  const mean = channelOf(trace.mean, channel, channelCount);
  const line: Mark = { kind: 'line', y: mean, ...common, ...(trace.dash ? { dash: true } : {}) };
  if (trace.examples) {
    const size = trace.examples.length / trace.channels.length;
    const y = trace.examples.subarray(i * size, (i + 1) * size);
    return [{ kind: 'line', y, pointCount: sampleCount, opacity: 0.2, width: 0.6, ...common }, line];
  }
  if (trace.density) {
    const { counts, binCount, rangeUv, most } = trace.density;
    const size = binCount * sampleCount;
    // Each sample's column is centred on it, so that the mean runs through the middle.
    const from = start - step / 2;
    const image: Mark = {
      kind: 'image',
      values: counts.subarray(i * size, (i + 1) * size),
      rows: binCount,
      columns: sampleCount,
      x: [from, from + sampleCount * step],
      y: rangeUv,
      range: [0, most],
      colormap: densityColors,
      color: trace.color,
      place: common.place,
    };
    return [image, { ...line, width: 1, color: 'text' }];
  }
  if (!trace.deviation) return [line];
  const deviation = channelOf(trace.deviation, channel, channelCount);
  const y0 = mean.map((value, s) => value - (deviation[s] as number));
  const y1 = mean.map((value, s) => value + (deviation[s] as number));
  return [{ kind: 'area', y0, y1, opacity: 0.2, ...common }, line];
}

function channelOf(values: Float32Array, channel: number, channelCount: number): Float32Array {
  return Float32Array.from(
    { length: values.length / channelCount },
    (_, s) => values[s * channelCount + channel]!,
  );
}
