import { needSorting } from '../model/dataset.ts';
import { ParameterError } from '../model/errors.ts';
import { ndArray } from '../model/nd-array.ts';
import type { UnitId } from '../model/units.ts';
import { type Computing, defineAnalysis, type Gathering } from './analysis.ts';
import { matchUnit } from './matched-waveforms-compute.ts';
import { matchedWaveformsFigure } from './matched-waveforms-figure.ts';
import {
  type MatchedWaveformParams,
  matchedWaveformParams,
  type UnitMatched,
  type UnitToMatch,
} from './matched-waveforms-params.ts';
import { oneOrMany, rowsOf } from './one-or-many.ts';
import { peakPosition, rawUnit } from './raw-unit.ts';
import { namedUnits } from './sorted-units.ts';

export const matchedWaveforms = defineAnalysis({
  id: 'matched-waveforms',
  version: 1,
  title: 'Matched waveforms',
  summary:
    'The median waveform of a unit over the spikes found where it was most of the time, aligned in time: drift-shift matching.',
  method: [
    '1. Spikes are put into batches of `batchSize` neighbours, at most `matchCount` spikes at even distances; an incomplete last batch is left out, and so are spikes whose window reaches beyond the file.',
    '2. Each batch is averaged. Its peak channel has the largest peak to peak within 20 samples of the spike, among `peakRange` channels below the peak of the unit’s templates and as many from it upwards. Batches of `maxAmplitudeUv` are left out.',
    '3. Drift: batches stay whose peak channel is the most frequent one (`driftTo` mode) or that of the templates.',
    '4. Amplitude: of these in ascending order, the K = `averageCount` / `batchSize` below the rank ⌊`amplitudePercent` · n⌋ stay, or the first K where there are too few.',
    '5. Shift: each is rolled by the lag of the largest cross-correlation with the median of the 50 largest, of values standardised over time, averaged over `channelRange` channels on either side; beyond ±`maxShiftSamples` it is left out.',
    '6. The result is the median of what is left, rolled so that the largest value on the peak channel is at half of the window.',
  ].join('\n'),
  npyx: ['wvf_dsmatch'],
  target: 'unit',
  needs: ['recording', 'sorting'],
  params: matchedWaveformParams,

  async gather(from, units, params): Promise<readonly UnitToMatch[]> {
    return Promise.all(namedUnits(units).map((unit) => gatherUnit(from, unit, params)));
  },

  async compute(units, params, context: Computing): Promise<readonly UnitMatched[]> {
    const matched: UnitMatched[] = [];
    for (const [i, unit] of units.entries())
      matched.push(
        await matchUnit(unit, params, context, (done) => context.progress((i + done) / units.length)),
      );
    return matched;
  },

  draw: matchedWaveformsFigure,

  toJson: (units) =>
    oneOrMany(
      units.map((matched) => ({
        unit: matched.unit,
        peakChannel: matched.columns[matched.peak] ?? null,
        channelIds: [...matched.channelIds],
        sampleRateHz: matched.sampleRateHz,
        meanUv: rowsOf(matched.meanUv, matched.columns.length),
        spikeIds: [...matched.spikeIds],
        batchSize: matched.batchSize,
        batches: {
          drift: [...matched.afterDrift],
          amplitude: [...matched.afterAmplitude],
          shift: [...matched.afterShift],
        },
        batchPeakChannels: Array.from(matched.batchPeaks, (peak) => matched.columns[peak]),
        batchAmplitudesUv: [...matched.batchAmplitudesUv],
        lagsSamples: [...matched.lagsSamples],
      })),
    ),

  toArray(units) {
    const only = units[0];
    if (units.length !== 1 || !only)
      throw new ParameterError(`units: got ${units.length}, expected one for an array of a waveform`);
    const { meanUv, columns } = only;
    return { array: ndArray(meanUv, meanUv.length / columns.length, columns.length) };
  },

  toTable(units) {
    const rows = units.flatMap((matched) =>
      Array.from(matched.batchPeaks, (peak, batch) => {
        const place = matched.afterAmplitude.indexOf(batch);
        return {
          unit: matched.unit,
          batch,
          peakChannel: matched.columns[peak] ?? null,
          amplitudeUv: matched.batchAmplitudesUv[batch] as number,
          lagSamples: place === -1 ? null : (matched.lagsSamples[place] ?? null),
          last: matched.afterShift.includes(batch)
            ? 'averaged'
            : place !== -1
              ? 'shift'
              : matched.afterDrift.includes(batch)
                ? 'amplitude'
                : 'drift',
        };
      }),
    );
    return {
      unit: rows.map(({ unit }) => unit),
      batch: rows.map(({ batch }) => batch),
      peakChannel: rows.map(({ peakChannel }) => peakChannel),
      amplitudeUv: rows.map(({ amplitudeUv }) => amplitudeUv),
      lagSamples: rows.map(({ lagSamples }) => lagSamples),
      leftOutFor: rows.map(({ last }) => (last === 'averaged' ? '' : last)),
    };
  },
});

async function gatherUnit(
  from: Gathering,
  unit: UnitId,
  params: MatchedWaveformParams,
): Promise<UnitToMatch> {
  const raw = await rawUnit(from, unit, params);
  const templatePeak = await peakPosition(from, raw);
  return { ...(params.mostUsedTemplate ? await ofMostUsedTemplate(from, raw) : raw), templatePeak };
}

async function ofMostUsedTemplate<U extends Awaited<ReturnType<typeof rawUnit>>>(
  from: Gathering,
  raw: U,
): Promise<U> {
  const source = await from.source(raw.unit);
  const templateOf = await needSorting(source.dataset).spikeTemplates();
  if (!templateOf)
    throw new ParameterError(
      'mostUsedTemplate: there is no spike_templates.npy that tells the template of each spike; leave it out',
    );
  const counts = new Map<number, number>();
  for (const id of raw.spikeIds) {
    const template = templateOf[id] as number;
    counts.set(template, (counts.get(template) ?? 0) + 1);
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0] ?? [];
  const stays = raw.spikeIds.map((id) => (templateOf[id] === most ? 1 : 0));
  return {
    ...raw,
    spikeIds: raw.spikeIds.filter((_, i) => stays[i]),
    samples: raw.samples.filter((_, i) => stays[i]),
  };
}
