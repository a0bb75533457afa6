import { bisectLeft } from '../kernels/bisect.ts';
import { fitCutGaussian } from '../kernels/fit-cut-gaussian.ts';
import { chunksOf, goodChunks, slidingWindows, type Window } from '../kernels/sliding-windows.ts';
import { missedFraction } from '../kernels/truncated-gaussian.ts';
import { ParameterError } from '../model/errors.ts';
import { ndArray } from '../model/nd-array.ts';
import type { UnitId } from '../model/units.ts';
import { defineAnalysis } from './analysis.ts';
import { cleanTrainFigure } from './clean-train-figure.ts';
import {
  type CleanTrain,
  type CleanTrainParams,
  type CleanTrains,
  cleanTrainParams,
  type QualityWindow,
  type Section,
} from './clean-train-params.ts';
import { localJudge, npyxJudge } from './clean-train-windows.ts';
import { type GatheredTrains, gatherTrains, observedTime, timeTogether } from './gathered-trains.ts';
import { numberText } from './number-text.ts';
import { oneOrMany } from './one-or-many.ts';
import { at, chosenSpikes } from './sorted-units.ts';
import { spikeAmplitudes } from './spike-amplitudes.ts';

interface Inputs extends GatheredTrains {
  /** Of each spike, as the sorter scaled it. */
  readonly amplitudes: readonly (Float64Array | null)[];
}

export const cleanTrain = defineAnalysis({
  id: 'clean-train',
  version: 2,
  title: 'Clean train',
  summary:
    'The spikes of a unit at times when few come from other neurons and few are missed, judged in sliding windows.',
  npyx: ['trn_filtered', 'train_quality', 'plot_fp_fn_rates'],
  method:
    'Windows of `windowS` seconds begin every `stepS` seconds; those that reach past the end are judged by the last `windowS` seconds. In each, the share f of spikes that come from other neurons follows from the v pairs of spikes closer than the refractory time τ: f = 1 − √(1 − v·(T − 2·N·τc) / (N²·(τ − τc))) with the N spikes and the length T of the window and the censored time τc; its 95 % interval is the exact Poisson interval of v. The share of missed spikes is what a Gaussian, fitted by maximum likelihood to the amplitudes above their 1st percentile, has below them. Chunks of `stepS` seconds are good when one (`or`) or all (`and`) of the windows over them pass; spikes stay in chunks that are good by both shares. With `npyx` f is v / (2·n·τ·R) with the rate R of the whole train, and the Gaussian is fitted to a histogram by least squares.',
  references: [
    'Llobet, Wyngaard and Barbour 2022, bioRxiv 2022.02.08.479192',
    'Hill, Mehta and Kleinfeld 2011, J. Neurosci. 31:8699',
    'Cohen 1950, Ann. Math. Statist. 21:557',
    'Garwood 1936, Biometrika 28:437',
  ],
  target: 'unit',
  needs: ['sorting'],
  params: cleanTrainParams,

  async gather(from, units): Promise<Inputs> {
    const gathered = await gatherTrains(from, units);
    const amplitudes = await Promise.all(gathered.units.map((unit) => spikeAmplitudes(from, unit)));
    if (amplitudes.includes(null))
      from.warn('no amplitudes.npy: missed spikes are not judged, only those of other neurons');
    return { ...gathered, amplitudes };
  },

  compute(inputs, params, { warn, signal, progress }): CleanTrains {
    const span = Math.round(params.windowS / params.stepS);
    if (span < 1 || Math.abs(span * params.stepS - params.windowS) > 1e-9 * params.windowS)
      throw new ParameterError(
        `windowS: ${params.windowS} s is not a multiple of the step of ${params.stepS} s`,
      );
    if (params.censoredMs >= params.violationsMs)
      throw new ParameterError(
        `censoredMs: ${params.censoredMs} ms is not below the refractory time of ${params.violationsMs} ms`,
      );
    const units = inputs.units.map((unit, i) => {
      signal.throwIfAborted();
      progress(i / inputs.units.length);
      const clean = cleaned(inputs, i, span, params);
      if (clean.reason) warn(`unit ${unit}: ${clean.reason}`);
      return clean;
    });
    return { units, sampleRateHz: inputs.sampleRateHz, durationS: inputs.durationS };
  },

  draw: cleanTrainFigure,

  toJson: ({ units }) =>
    oneOrMany(
      units.map((clean) => ({
        unit: clean.unit,
        samples: [...keptSamples(clean)],
        keptCount: clean.keptCount,
        spikeCount: clean.train.length,
        goodS: clean.goodS,
        windows: clean.windows,
        goodFalsePositiveS: clean.goodFalsePositiveS,
        goodFalseNegativeS: clean.goodFalseNegativeS,
        reason: clean.reason,
      })),
    ),

  toArray({ units }) {
    if (units.length > 1) throw new ParameterError(`units: got ${units.length}, expected one for an array`);
    const samples = keptSamples(units[0]!);
    return { array: ndArray(samples, samples.length), int64: true };
  },

  toTable: ({ units, sampleRateHz }) => ({
    unit: units.flatMap(({ unit, train }) => Array<UnitId>(train.length).fill(unit)),
    sample: Float64Array.from(units.flatMap(({ train }) => [...train])),
    timeS: Float64Array.from(units.flatMap(({ train }) => [...train].map((each) => each / sampleRateHz))),
    amplitude: Float64Array.from(
      units.flatMap(({ train, amplitudes }) => (amplitudes ? [...amplitudes] : [...train].fill(Number.NaN))),
    ),
    kept: Int32Array.from(units.flatMap(({ kept }) => [...kept])),
  }),
});

