import type { Figure, Panel } from '../figure/figure.ts';
import { peakToPeak } from '../kernels/peak-channel.ts';
import { leftOutText } from './left-out-spikes.ts';
import { countText, numberText } from './number-text.ts';
import { heatmapPanels } from './waveform-heatmap.ts';
import { densityColors } from './waveform-marks.ts';
import { waveformPanel } from './waveform-panel.ts';
import type { WaveformParams } from './waveform-params.ts';
import type { UnitWaveforms, WaveformChannels, Waveforms } from './waveform-result.ts';
import { templateTraces } from './waveform-templates.ts';
import type { WaveformTrace } from './waveform-trace.ts';

const panelsPerRow = 4;

/**
 * Units on their channels, each in its colour: by probe geometry or by number, with a band of one SD, with single
 * waveforms, or as images of how often each voltage occurs. Units that share channels share a panel; units far from each
 * other get panels of their own, drawn to one scale. Heat maps of the mean have a panel for each unit.
 */
export function waveformsFigure(result: Waveforms, params: WaveformParams): Figure {
  const { units } = result;
  const panels =
    params.show === 'heatmap'
      ? heatmapPanels(result)
      : toOneScale(groupsOf(units, params).map((members) => panelOf(result, params, members)));
  const columnCount = Math.max(1, Math.min(panels.length, panelsPerRow));
  const notes = notesOf(result, params);
  return {
    title: units.length === 1 ? `Waveforms of unit ${units[0]?.unit}` : `Waveforms of ${units.length} units`,
    subtitle: subtitleOf(result, params),
    alt: units.map((unit) => sentenceOf(unit, result)).join(' '),
    panels: panels.map((panel, i) => ({
      ...panel,
      row: Math.floor(i / columnCount),
      column: i % columnCount,
    })),
    grid: { rows: Math.max(1, Math.ceil(panels.length / columnCount)), columns: columnCount },
    ...(params.templates && units.some(({ templates }) => templates)
      ? { legend: [{ label: 'template', color: 'text', shape: 'dash' }] as const }
      : {}),
    ...(notes.length > 0 ? { notes } : {}),
  };
}

const shownAs = {
  mean: 'mean ± SD',
  overlay: 'single waveforms and the mean',
  density: 'spikes per voltage',
  heatmap: 'mean',
} as const;

function subtitleOf({ units, sources }: Waveforms, params: WaveformParams): string {
  const { count, highpassHz, medianReference, referenceNeighbours, whiten, windowSamples } = params;
  const windowMs = (windowSamples * 1000) / (sources[0]?.sampleRateHz ?? Number.NaN);
  const reference =
    referenceNeighbours === null ? 'median reference' : `median of ${referenceNeighbours} neighbours`;
  const processing = [
    ...(highpassHz === null ? [] : [`high-pass ${numberText(highpassHz)} Hz`]),
    ...(medianReference ? [reference] : []),
    ...(whiten === 'none' ? [] : [whiten === 'noise' ? 'whitened' : 'whitened by the sorter’s matrix']),
  ];
  const spikes =
    units.length === 1
      ? countText(units[0]?.spikeIds.length ?? 0, 'spike')
      : count === 0
        ? 'all spikes'
        : `up to ${count} spikes each`;
  return [
    shownAs[params.show],
    spikes,
    `window ${numberText(windowMs)} ms`,
    ...(processing.length > 0 ? processing : ['unfiltered']),
  ].join(' · ');
}

function notesOf({ units }: Waveforms, { show, lineCount }: WaveformParams): string[] {
  return units.flatMap(({ unit, leftOutSpikeIds, density, spikeIds }) => [
    ...(leftOutSpikeIds.length > 0
      ? [`${leftOutText(unit, leftOutSpikeIds.length).replace(/^u/, 'U')}.`]
      : []),
    ...(show === 'overlay' && lineCount > 0 && lineCount < spikeIds.length
      ? [`Unit ${unit}: ${lineCount} of ${spikeIds.length} waveforms are drawn; the mean is of all.`]
      : []),
    ...(density && density.outside > 0
      ? [`Unit ${unit}: ${countText(density.outside, 'sample')} beyond the mean ± 5 SD are not in the image.`]
      : []),
  ]);
}

