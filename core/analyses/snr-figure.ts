import type { Figure, Panel } from '../figure/figure.ts';
import { countText, numberText } from './number-text.ts';
import type { SnrParams, UnitSnr } from './snr-params.ts';

/** More bars than this have no room for their names. */
const mostBars = 24;

/** Bars for a few units, places along the probe for many: peak over noise, and the projection over all channels around. */
export function snrFigure(units: readonly UnitSnr[], params: SnrParams): Figure {
  const panels: [label: string, values: number[]][] = [
    ['peak over noise', units.map((of) => of.snr)],
    ['projection', units.map(({ projectionSnr }) => projectionSnr)],
  ];
  const draw = units.length <= mostBars ? barPanel : depthPanel;
  return {
    title:
      units.length === 1
        ? `Signal to noise of unit ${units[0]?.unit}`
        : `Signal to noise of ${units.length} units`,
    subtitle: [
      `up to ${params.count} spikes each`,
      `${params.windowSamples} samples`,
      params.highpassHz === null ? 'unfiltered' : `high-pass ${numberText(params.highpassHz)} Hz`,
      ...(params.medianReference ? ['median reference'] : []),
    ].join(' · '),
    alt: units
      .map(
        (of) =>
          `Unit ${of.unit}: ${numberText(of.amplitudeUv)} µV on channel ${of.peakChannel}, ${numberText(of.snr)} times the noise; projection ${numberText(of.projectionSnr)} SD, from ${countText(of.spikeCount, 'spike')} and ${countText(of.noiseCount, 'window')} of noise.`,
      )
      .join(' '),
    panels: panels.map(([label, values], column) => ({ ...draw(units, values, label), row: 0, column })),
    grid: { rows: 1, columns: panels.length },
    notes: [
      `Peak over noise: largest size of the mean waveform over 1.4826 · MAD. Projection: distance of spikes from noise along the mean waveform on ±${params.channelRange} channels, in SD.`,
    ],
  };
}

function barPanel(
  units: readonly UnitSnr[],
  values: readonly number[],
  label: string,
): Omit<Panel, 'row' | 'column'> {
  const highest = values.reduce((most, value) => (value > most ? value : most), 0);
  return {
    x: {
      label: 'unit',
      unit: '',
      domain: [-0.7, units.length - 0.3],
      ticks: units.map((_, i) => i),
      tickLabels: units.map(({ unit }) => unit),
    },
    y: { label, unit: '', domain: [Math.min(0, ...values.filter(Number.isFinite)), highest * 1.1 || 1] },
    marks: units.map((_, series) => ({
      kind: 'bars' as const,
      x: { start: series, step: 1 },
      y: Float32Array.of(Number.isFinite(values[series]) ? (values[series] as number) : 0),
      width: 0.7,
      color: { series },
    })),
  };
}

function depthPanel(
  units: readonly UnitSnr[],
  values: readonly number[],
  label: string,
): Omit<Panel, 'row' | 'column'> {
  const rows = units.flatMap(({ depthUm }, i) =>
    Number.isFinite(values[i]) && Number.isFinite(depthUm) ? [i] : [],
  );
  const depths = rows.map((i) => (units[i] as UnitSnr).depthUm);
  const highest = values.reduce((most, value) => (value > most ? value : most), 0);
  return {
    x: { label, unit: '', domain: [0, highest * 1.05 || 1] },
    y: {
      label: 'depth',
      unit: 'µm',
      domain: depths.length > 0 ? [Math.min(...depths) - 40, Math.max(...depths) + 40] : [0, 1],
    },
    marks: [
      {
        kind: 'points',
        x: Float32Array.from(rows, (i) => values[i] as number),
        y: Float32Array.from(depths),
        size: 6,
        color: 'accent',
      },
    ],
  };
}