export const keptSamples = ({ train, kept }: CleanTrain): Float64Array =>
  train.filter((_, i) => kept[i] === 1);

function cleaned(inputs: Inputs, i: number, span: number, params: CleanTrainParams): CleanTrain {
  const { sampleRateHz, units, durationS } = inputs;
  const npyx = params.estimator === 'npyx';
  // The periods say where to look for windows; they are not cut out of the train.
  const chosen = chosenSpikes(inputs.trains[i]!, sampleRateHz, { ...params, periodsS: null });
  const train = at(inputs.trains[i]!, chosen);
  const all = inputs.amplitudes[i];
  const amplitudes = all ? at(all, chosen) : null;
  const judge = (npyx ? npyxJudge : localJudge)({ train, amplitudes, sampleRateHz }, params);
  const step = params.stepS * sampleRateHz;
  const { ranges } = timeTogether(observedTime({ ...inputs, trains: [train] }, params.periodsS), inputs, i);
  const parts = ranges.map(([start, end]) => {
    const steps = (end - start) / step;
    const count = npyx ? Math.floor(steps + 1e-9) : Math.ceil(steps - 1e-9);
    const windows = slidingWindows(start, step, span, count);
    return { start, end, count, judged: windows.map((window) => judge(window, [start, end])) };
  });
  const windows = parts.flatMap(({ judged }) => judged);
  const passes = (rate: (window: QualityWindow) => number, limit: number) =>
    windows.filter((window) => rate(window) <= limit).length;
  // npyx wants two windows that pass by each rate, or nothing passes by either.
  const enough =
    !npyx ||
    (passes((window) => window.falsePositiveRate, params.falsePositiveMax) >= 2 &&
      (!amplitudes || passes((window) => window.falseNegativeRate, params.falseNegativeMax) >= 2));
  const passing = (rate: (window: QualityWindow) => number, limit: number) =>
    parts.flatMap(({ start, end, count, judged }) => {
      const good = goodChunks(
        judged.map((window) => enough && rate(window) <= limit),
        span,
        params.combine,
      );
      return chunksOf(start, step, span, count)
        .filter((_, j) => good[j])
        .map((chunk): Window => (npyx ? chunk : [chunk[0], Math.min(chunk[1], end)]))
        .filter(([from, to]) => to > from);
    });
  const goodPositive = passing((window) => window.falsePositiveRate, params.falsePositiveMax);
  const goodNegative = amplitudes
    ? passing((window) => window.falseNegativeRate, params.falseNegativeMax)
    : [];

  const marks = (chunks: readonly Window[]) => insideOf(train, chunks, npyx);
  const positive = marks(goodPositive);
  const negative = amplitudes ? marks(goodNegative) : positive;
  const kept = positive.map((good, k) => good & negative[k]!);
  const goodS =
    (npyx ? runsLength(train, kept) : sharedLength(goodPositive, amplitudes ? goodNegative : goodPositive)) /
    sampleRateHz;
  const reason = reasonOf({ windows, goodPositive, goodNegative, amplitudes, goodS }, params);
  if (reason) kept.fill(0);
  const seconds = ([start, end]: Window): Section => [start / sampleRateHz, end / sampleRateHz];
  const shown = amplitudes?.filter((_, k) => reason !== null || kept[k] === 1);
  return {
    unit: units[i]!,
    train,
    kept,
    keptCount: kept.reduce((sum, one) => sum + one, 0),
    amplitudes,
    windows,
    goodFalsePositiveS: goodPositive.map(seconds),
    goodFalseNegativeS: goodNegative.map(seconds),
    goodS: Math.min(goodS, durationS),
    fit: shown ? pictureFit(shown, npyx) : null,
    reason,
  };
}