/** Positions of the units, grouped so that units with a drawn channel in common are together; images have one each. */
function groupsOf(units: readonly UnitWaveforms[], { show }: WaveformParams): readonly (readonly number[])[] {
  if (show === 'density') return units.map((_, unit) => [unit]);
  const groups: { members: number[]; channels: Set<string> }[] = [];
  units.forEach(({ shown, source }, unit) => {
    const own = Array.from(shown, (channel) => `${source} ${channel}`);
    const met = groups.filter(({ channels }) => own.some((channel) => channels.has(channel)));
    for (const group of met) groups.splice(groups.indexOf(group), 1);
    groups.push({
      members: [...met.flatMap(({ members }) => members), unit].sort((a, b) => a - b),
      channels: new Set([...met.flatMap(({ channels }) => [...channels]), ...own]),
    });
  });
  return groups.map(({ members }) => members).sort((a, b) => (a[0] as number) - (b[0] as number));
}

/** The colours of all density images are to one scale, beside the last panel. */
const mostOf = (units: readonly UnitWaveforms[]): number =>
  units.reduce(
    (most, { density }) => density?.counts.reduce((m, count) => Math.max(m, count || 0), most) ?? most,
    1,
  );

function panelOf(result: Waveforms, params: WaveformParams, members: readonly number[]): Panel {
  const most = mostOf(result.units);
  const first = result.units[members[0] as number] as UnitWaveforms;
  const channels = result.sources[first.source] as WaveformChannels;
  const traces = members.flatMap((series): WaveformTrace[] => {
    const unit = result.units[series] as UnitWaveforms;
    const { examples, density, sdUv, shown, meanUv } = unit;
    const own: WaveformTrace = {
      color: { series },
      channels: shown,
      mean: meanUv,
      deviation: sdUv,
      ...(examples ? { examples } : {}),
      ...(density ? { density: { ...density, most } } : {}),
    };
    return [own, ...templateTraces(unit, channels)];
  });
  const panel = waveformPanel(
    traces,
    { ...channels, channelCount: channels.columns.length, unit: 'µV', layout: params.layout },
    result.units
      .filter(({ source }) => source === first.source)
      .map(({ shown, meanUv }) => ({ channels: shown, mean: meanUv })),
  );
  const isLast = members.includes(result.units.length - 1);
  const colorbar = { label: 'spikes', unit: '', range: [0, most], colormap: densityColors } as const;
  const own = params.show === 'density' && isLast ? { ...panel, colorbar } : panel;
  if (result.units.length === 1) return own;
  const [only] = members.length === 1 ? members : [];
  return {
    ...own,
    title: members.map((series) => result.units[series]?.unit).join(', '),
    ...(only === undefined
      ? {
          titleParts: members.flatMap((series, i) => [
            ...(i > 0 ? [{ text: ', ' }] : []),
            { text: result.units[series]?.unit ?? '', color: { series } },
          ]),
        }
      : { titleColor: { series: only } }),
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
  { unit, source, spikeIds, meanUv, sdUv, peak }: UnitWaveforms,
  { sources }: Waveforms,
): string {
  if (peak === -1) return `Unit ${unit}: no spike could be read.`;
  const { columns, channelIds } = sources[source] as WaveformChannels;
  const height = peakToPeak(meanUv, columns.length)[peak] ?? Number.NaN;
  let sd = 0;
  for (let i = peak; i < sdUv.length; i += columns.length) sd = Math.max(sd, sdUv[i] as number);
  return `Unit ${unit}: mean of ${countText(spikeIds.length, 'spike')}, ${numberText(height)} µV peak to peak on channel ${channelIds[peak]}, SD there up to ${numberText(sd)} µV.`;
}
