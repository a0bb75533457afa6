import type { Figure } from '../figure/figure.ts';
import { peakChannel, peakToPeak } from '../kernels/peak-channel.ts';
import { numberText } from './number-text.ts';
import type { ShownTemplates, TemplateParams, Templates } from './templates-params.ts';
import { waveformPanel } from './waveform-panel.ts';
import { channelsAround } from './waveform-places.ts';

/** Each template on its channels by probe geometry, in its unit's colour; a panel for each probe. */
export function templatesFigure({ units }: Templates, params: TemplateParams): Figure {
  const traces = units.flatMap((unit, series) => {
    const count = unit.stored.shape[0] as number;
    const size = unit.shown.length / count;
    const width = unit.channels.length;
    return Array.from({ length: count }, (_, t) => {
      const mean = unit.shown.subarray(t * size, (t + 1) * size);
      const peak = Math.max(0, peakChannel(mean, width));
      const channels = channelsAround(peak, params.channelCount, unit.sites, width);
      return { unit, t, color: { series }, channels, mean, peak };
    });
  });
  const unitText = units[0]?.shownUnit ?? '';
  const sentence = (unit: ShownTemplates) => {
    const parts = traces
      .filter((trace) => trace.unit === unit)
      .map(({ t, mean, peak }) => {
        const height = peakToPeak(mean, unit.channels.length)[peak] ?? Number.NaN;
        const name = params.average
          ? `mean of ${unit.templateIds.length} by their spikes`
          : `template ${unit.templateIds[t]} of ${unit.spikeCounts[t]} spikes`;
        return `${name}, ${numberText(height)} ${unitText || 'arbitrary units'} peak to peak on channel ${unit.channels[peak]}`;
      });
    return `Unit ${unit.unit}: ${parts.join('; ')}.`;
  };
  const probes = [...new Set(units.map(({ probe }) => probe))];
  return {
    title: units.length === 1 ? `Templates of unit ${units[0]?.unit}` : `Templates of ${units.length} units`,
    subtitle: [
      unitText
        ? 'unwhitened, at the mean amplitude'
        : `${isUnwhitened(params) ? 'unwhitened' : 'whitened'}, arbitrary units`,
      ...(params.average ? ['mean weighted by spikes'] : []),
    ].join(' · '),
    alt: units.map(sentence).join(' '),
    panels: probes.map((probe, column) => {
      const own = traces.filter(({ unit }) => unit.probe === probe);
      const { channels, sites, sampleRateHz } = own[0]!.unit;
      return {
        ...waveformPanel(own, {
          channelCount: channels.length,
          channelIds: channels,
          sites,
          sampleRateHz,
          unit: unitText,
        }),
        column,
      };
    }),
    grid: { rows: 1, columns: Math.max(1, probes.length) },
  };
}

const isUnwhitened = ({ kind }: TemplateParams): boolean => kind === 'unwhitened';
