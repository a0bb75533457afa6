import { mirrored } from '../kernels/correlogram.ts';
import { hollowGaussian, predictor } from '../kernels/hollow-gaussian.ts';
import { countForward } from '../kernels/pair-counts.ts';
import { ParameterError } from '../model/errors.ts';
import { ndArray } from '../model/nd-array.ts';
import type { UnitId } from '../model/units.ts';
import { defineAnalysis } from './analysis.ts';
import { affineOf, binsOf, scaled } from './correlogram-bins.ts';
import { correlogramFigure } from './correlogram-figure.ts';
import {
  type CorrelogramParams,
  type Correlograms,
  correlogramParams,
  normalizationOf,
  refractoryMs,
} from './correlogram-params.ts';
import { peakChannelsOf } from './depth-order.ts';
import { rowsOf } from './one-or-many.ts';
import { onePairCounts, pairCounts } from './pair-counting.ts';
import { at, chosenSpikes, namedUnits, spikeRateHz } from './sorted-units.ts';

interface Inputs {
  readonly units: readonly UnitId[];
  /** Ascending sample numbers of each unit. */
  readonly trains: readonly Float64Array[];
  /** Column of the raw file of each unit's peak channel; -1 or absent where it is not known. */
  readonly channels?: Int32Array;
  readonly sampleRateHz: number;
}

export const correlogram = defineAnalysis({
  id: 'correlogram',
  version: 2,
  title: 'Correlogram',
  summary: 'Auto- and cross-correlograms of the selected units.',
  npyx: ['ccg', 'acg', 'plot_ccg', 'plot_acg'],
  method:
    'Lags from every spike of the row unit to every spike of the column unit, in whole samples, fall into bins (m ± ½)·`binMs`, compared in exact arithmetic; a lag on an edge counts in the bin farther from zero. Hz: counts / (spikes of the row unit × bin), each log bin by its own width. Deviations: from the mean of the outer 80 % of the window, in SD. The band is λ ± z·√λ around the counts λ that a hollow Gaussian predicts.',
  references: [
    'Perkel, Gerstein and Moore 1967, Biophys. J. 7:419',
    'Stark and Abeles 2009, J. Neurosci. Methods 179:90',
  ],
  target: 'units',
  needs: ['sorting'],
  params: correlogramParams,

  async gather(from, units): Promise<Inputs> {
    const named = namedUnits(units);
    const trains = await Promise.all(named.map((unit) => from.train(unit)));
    const channels = peakChannelsOf(await from.unitTable(), named);
    return { units: named, trains, channels, sampleRateHz: spikeRateHz(from) };
  },

  compute({ units, trains, channels, sampleRateHz }, values, { warn, progress, signal }): Correlograms {
    const chosen = trains.map((train) => at(train, chosenSpikes(train, sampleRateHz, values)));
    const { bins, lagsMs, widthsMs, remark } = binsOf(values, sampleRateHz);
    if (remark) warn(remark);
    const silent = units.filter((_, i) => chosen[i]?.length === 0);
    if (silent.length > 0) warn(`no spikes of unit ${silent.join(', ')} in the periods`);

    const size = lagsMs.length;
    const predict = values.confidencePercent === null ? null : predictorOf(values, size);
    const stack = new Float64Array(units.length ** 2 * size);
    const predicted = predict && new Float64Array(stack.length);
    const factors = new Float64Array(units.length ** 2);
    const offsets = new Float64Array(units.length ** 2);
    const put = (i: number, j: number, counts: Float64Array) => {
      const pair = i * units.length + j;
      const normalize = normalizationOf(values.normalize, i === j);
      const by = { normalize, binning: values.binning };
      const given = [by, widthsMs, chosen[i]!.length, chosen[j]!.length] as const;
      stack.set(scaled(counts, ...given), pair * size);
      const { factor, offset } = affineOf(counts, ...given);
      factors[pair] = factor;
      offsets[pair] = offset;
      predicted?.set(predict!(counts), pair * size);
    };
    // Of many units all pairs are counted in one traversal, which is several times faster than one pair after the other.
    const counted = chosen.length > 3 ? countForward(chosen, bins) : null;
    const all = counted && { bins, unitCount: chosen.length, ...counted };
    for (let i = 0; i < units.length; i++) {
      signal.throwIfAborted();
      for (let j = i; j < units.length; j++) {
        const counts = all ? pairCounts(all, i, j) : onePairCounts(chosen, bins, i, j);
        put(i, j, counts);
        if (j > i) put(j, i, mirrored(counts));
      }
      progress((i + 1) / units.length);
    }
    const limit = (refractoryMs * sampleRateHz) / 1000;
    return {
      units,
      spikeCounts: chosen.map(({ length }) => length),
      channels: channels ?? new Int32Array(units.length).fill(-1),
      violationPercent: chosen.map((train) => violations(train, limit)),
      chancePercent: chosen.map((train) => chanceViolations(train, limit)),
      lagsMs,
      values: stack,
      factors,
      offsets,
      predicted,
      binS: values.binMs / 1000,
    };
  },

  draw: correlogramFigure,

  toJson({ units, lagsMs, values }, { binMs, windowMs, normalize, binning }) {
    const rows = rowsOf(values, lagsMs.length);
    return {
      units,
      binMs,
      windowMs,
      normalize,
      binning,
      lagsMs: [...lagsMs],
      values: units.map((_, i) => rows.slice(i * units.length, (i + 1) * units.length)),
    };
  },

  toArray: ({ units, lagsMs, values }) => ({
    array: ndArray(values, units.length, units.length, lagsMs.length),
  }),

  toTable({ units, lagsMs, values }) {
    const pairs = units.flatMap((from) => units.map((to) => ({ from, to })));
    return {
      from: pairs.flatMap(({ from }) => Array<string>(lagsMs.length).fill(from)),
      to: pairs.flatMap(({ to }) => Array<string>(lagsMs.length).fill(to)),
      lagMs: Float64Array.from(pairs.flatMap(() => [...lagsMs])),
      value: values,
    };
  },
});

function violations(train: Float64Array, limit: number): number {
  let count = 0;
  for (let i = 1; i < train.length; i++) if (train[i]! - train[i - 1]! < limit) count++;
  return train.length < 2 ? Number.NaN : (100 * count) / (train.length - 1);
}

/** Of a Poisson train of the same rate: 1 − e^(−rate × limit). */
function chanceViolations(train: Float64Array, limit: number): number {
  const span = train.length < 2 ? 0 : train.at(-1)! - train[0]!;
  return span > 0 ? 100 * (1 - Math.exp((-(train.length - 1) * limit) / span)) : Number.NaN;
}

/** Throws ParameterError where the window does not hold the predictor, or the bins are no even ones. */
function predictorOf(
  { predictorSdMs, binMs, windowMs, logBins }: CorrelogramParams,
  bins: number,
): (counts: Float64Array) => Float64Array {
  if (logBins !== null) throw new ParameterError('confidencePercent: only with even bins, not with logBins');
  const sigma = Math.floor(predictorSdMs / binMs + 1e-9);
  if (sigma < 1 || bins <= 3 * sigma)
    throw new ParameterError(
      `predictorSdMs: ${predictorSdMs} ms does not fit bins of ${binMs} ms in a window of ${windowMs} ms, expected ${binMs} to ${Number((((bins - 1) / 3) * binMs).toPrecision(4))} ms`,
    );
  const weights = hollowGaussian(sigma);
  return (counts) => predictor(counts, weights);
}
