import { subtractChannelMedians } from '../kernels/common-reference.ts';
import { ndArray } from '../model/nd-array.ts';
import { type Computing, defineAnalysis } from './analysis.ts';
import { keptCleaner, readStretch } from './clean-stretch.ts';
import { whitened } from './cleaning-whitening.ts';
import { rawTracesFigure } from './raw-traces-figure.ts';
import { gatherRawTraces } from './raw-traces-gather.ts';
import {
  type RawTraces,
  type RawTracesInputs,
  type RawTracesParams,
  rawTracesParams,
} from './raw-traces-params.ts';

/** Samples that are in memory at once. */
const blockSamples = 8192;

export const rawTraces = defineAnalysis({
  id: 'raw-traces',
  version: 2,
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

/** (samples × wanted channels), block by block. */
async function cleanedUv(
  inputs: RawTracesInputs,
  params: RawTracesParams,
  { open, signal, progress }: Computing,
): Promise<Float32Array> {
  const { recording, startSample, endSample, places, uvPerBit } = inputs;
  const cleaning = await whitened(inputs.cleaning, params, inputs, open, signal);
  const width = places.length;
  const values = new Float32Array((endSample - startSample) * width);
  const rows = Math.min(blockSamples, endSample - startSample);
  const stretch = rows + cleaning.before + cleaning.behind;
  const cleaner = keptCleaner(cleaning.shape, { stretch, rows });
  const all = cleaning.shape.columns.length;
  const reader = await open(recording);
  try {
    for (let start = startSample; start < endSample; start += rows) {
      signal.throwIfAborted();
      const end = Math.min(start + rows, endSample);
      const { count, from, to } = await readStretch(reader, cleaning, start, end, cleaner.raw, signal);
      cleaner.clean(count, from, to);
      const block = cleaner.cleaned();
      for (let k = 0; k < width; k++) {
        const gain = uvPerBit[k] as number;
        let at = (start - startSample) * width + k;
        for (let i = places[k] as number; i < block.length; i += all, at += width)
          values[at] = (block[i] as number) * gain;
      }
      progress((end - startSample) / (endSample - startSample));
    }
  } finally {
    await reader.close();
  }
  return values;
}