/** 1 for the spikes in one of the ascending chunks; npyx loses those on an edge. */
function insideOf(train: Float64Array, chunks: readonly Window[], strict: boolean): Uint8Array {
  const inside = new Uint8Array(train.length);
  for (const [start, end] of chunks) {
    let first = bisectLeft(train, start);
    while (strict && train[first] === start) first++;
    inside.fill(1, first, bisectLeft(train, end));
  }
  return inside;
}

/** npyx's good time: from the first to the last spike of each run of spikes that pass. */
function runsLength(train: Float64Array, kept: Uint8Array): number {
  let samples = 0;
  for (let k = 1; k < train.length; k++) if (kept[k] && kept[k - 1]) samples += train[k]! - train[k - 1]!;
  return samples;
}

/** Length of what two lists of ascending, separate chunks have in common. */
function sharedLength(one: readonly Window[], other: readonly Window[]): number {
  let length = 0;
  for (let i = 0, j = 0; i < one.length && j < other.length; ) {
    const [a, b] = [one[i]!, other[j]!];
    length += Math.max(0, Math.min(a[1], b[1]) - Math.max(a[0], b[0]));
    if (a[1] < b[1]) i++;
    else j++;
  }
  return length;
}

function reasonOf(
  found: Pick<CleanTrain, 'windows' | 'amplitudes' | 'goodS'> & {
    goodPositive: readonly Window[];
    goodNegative: readonly Window[];
  },
  params: CleanTrainParams,
): string | null {
  const { windows, amplitudes, goodS } = found;
  const judged = windows.filter(({ falsePositiveRate }) => !Number.isNaN(falsePositiveRate)).length;
  if (judged === 0) return `nothing kept: none of ${windows.length} windows has enough spikes to be judged`;
  if (found.goodPositive.length === 0)
    return `nothing kept: no window has at most ${numberText(100 * params.falsePositiveMax)} % of other neurons’ spikes`;
  if (amplitudes && found.goodNegative.length === 0)
    return `nothing kept: no window misses at most ${numberText(100 * params.falseNegativeMax)} % of its spikes`;
  if (goodS === 0) return 'nothing kept: no time is good by both rates';
  if (goodS <= params.minimumS && params.minimumS > 0)
    return `nothing kept: ${numberText(goodS)} s are good, more than ${numberText(params.minimumS)} s are asked for`;
  return null;
}

function pictureFit(amplitudes: Float64Array, npyx: boolean): CleanTrain['fit'] {
  if (npyx) return (amplitudes.length > 15 && fitCutGaussian(amplitudes)) || null;
  const found = missedFraction(amplitudes);
  if (!found) return null;
  const { mean, sd, cut } = found.fit;
  return { height: Number.NaN, mean, sd, cut, belowCut: found.missed };
}
