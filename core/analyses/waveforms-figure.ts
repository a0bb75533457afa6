import type { Figure, Panel } from '../figure/figure.ts';
import { peakToPeak } from '../kernels/peak-channel.ts';
import { countText, numberText } from './number-text.ts';
import { waveformPanel } from './waveform-panel.ts';
import type { UnitWaveforms, WaveformParams, Waveforms } from './waveform-params.ts';

const panelsPerRow = 4;

/**
 * Units on their channels by probe geometry, each in its colour, with a band of one SD or with every waveform. Units
 * that share channels share a panel; units far from each other get panels of their own, drawn to one scale.
 */
export function waveformsFigure(result: Waveforms, params: WaveformParams): Figure {
  const { units } = result;
  const groups = neighbours(units);
  const columnCount = Math.min(groups.length, panelsPerRow);
  const panels = toOneScale(groups.map((members) => panelOf(result, members))).map((panel, i) => ({
    ...panel,
    row: Math.floor(i / columnCount),
    column: i % columnCount,
  }));
  const processing = [
    ...(params.highpassHz === null ? [] : [`high-pass ${numberText(params.highpassHz)} Hz`]),
    ...(params.medianReference ? ['median reference'] : []),
  ];
  const windowMs = (params.windowSamples * 1000) / result.sampleRateHz;
  return {
    title: units.length === 1 ? `Waveforms of unit ${units[0]?.unit}` : `Waveforms of ${units.length} units`,
    subtitle: [
      params.show === 'mean' ? 'mean ± SD' : 'every waveform and the mean',
      units.length === 1
        ? countText(units[0]?.spikeIds.length ?? 0, 'spike')
        : `up to ${params.count} spikes each`,
      `window ${numberText(windowMs)} ms`,
      ...(processing.length > 0 ? processing : ['unfiltered']),
    ].join(' · '),
    alt: units.map((unit) => sentenceOf(unit, result)).join(' '),
    panels,
    grid: { rows: Math.ceil(groups.length / columnCount), columns: columnCount },
  };
}

/** Positions of the units, grouped so that units with a shown channel in common are together. */
function neighbours(units: readonly UnitWaveforms[]): readonly (readonly number[])[] {
  const groups: { members: number[]; channels: Set<number> }[] = [];
  units.forEach(({ shown }, unit) => {
    const met = groups.filter(({ channels }) => shown.some((channel) => channels.has(channel)));
    for (const group of met) groups.splice(groups.indexOf(group), 1);
    groups.push({
      members: [...met.flatMap(({ members }) => members), unit].sort((a, b) => a - b),
      channels: new Set([...met.flatMap(({ channels }) => [...channels]), ...shown]),
    });
  });
  return groups.map(({ members }) => members).sort((a, b) => (a[0] as number) - (b[0] as number));
}

function panelOf(result: Waveforms, members: readonly number[]): Panel {
  const panel = waveformPanel(
    members.map((series) => {
      const unit = result.units[series] as UnitWaveforms;
      return {
        color: { series },
        channels: unit.shown,
        mean: unit.meanUv,
        ...(unit.examples ? { examples: unit.examples } : { deviation: unit.sdUv }),
      };
    }),
    { ...result, channelCount: result.columns.length, unit: 'µV' },
    result.units.map(({ shown, meanUv }) => ({ channels: shown, mean: meanUv })),
  );
  if (result.units.length === 1) return panel;
  const [only] = members.length === 1 ? members : [];
  return {
    ...panel,
    title: members.map((series) => result.units[series]?.unit).join(', '),
    ...(only === undefined ? {} : { titleColor: { series: only } }),
  };
}

/** The same span of µV and ms in every panel, so that one pair of scale bars, in the last, holds for all. */
function toOneScale(panels: readonly Panel[]): readonly Panel[] {
  const spanOf = (panel: Panel, axis: 'x' | 'y') => panel[axis].domain[1] - panel[axis].domain[0];
  const grown = (panel: Panel, axis: 'x' | 'y') => {
    const missing = (Math.max(...panels.map((other) => spanOf(other, axis))) - spanOf(panel, axis)) / 2;
    const [low, high] = panel[axis].domain;
    return { ...panel[axis], domain: [low - missing, high + missing] as const };
  };
  return panels.map((panel, i) => {
    const { scaleBars, ...rest } = panel;
    const last = i === panels.length - 1;
    return {
      ...rest,
      x: grown(panel, 'x'),
      y: grown(panel, 'y'),
      ...(last && scaleBars ? { scaleBars } : {}),
    };
  });
}

function sentenceOf(
  { unit, spikeIds, meanUv, peak }: UnitWaveforms,
  { columns, channelIds }: Waveforms,
): string {
  if (peak === -1) return `Unit ${unit}: no spike could be read.`;
  const height = peakToPeak(meanUv, columns.length)[peak] ?? Number.NaN;
  return `Unit ${unit}: mean of ${countText(spikeIds.length, 'spike')}, ${numberText(height)} µV peak to peak on channel ${channelIds[peak]}.`;
}
