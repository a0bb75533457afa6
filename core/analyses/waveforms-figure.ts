import type { Figure } from '../figure/figure.ts';
import { peakToPeak } from '../kernels/peak-channel.ts';
import { countText, numberText } from './number-text.ts';
import { waveformPanel } from './waveform-panel.ts';
import type { UnitWaveforms, WaveformParams, Waveforms } from './waveform-params.ts';

/** All units in one panel by probe geometry, each in its colour, with a band of one SD or with every waveform. */
export function waveformsFigure(result: Waveforms, params: WaveformParams): Figure {
  const { units, columns } = result;
  const panel = waveformPanel(
    units.map((unit, series) => ({
      color: { series },
      channels: unit.shown,
      mean: unit.meanUv,
      ...(unit.examples ? { examples: unit.examples } : { deviation: unit.sdUv }),
    })),
    { ...result, channelCount: columns.length, unit: 'µV' },
  );
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
    panels: [panel],
    grid: { rows: 1, columns: 1 },
  };
}

function sentenceOf(
  { unit, spikeIds, meanUv, peak }: UnitWaveforms,
  { columns, channelIds }: Waveforms,
): string {
  if (peak === -1) return `Unit ${unit}: no spike could be read.`;
  const height = peakToPeak(meanUv, columns.length)[peak] ?? Number.NaN;
  return `Unit ${unit}: mean of ${countText(spikeIds.length, 'spike')}, ${numberText(height)} µV peak to peak on channel ${channelIds[peak]}.`;
}
