import { subtractChannelMedians } from '../kernels/common-reference.ts';
import { ndArray } from '../model/nd-array.ts';
import { defineAnalysis } from './analysis.ts';
import { cleanedUv } from './cleaned-uv.ts';
import { rawTracesFigure } from './raw-traces-figure.ts';
import { gatherRawTraces } from './raw-traces-gather.ts';
import { type RawTraces, rawTracesParams } from './raw-traces-params.ts';

export const rawTraces = defineAnalysis({
  id: 'raw-traces',
  version: 4,
  title: 'Raw traces',
  summary:
    'A stretch of the raw recording, filtered and referenced as asked, with the spikes of units over it in their colours.',
  npyx: ['plot_raw', 'plot_raw_units', 'extract_rawChunk'],
  method:
    'Samples $\\mathrm{round}(t \\cdot f_s)$ from the start up to the end, not included, times the µV per bit of each channel. Filter, references, ADC alignment and whitening are those of `preprocess`, and see as much of the recording on both sides of the stretch as they need: a stretch is the same whatever is asked for around it. References take all channels of the probe, whichever are shown.',
  target: 'recording',
  needs: ['recording'],
  params: rawTracesParams,

  gather: gatherRawTraces,

  async compute(inputs, params, context): Promise<RawTraces> {
    const { stream, startSample, endSample, places } = inputs;
    const valuesUv = await cleanedUv(inputs, params, context);
    if (params.centre && endSample > startSample) subtractChannelMedians(valuesUv, places.length);
    return {
      stream: stream.id,
      startSample,
      sampleRateHz: stream.sampleRateHz,
      channelIds: Int32Array.from(places, (place) => inputs.cleaning.channelIds[place] as number),
      sites: inputs.sites,
      valuesUv,
      steps: inputs.cleaning.steps,
      overlays: inputs.overlays,
    };
  },

  draw: rawTracesFigure,

  toJson: ({ stream, startSample, sampleRateHz, channelIds, valuesUv, steps, overlays }) => ({
    stream,
    startS: startSample / sampleRateHz,
    endS: (startSample + valuesUv.length / channelIds.length) / sampleRateHz,
    channelIds: [...channelIds],
    sampleRateHz,
    startSample,
    steps,
    overlays: overlays.map(({ unit, samples, channels, peakChannel }) => ({
      unit,
      peakChannel,
      channelIds: Array.from(channels, (row) => channelIds[row]),
      samples: Array.from(samples, (sample) => startSample + sample),
    })),
  }),

  toArray: ({ valuesUv, channelIds }) => ({
    array: ndArray(valuesUv, valuesUv.length / channelIds.length, channelIds.length),
  }),
});
