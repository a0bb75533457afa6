import { welch } from '../kernels/welch.ts';
import { ParameterError } from '../model/errors.ts';
import { ndArray } from '../model/nd-array.ts';
import type { RecordingRef } from '../model/recording.ts';
import { type Computing, defineAnalysis, type Gathering } from './analysis.ts';
import { lfpSpectrumFigure } from './lfp-spectrum-figure.ts';
import { type LfpSpectrum, type LfpSpectrumParams, lfpSpectrumParams } from './lfp-spectrum-params.ts';
import { lfpStream } from './lfp-stream.ts';
import { numberText } from './number-text.ts';

const defaultS = 30;

interface Inputs {
  readonly stream: string;
  readonly recording: RecordingRef;
  readonly sampleRateHz: number;
  readonly startSample: number;
  readonly endSample: number;
  readonly columns: Int32Array;
  readonly channelIds: Int32Array;
  readonly shanks: Int32Array;
  readonly depthsUm: Float64Array;
  readonly uvPerBit: Float64Array;
}

export const lfpSpectrum = defineAnalysis({
  id: 'lfp-spectrum',
  version: 1,
  title: 'LFP Spectrum by Depth',
  summary: 'The power of the local field potential at each frequency, channel by channel along the probe.',
  npyx: [],
  method:
    'Of the LF band of the probe, or of its only band. Welch’s method: segments of `segmentSamples` that overlap by half, each without its mean and under a Hann window, their squared Fourier transforms averaged; one-sided densities in µV²/Hz, equal to `scipy.signal.welch`. The figure is in decibels about 1 µV²/Hz, from the lowest site up.',
  references: ['Welch 1967, IEEE Trans Audio Electroacoust 15:70, doi:10.1109/TAU.1967.1161901'],
  target: 'recording',
  needs: ['recording'],
  params: lfpSpectrumParams,

  gather: async (from, _units, params): Promise<Inputs> => inputsOf(from, params),

  async compute(inputs, { segmentSamples, highestHz }, context): Promise<LfpSpectrum> {
    const { stream, startSample, endSample, sampleRateHz, channelIds, shanks, depthsUm } = inputs;
    const { density, segmentCount } = await densities(inputs, segmentSamples, context);
    const bins = segmentSamples / 2 + 1;
    const step = sampleRateHz / segmentSamples;
    const told = Math.min(bins, Math.floor(highestHz / step) + 1);
    const width = channelIds.length;
    const kept = new Float32Array(width * told);
    for (let k = 0; k < width; k++)
      for (let bin = 0; bin < told; bin++) {
        const uvPerBit = inputs.uvPerBit[k]!;
        kept[k * told + bin] = (density[k * bins + bin]! * uvPerBit * uvPerBit) / sampleRateHz;
      }
    return {
      stream,
      startS: startSample / sampleRateHz,
      endS: endSample / sampleRateHz,
      segmentCount,
      frequenciesHz: Float64Array.from({ length: told }, (_, bin) => bin * step),
      channelIds,
      shanks,
      depthsUm,
      density: kept,
    };
  },

  draw: lfpSpectrumFigure,

  toJson: ({ frequenciesHz, channelIds, shanks, depthsUm, density, ...facts }) => ({
    ...facts,
    frequenciesHz: [...frequenciesHz],
    channelIds: [...channelIds],
    shanks: [...shanks],
    depthsUm: [...depthsUm],
    densityUv2PerHz: Array.from(channelIds, (_, k) =>
      Array.from(density.subarray(k * frequenciesHz.length, (k + 1) * frequenciesHz.length)),
    ),
  }),

  toArray: ({ density, channelIds, frequenciesHz }) => ({
    array: ndArray(density, channelIds.length, frequenciesHz.length),
  }),
});

function inputsOf(from: Gathering, params: LfpSpectrumParams): Inputs {
  const { stream, recording } = lfpStream(from);
  const { sampleRateHz, channels, probe, id } = stream;
  const { segmentSamples, startS, endS, excludeChannels, highestHz } = params;
  if (!Number.isInteger(Math.log2(segmentSamples)))
    throw new ParameterError(`segmentSamples: got ${segmentSamples}, expected a power of two, such as 2048`);
  if (highestHz < sampleRateHz / segmentSamples)
    throw new ParameterError(
      `highestHz: ${highestHz} Hz is below the first frequency, ${numberText(sampleRateHz / segmentSamples)} Hz; take a longer segment`,
    );
  const durationS = recording.sampleCount / sampleRateHz;
  const start = Math.round(startS * sampleRateHz);
  const end = Math.min(
    endS === null ? recording.sampleCount : Math.round(endS * sampleRateHz),
    endS === null ? start + Math.round(defaultS * sampleRateHz) : Number.POSITIVE_INFINITY,
  );
  if (end > recording.sampleCount || start >= recording.sampleCount)
    throw new ParameterError(
      `${end > recording.sampleCount ? 'endS' : 'startS'}: beyond the end of ${id} at ${numberText(durationS)} s`,
    );
  if (end - start < segmentSamples)
    throw new ParameterError(
      `startS, endS: ${end - start} samples, expected at least one segment of ${segmentSamples}; take a longer stretch or shorter segments`,
    );
  const wanted = channels.filter(
    (channel) => channel.role !== 'sync' && !excludeChannels?.includes(channel.id),
  );
  const unknown = excludeChannels?.find((channel) => !channels.some((each) => each.id === channel));
  if (unknown !== undefined) throw new ParameterError(`excludeChannels: ${id} has no channel ${unknown}`);
  if (wanted.length === 0) throw new ParameterError('excludeChannels: all channels are left out');
  const siteOf = new Map(probe?.sites.map((site) => [site.column, site]));
  const placed = wanted
    .map((channel) => ({ channel, site: siteOf.get(channel.column) }))
    .sort(
      (a, b) =>
        (a.site?.shank ?? 0) - (b.site?.shank ?? 0) ||
        (a.site?.yUm ?? 0) - (b.site?.yUm ?? 0) ||
        a.channel.id - b.channel.id,
    );
  return {
    stream: id,
    recording,
    sampleRateHz,
    startSample: start,
    endSample: end,
    columns: Int32Array.from(placed, ({ channel }) => channel.column),
    channelIds: Int32Array.from(placed, ({ channel }) => channel.id),
    shanks: Int32Array.from(placed, ({ site }) => site?.shank ?? 0),
    depthsUm: Float64Array.from(placed, ({ site }) => site?.yUm ?? Number.NaN),
    uvPerBit: Float64Array.from(placed, ({ channel }) => channel.uvPerBit),
  };
}

/** Bits² per cycle per sample; one segment is in memory at once. */
async function densities(
  { recording, startSample, endSample, columns }: Inputs,
  segmentSamples: number,
  { open, signal, progress }: Computing,
): Promise<{ density: Float64Array; segmentCount: number }> {
  const width = columns.length;
  const spectra = welch(segmentSamples, width);
  const segment = new Float32Array(segmentSamples * width);
  const reader = await open(recording);
  let segmentCount = 0;
  try {
    for (let start = startSample; start + segmentSamples <= endSample; start += segmentSamples / 2) {
      signal.throwIfAborted();
      const frames = await reader.read(start, start + segmentSamples, signal);
      for (let i = 0, at = 0; i < segmentSamples; i++)
        for (let k = 0; k < width; k++, at++) segment[at] = frames[i * recording.columnCount + columns[k]!]!;
      spectra.add(segment);
      segmentCount++;
      progress((start + segmentSamples - startSample) / (endSample - startSample));
    }
  } finally {
    await reader.close();
  }
  return { density: spectra.density(), segmentCount };
}
