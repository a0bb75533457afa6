import { deviation, mean } from '../kernels/moments.ts';
import { noiseLevel, projections, quietPlaces } from '../kernels/noise-level.ts';
import { regularSelection } from '../kernels/regular-selection.ts';
import { randomBelow } from '../kernels/seeded-choice.ts';
import { ndArray } from '../model/nd-array.ts';
import { parseUnitId, type UnitId, type UnitTable } from '../model/units.ts';
import { defineAnalysis, type Gathering, inParts, type PartComputing } from './analysis.ts';
import { readBatchMeans } from './batch-means.ts';
import type { RawUnit } from './matched-waveforms-params.ts';
import { peakPosition, rawUnit } from './raw-unit.ts';
import { snrFigure } from './snr-figure.ts';
import { type SnrParams, snrParams, type UnitSnr } from './snr-params.ts';
import { namedUnits } from './sorted-units.ts';
import { readableSpikes } from './spike-batches.ts';

interface SnrPart {
  readonly raw: RawUnit;
  readonly peak: number;
  readonly noiseAt: Float64Array;
  readonly shank: number;
  readonly depthUm: number;
  readonly params: SnrParams;
}

export const snr = defineAnalysis({
  id: 'snr',
  version: 1,
  title: 'Signal to noise',
  summary: 'How far the spikes of a unit stand out of the noise around them.',
  method: [
    '`snr`: the largest size of the mean waveform on the peak channel over σ = 1.4826 · the median distance of the noise from its median (MAD).',
    '`projectionSnr`: (mean s − mean n) / SD n with s = ⟨S̄, w⟩, the projection of each spike w on the mean waveform S̄ over time and the channels around the peak, and n that of windows of noise: `across_channels_SNR` of npyx.',
    'Windows of noise are drawn by `seed` near the spikes, where no unit of the neighbourhood fires.',
  ].join('\n'),
  references: [
    'Buccino et al. 2020, eLife 9:e61834 (SpikeInterface: snr)',
    'Hampel 1974, J. Am. Stat. Assoc. 69:383',
  ],
  npyx: ['across_channels_SNR'],
  target: 'units',
  needs: ['recording', 'sorting'],
  params: snrParams,

  async gather(from, units, params): Promise<readonly SnrPart[]> {
    const table = await from.unitTable();
    return Promise.all(namedUnits(units).map((unit) => gatherUnit(from, unit, table, params)));
  },

  async compute(parts, params, context): Promise<readonly UnitSnr[]> {
    const done = await inParts(context, snrOf, parts);
    for (const { unit, spikeCount, noiseCount } of done) {
      if (spikeCount < fewestWindows) context.warn(`unit ${unit}: ${spikeCount} spikes are too few`);
      else if (noiseCount < fewestWindows)
        context.warn(
          `unit ${unit}: ${noiseCount} windows of noise without spikes within ${params.quietUm} µm are too few; take a smaller quietUm`,
        );
    }
    return done;
  },
  part: snrOf,

  draw: snrFigure,

  toJson: (units) => ({
    units: units.map(({ unit, channels, noiseUv, ...rest }) => ({
      id: unit,
      ...rest,
      channels: [...channels],
      noiseUv: [...noiseUv],
    })),
  }),
  toArray: (units) => ({
    array: ndArray(
      Float64Array.from(units, (of) => of.snr),
      units.length,
    ),
  }),
  toTable: (units) => ({
    id: units.map(({ unit }) => unit),
    peakChannel: units.map(({ peakChannel }) => peakChannel),
    spikeCount: units.map(({ spikeCount }) => spikeCount),
    amplitudeUv: units.map(({ amplitudeUv }) => amplitudeUv),
    noiseUv: units.map((of) => of.noiseUv[of.channels.indexOf(of.peakChannel)] ?? null),
    snr: units.map((of) => of.snr),
    projectionSnr: units.map(({ projectionSnr }) => projectionSnr),
  }),
});

/** With fewer no mean and no noise can be told. */
const fewestWindows = 10;

