import { ParameterError } from '../model/errors.ts';
import { defineAnalysis } from './analysis.ts';
import { oneOrMany, rowsOf } from './one-or-many.ts';
import { gatherWaveforms } from './waveform-gather.ts';
import { waveformParams } from './waveform-params.ts';
import type { WaveformChannels } from './waveform-result.ts';
import { readWaveforms } from './waveforms-compute.ts';
import { waveformsFigure } from './waveforms-figure.ts';

export const waveforms = defineAnalysis({
  id: 'waveforms',
  version: 3,
  title: 'Waveforms',
  summary: 'Waveforms of units from the raw recording, in µV, on the channels around their peak.',
  method:
    'Samples t − n/2 … t + n/2 − 1 around each spike t, so that the spike is at column n/2. In this order: each channel’s median over the window is subtracted, or a third-order Butterworth high-pass goes forwards and backwards over a longer stretch in which it settles; then the median over channels at each sample; then whitening by the covariance of the noise. Gains are those of the header. Mean and SD over spikes are of µV; spikes too near an end of the recording are told and left out.',
  npyx: ['wvf', 'plot_wvf'],
  target: 'units',
  needs: ['recording', 'sorting'],
  params: waveformParams,

  gather: gatherWaveforms,
  compute: readWaveforms,
  draw: waveformsFigure,

  slim: (result) => ({ ...result, units: result.units.map((unit) => ({ ...unit, waveforms: null })) }),

  toJson: ({ units, sources }) =>
    oneOrMany(
      units.map(({ unit, source, spikeIds, leftOutSpikeIds, meanUv, sdUv, peak }) => {
        const { columns, channelIds, sampleRateHz } = sources[source] as WaveformChannels;
        return {
          unit,
          spikeIds: [...spikeIds],
          channelIds: [...channelIds],
          peakChannel: peak === -1 ? null : columns[peak],
          sampleRateHz,
          meanUv: rowsOf(meanUv, columns.length),
          sdUv: rowsOf(sdUv, columns.length),
          leftOutSpikeIds: [...leftOutSpikeIds],
        };
      }),
    ),

  toArray({ units }) {
    const array = units[0]?.waveforms;
    if (units.length !== 1 || !array)
      throw new ParameterError(`units: got ${units.length}, expected one for an array of waveforms`);
    return { array };
  },

  toTable({ units, sources }) {
    const cells = units.flatMap(({ unit, source, meanUv, sdUv }) => {
      const { columns, channelIds, sampleRateHz } = sources[source] as WaveformChannels;
      const before = Math.floor(meanUv.length / columns.length / 2);
      return Array.from(meanUv, (mean, i) => ({
        unit,
        channelId: channelIds[i % columns.length] as number,
        timeMs: ((Math.floor(i / columns.length) - before) * 1000) / sampleRateHz,
        mean,
        sd: sdUv[i] as number,
      }));
    });
    return {
      unit: cells.map(({ unit }) => unit),
      channelId: cells.map(({ channelId }) => channelId),
      timeMs: cells.map(({ timeMs }) => timeMs),
      meanUv: cells.map(({ mean }) => mean),
      sdUv: cells.map(({ sd }) => sd),
    };
  },
});
