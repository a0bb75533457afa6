import type { Figure, Mark, Panel } from '../figure/figure.ts';
import { peakToPeak } from '../kernels/peak-channel.ts';
import { histogramPanel } from './histogram-panel.ts';
import type { MatchedWaveformParams, UnitMatched } from './matched-waveforms-params.ts';
import { countText, numberText } from './number-text.ts';
import { waveformPanel } from './waveform-panel.ts';
import { channelsAround } from './waveform-places.ts';

const colors = { raw: 'text', drift: '#2e9e4f', shift: '#d1373f', kept: '#e8891a' } as const;
const mostUnits = 6;

/** Of one unit what was left out at each step beside the waveforms; of several the waveforms. */
export function matchedWaveformsFigure(all: readonly UnitMatched[], params: MatchedWaveformParams): Figure {
  const units = all.slice(0, mostUnits);
  const [only] = units;
  const columns = Math.ceil(Math.sqrt(units.length));
  const single = units.length === 1 && only;
  return {
    title:
      all.length === 1
        ? `Matched waveforms of unit ${only?.unit}`
        : `Matched waveforms of ${all.length} units`,
    subtitle: [
      `batches of ${params.batchSize}`,
      `within ±${params.maxShiftSamples} samples`,
      ...(params.highpassHz === null ? [] : [`high-pass ${numberText(params.highpassHz)} Hz`]),
      ...(params.medianReference ? ['median reference'] : []),
    ].join(' · '),
    alt: units.map(sentenceOf).join(' '),
    legend: [
      { label: 'all spikes', color: colors.raw },
      { label: 'drift-matched', color: colors.drift },
      ...(params.matchShifts ? [{ label: 'drift-shift-matched', color: colors.shift }] : []),
    ],
    panels: single
      ? [...histograms(single, params), { ...comparison(single, params), row: 0, column: 1, rowSpan: 3 }]
      : units.map((unit, i) => ({
          ...comparison(unit, params),
          row: Math.floor(i / columns),
          column: i % columns,
          title: unit.unit,
        })),
    grid: single
      ? { rows: 3, columns: 2, columnWeights: [2, 3] }
      : { rows: Math.ceil(units.length / columns), columns },
    ...(all.length > units.length
      ? { notes: [`The first ${mostUnits} of ${all.length} units are drawn; files hold all.`] }
      : {}),
  };
}

function comparison(unit: UnitMatched, { channelCount, matchShifts }: MatchedWaveformParams): Panel {
  const channels = channelsAround(
    Math.max(0, unit.peak === -1 ? unit.templatePeak : unit.peak),
    channelCount,
    unit.sites,
    unit.columns.length,
  );
  const traces = [
    { color: colors.raw, channels, mean: unit.rawUv },
    { color: colors.drift, channels, mean: unit.driftMatchedUv },
    ...(matchShifts ? [{ color: colors.shift, channels, mean: unit.meanUv }] : []),
  ];
  return waveformPanel(traces, {
    channelCount: unit.columns.length,
    channelIds: unit.channelIds,
    sites: unit.sites,
    sampleRateHz: unit.sampleRateHz,
    unit: 'µV',
  });
}

function histograms(unit: UnitMatched, params: MatchedWaveformParams): Panel[] {
  const { batchPeaks, batchAmplitudesUv, afterAmplitude, lagsSamples, columns } = unit;
  const peaks = Float64Array.from(batchPeaks, (peak) => columns[peak] ?? Number.NaN);
  const amplitudes = Float64Array.from(batchAmplitudesUv);
  const kept = Float64Array.from(afterAmplitude, (batch) => batchAmplitudesUv[batch] as number);
  const limits: Mark[] = [-params.maxShiftSamples, params.maxShiftSamples].map((x) => ({
    kind: 'rule',
    x,
    color: colors.shift,
    dash: true,
  }));
  return [
    histogramPanel([{ values: peaks, color: 'neutral' }], {
      ...{ row: 0, column: 0, label: 'peak channel of a batch', unit: '', counted: 'batches', whole: true },
      marks:
        unit.peak === -1
          ? []
          : [{ kind: 'rule', x: columns[unit.peak] as number, color: colors.shift, dash: true }],
    }),
    histogramPanel(
      [
        { values: amplitudes, color: 'neutral' },
        { values: kept, color: colors.kept },
      ],
      { row: 1, column: 0, label: 'amplitude of a batch', unit: 'µV', counted: 'batches' },
    ),
    histogramPanel([{ values: Float64Array.from(lagsSamples), color: 'neutral' }], {
      ...{ row: 2, column: 0, label: 'lag of a batch', unit: 'samples', counted: 'batches', whole: true },
      domain: [-params.maxShiftSamples - 2, params.maxShiftSamples + 2],
      marks: limits,
    }),
  ];
}

function sentenceOf(unit: UnitMatched): string {
  const { batchPeaks, afterDrift, afterAmplitude, afterShift, columns, channelIds, peak, spikeIds } = unit;
  if (peak === -1) return `Unit ${unit.unit}: no spike could be matched (0 batches).`;
  const height = peakToPeak(unit.meanUv, columns.length)[peak] ?? Number.NaN;
  return `Unit ${unit.unit}: ${batchPeaks.length} batches, ${afterDrift.length} with their peak on channel ${channelIds[peak]}, ${afterAmplitude.length} of them taken by amplitude and ${afterShift.length} aligned; median of ${countText(spikeIds.length, 'spike')}, ${numberText(height)} µV peak to peak.`;
}
