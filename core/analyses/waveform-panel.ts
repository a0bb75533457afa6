import type { Color, Mark, Panel, Placement } from '../figure/figure.ts';
import type { ProbeSite } from '../model/probe.ts';
import { numberText, roundLength } from './number-text.ts';
import { type Place, waveformPlaces } from './waveform-places.ts';
import type { WaveformDensity } from './waveform-result.ts';

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
  /** How often each voltage occurs, in the order of `channels`. */
  readonly density?: WaveformDensity;
  readonly dash?: boolean;
}

export interface WaveformSetting {
  readonly channelCount: number;
  readonly channelIds: ArrayLike<number>;
  readonly sites: readonly ProbeSite[] | null;
  readonly sampleRateHz: number;
  /** `µV`, or empty for the sorter's own units. */
  readonly unit: string;
  /** `channels` sets them below each other by number; by default they are where they are on the probe. */
  readonly layout?: 'probe' | 'channels';
}

/** Black for few spikes, yellow for many: on a light page as on a dark one, with nothing where there is none. */
const densityColors = 'viridis';

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
  const places =
    setting.layout === 'channels'
      ? waveformPlaces(channels.toReversed(), null, width, rowHeight)
      : waveformPlaces(channels, setting.sites, width, rowHeight);
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
      if (trace.density) {
        const image = densityMark(trace.density, i, sampleCount, common);
        return [image, { kind: 'line', y: mean, ...common, width: 1, color: 'text' }];
      }
      const line: Mark = { kind: 'line', y: mean, ...common, ...(trace.dash ? { dash: true } : {}) };
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
  const yLength = roundLength(rowHeight);
  const xLength = roundLength(width / 2);
  return {
    row: 0,
    column: 0,
    ...domains(places, { start, width, low, high, rowHeight }, setting.unit ? yLength : 0),
    marks: [...marks, ...labels],
    scaleBars: {
      inside: true,
      x: { length: xLength, label: `${numberText(xLength)} ms` },
      ...(setting.unit ? { y: { length: yLength, label: `${numberText(yLength)} ${setting.unit}` } } : {}),
    },
  };
}

/** Axes that hold all waveforms, with room for scale bars of height `barHeight` below the channels on the left. */
function domains(
  places: readonly Place[],
  shape: { start: number; width: number; low: number; high: number; rowHeight: number },
  barHeight: number,
): Pick<Panel, 'x' | 'y'> {
  const { start, width, rowHeight } = shape;
  const low = Math.min(shape.low, -0.4 * rowHeight);
  const high = Math.max(shape.high, 0.4 * rowHeight);
  const xs = places.map(({ x }) => x);
  const ys = places.map(({ y }) => y);
  const left = Math.min(...xs, Number.POSITIVE_INFINITY);
  const above = places.filter(({ x }) => x < left + 0.75 * width).map(({ y }) => y);
  const bottom = Math.min(Math.min(0, ...ys), Math.min(0, ...above) - barHeight) + low;
  return {
    x: {
      label: '',
      unit: 'ms',
      hidden: true,
      domain: [Math.min(...xs, 0) + start - 0.05 * width, Math.max(...xs, 0) + start + width * 1.05],
    },
    y: {
      label: '',
      unit: '',
      hidden: true,
      domain: [bottom - 0.1 * rowHeight, Math.max(...ys, 0) + high],
    },
  };
}

function densityMark(
  { counts, binCount, rangeUv }: WaveformDensity,
  place: number,
  sampleCount: number,
  common: { x: { start: number; step: number }; place: Placement; color: Color },
): Mark {
  const size = binCount * sampleCount;
  const values = counts.subarray(place * size, (place + 1) * size);
  const { start, step } = common.x;
  // Each sample's column is centred on it, so that the mean runs through the middle.
  const from = start - step / 2;
  return {
    kind: 'image',
    values,
    rows: binCount,
    columns: sampleCount,
    x: [from, from + sampleCount * step],
    y: rangeUv,
    range: [0, values.reduce((most, value) => Math.max(most, value || 0), 1)],
    colormap: densityColors,
    color: common.color,
    place: common.place,
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
