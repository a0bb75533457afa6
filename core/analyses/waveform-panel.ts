import type { Color, Mark, Panel } from '../figure/figure.ts';
import type { ProbeSite } from '../model/probe.ts';
import { numberText, roundLength } from './number-text.ts';
import { waveformPlaces } from './waveform-places.ts';

/** One curve per channel in one colour: a unit's mean, or one of its templates. */
export interface WaveformTrace {
  readonly color: Color;
  /** Channels this trace is drawn on, as positions among all. */
  readonly channels: Int32Array;
  /** (samples × all channels). */
  readonly mean: Float32Array;
  /** Half width of the band around the mean, same shape. */
  readonly deviation?: Float32Array;
  /** (own channels × waveforms × samples). */
  readonly examples?: Float32Array;
}

export interface WaveformSetting {
  readonly channelCount: number;
  readonly channelIds: ArrayLike<number>;
  readonly sites: readonly ProbeSite[] | null;
  readonly sampleRateHz: number;
  /** `µV`, or empty for the sorter's own units. */
  readonly unit: string;
}

/**
 * Waveforms where their channels are on the probe, channel numbers beside, with scale bars instead of axes. Rows are as
 * far apart as the largest of `spanned` needs, so that the panels of one figure can share a scale.
 */
export function waveformPanel(
  traces: readonly WaveformTrace[],
  setting: WaveformSetting,
  spanned: readonly Pick<WaveformTrace, 'channels' | 'mean'>[] = traces,
): Panel {
  const { channelCount, sampleRateHz } = setting;
  const sampleCount = (traces[0]?.mean.length ?? 0) / channelCount;
  const step = 1000 / sampleRateHz;
  const start = -Math.floor(sampleCount / 2) * step;
  const width = sampleCount * step;
  const channels = [...new Set(traces.flatMap((trace) => [...trace.channels]))].sort((a, b) => a - b);
  const { low, high } = rangeOf(spanned, channelCount);
  const rowHeight = Math.max(0.55 * (high - low), Number.MIN_VALUE) || 1;
  const places = waveformPlaces(channels, setting.sites, width, rowHeight);
  const placeOf = new Map(places.map((place) => [place.channel, place]));

  const marks = traces.flatMap((trace) =>
    [...trace.channels].flatMap((channel, i): Mark[] => {
      const place = placeOf.get(channel);
      if (!place) return [];
      const common = {
        x: { start, step },
        color: trace.color,
        place: { x: place.x, xScale: 1, y: place.y, yScale: 1 },
      } as const;
      const mean = channelOf(trace.mean, channel, channelCount);
      if (trace.examples) {
        const size = trace.examples.length / trace.channels.length;
        const y = trace.examples.subarray(i * size, (i + 1) * size);
        const cloud: Mark = { kind: 'line', y, pointCount: sampleCount, opacity: 0.2, width: 0.6, ...common };
        return [cloud, { kind: 'line', y: mean, ...common }];
      }
      const line: Mark = { kind: 'line', y: mean, ...common };
      if (!trace.deviation) return [line];
      const deviation = channelOf(trace.deviation, channel, channelCount);
      const y0 = mean.map((value, s) => value - (deviation[s] as number));
      const y1 = mean.map((value, s) => value + (deviation[s] as number));
      return [{ kind: 'area', y0, y1, opacity: 0.2, ...common }, line];
    }),
  );
  const labels = places.map(
    ({ channel, x, y }): Mark => ({
      kind: 'text',
      x: x + start,
      y: y + 0.1 * rowHeight,
      text: String(setting.channelIds[channel]),
      color: 'muted',
      size: 9,
    }),
  );
  const xs = places.map(({ x }) => x);
  const ys = places.map(({ y }) => y);
  const yLength = roundLength(rowHeight);
  const xLength = roundLength(width / 2);
  return {
    row: 0,
    column: 0,
    x: {
      label: '',
      unit: 'ms',
      hidden: true,
      domain: [Math.min(...xs, 0) + start - 0.05 * width, Math.max(...xs, 0) + start + width * 1.1],
    },
    y: {
      label: '',
      unit: setting.unit,
      hidden: true,
      domain: [
        Math.min(...ys, 0) + Math.min(low, -0.4 * rowHeight) - 0.3 * rowHeight,
        Math.max(...ys, 0) + Math.max(high, 0.4 * rowHeight),
      ],
    },
    marks: [...marks, ...labels],
    scaleBars: {
      x: { length: xLength, label: `${numberText(xLength)} ms` },
      ...(setting.unit ? { y: { length: yLength, label: `${numberText(yLength)} ${setting.unit}` } } : {}),
    },
  };
}

function rangeOf(
  traces: readonly Pick<WaveformTrace, 'channels' | 'mean'>[],
  channelCount: number,
): { low: number; high: number } {
  let [low, high] = [0, 0];
  for (const { channels, mean } of traces)
    for (const channel of channels)
      for (let i = channel; i < mean.length; i += channelCount) {
        const value = mean[i] as number;
        if (value < low) low = value;
        if (value > high) high = value;
      }
  return { low, high };
}

function channelOf(values: Float32Array, channel: number, channelCount: number): Float32Array {
  return Float32Array.from(
    { length: values.length / channelCount },
    (_, s) => values[s * channelCount + channel]!,
  );
}