async function gatherUnit(
  from: Gathering,
  unit: UnitId,
  table: UnitTable,
  params: SnrParams,
): Promise<SnrPart> {
  const whole = await rawUnit(from, unit, params);
  const { sampleCount } = whole.recording;
  const fitting = readableSpikes(whole, params.windowSamples, sampleCount, from.warn);
  const chosen = regularSelection(fitting.samples.length, params.count);
  const raw = {
    ...fitting,
    spikeIds: chosen.map((i) => fitting.spikeIds[i] as number),
    samples: Float64Array.from(chosen, (i) => fitting.samples[i] as number),
  };
  const row = table.ids.indexOf(unit);
  const near = await Promise.all(
    (params.quietUm === null ? [] : neighboursOf(table, row, params.quietUm)).map(
      async (id) => (await from.source(id)).train,
    ),
  );
  const noiseAt = quietPlaces(
    raw.samples,
    near,
    {
      length: params.windowSamples,
      reach: Math.round(params.noiseWithinS * raw.sampleRateHz),
      sampleCount,
    },
    randomBelow(params.seed),
  );
  return {
    raw,
    peak: await peakPosition(from, raw),
    noiseAt,
    shank: table.shank[row] as number,
    depthUm: table.depthUm[row] as number,
    params,
  };
}

/** The unit itself and those of its probe and shank at most so far above or below it. */
function neighboursOf(table: UnitTable, row: number, withinUm: number): readonly UnitId[] {
  const { ids, shank, depthUm } = table;
  const { probe } = parseUnitId(ids[row] as UnitId);
  return ids.filter(
    (id, other) =>
      other === row ||
      (parseUnitId(id).probe === probe &&
        shank[other] === shank[row] &&
        Math.abs((depthUm[other] as number) - (depthUm[row] as number)) <= withinUm),
  );
}

async function snrOf(part: SnrPart, context: PartComputing): Promise<UnitSnr> {
  const { raw, peak, noiseAt, params, shank, depthUm } = part;
  const first = Math.max(0, peak - params.channelRange);
  const last = Math.min(raw.columns.length - 1, peak + params.channelRange);
  const around = Int32Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const reader = await context.open(raw.recording);
  try {
    const read = (samples: Float64Array) =>
      windowsOf({ ...raw, samples }, around, params, reader, context.signal);
    const spikes = await read(raw.samples);
    const noise = await read(noiseAt);
    const size = params.windowSamples * around.length;
    const average = new Float64Array(size);
    spikes.forEach((value, i) => {
      average[i % size]! += value / raw.samples.length;
    });
    const own = peak - first;
    let amplitudeUv = 0;
    for (let i = own; i < size; i += around.length)
      amplitudeUv = Math.max(amplitudeUv, Math.abs(average[i]!));
    const isKnown = raw.samples.length >= fewestWindows && noiseAt.length >= fewestWindows;
    const noiseUv = Float64Array.from(around, (channel, i) =>
      isKnown ? noiseLevel(noise, around.length, i, raw.uvPerBit[channel]) : Number.NaN,
    );
    const [ofSpikes, ofNoise] = [projections(average, spikes), projections(average, noise)];
    return {
      unit: raw.unit,
      shank,
      depthUm,
      peakChannel: raw.columns[peak] as number,
      spikeCount: raw.samples.length,
      noiseCount: noiseAt.length,
      amplitudeUv: raw.samples.length > 0 ? amplitudeUv : Number.NaN,
      channels: around.map((channel) => raw.columns[channel] as number),
      noiseUv,
      snr: amplitudeUv / (noiseUv[own] as number),
      projectionSnr: isKnown ? (mean(ofSpikes) - mean(ofNoise)) / deviation(ofNoise) : Number.NaN,
    };
  } finally {
    await reader.close();
  }
}

async function windowsOf(
  raw: RawUnit,
  channels: Int32Array,
  params: SnrParams,
  reader: Awaited<ReturnType<PartComputing['open']>>,
  signal: AbortSignal,
): Promise<Float32Array> {
  const size = params.windowSamples * channels.length;
  const all = params.medianReference ? Int32Array.from(raw.columns, (_, channel) => channel) : channels;
  const places = channels.map((channel) => all.indexOf(channel));
  const windows = new Float32Array(raw.samples.length * size);
  const starts = Int32Array.from(raw.samples, (_, i) => i);
  const reading = { reader, signal, advance: () => undefined };
  await readBatchMeans(raw, all, { starts, batchSize: 1 }, params, reading, (i, window) => {
    for (let sample = 0, at = i * size; sample < params.windowSamples; sample++)
      for (const place of places) windows[at++] = window[sample * all.length + place] as number;
  });
  return windows;
}
