import type { Mark, Panel } from '../figure/figure.ts';
import { numberText, roundLength } from './number-text.ts';
import { waveformMarks } from './waveform-marks.ts';
import { type Place, waveformPlaces } from './waveform-places.ts';
import type { WaveformSetting, WaveformTrace } from './waveform-trace.ts';

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
  // Waveforms that are nothing but zero have no scale of their own.
  const rowHeight = high > low ? 0.55 * (high - low) : 1;
  const places =
    setting.layout === 'channels'
      ? waveformPlaces(channels.toReversed(), null, width, rowHeight)
      : waveformPlaces(channels, setting.sites, width, rowHeight);
  const placeOf = new Map(places.map((place) => [place.channel, place]));
  const marks = traces.flatMap((trace) =>
    [...trace.channels].flatMap((channel, i) => {
      const place = placeOf.get(channel);
      return place ? waveformMarks(trace, i, { ...place, start, step, sampleCount, channelCount }) : [];
    }),
  );
  const extents = places.map((place) => ({ ...place, ...extentOf(traces, place.channel, channelCount) }));
  const labels = extents.map(
    ({ channel, x, y, early }): Mark => ({
      kind: 'text',
      x: x + start,
      y: y + Math.max(0.06 * rowHeight, early) + 0.03 * rowHeight,
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
    ...domains(extents, { start, width, rowHeight }, setting.unit ? yLength : 0),
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
  places: readonly (Place & Extent)[],
  { start, width, rowHeight }: { start: number; width: number; rowHeight: number },
  barHeight: number,
): Pick<Panel, 'x' | 'y'> {
  const xs = places.map(({ x }) => x);
  const left = Math.min(...xs);
  const bottomOf = (some: readonly (Place & Extent)[]) => Math.min(0, ...some.map(({ y, low }) => y + low));
  // Bars are as wide as half a window; what stands over them must leave their height free.
  const over = places.filter(({ x }) => x < left + 0.7 * width);
  const bottom = Math.min(bottomOf(places), bottomOf(over) - barHeight - 0.05 * rowHeight);
  const top = Math.max(0, ...places.map(({ y, high }) => y + high));
  return {
    x: {
      label: '',
      unit: 'ms',
      hidden: true,
      domain: [Math.min(...xs, 0) + start - 0.05 * width, Math.max(...xs, 0) + start + width * 1.05],
    },
    y: { label: '', unit: '', hidden: true, domain: [bottom - 0.05 * rowHeight, top + 0.15 * rowHeight] },
  };
}

interface Extent {
  readonly low: number;
  readonly high: number;
  /** Highest value of the first tenth, over which the channel's number stands. */
  readonly early: number;
}

/** How far the traces of one channel reach from its baseline. */
function extentOf(traces: readonly WaveformTrace[], channel: number, channelCount: number): Extent {
  let [low, high, early] = [0, 0, 0];
  for (const { mean, deviation, examples, density } of traces) {
    // Single waveforms go beyond the band.
    const spread = examples || density ? 3.5 : 1;
    for (let i = channel; i < mean.length; i += channelCount) {
      const half = spread * (deviation?.[i] ?? 0);
      const value = mean[i] as number;
      low = Math.min(low, value - half || 0);
      high = Math.max(high, value + half || 0);
      if (i < 0.1 * mean.length) early = Math.max(early, value + half || 0);
    }
  }
  return { low, high, early };
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
