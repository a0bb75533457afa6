import { mirrored } from '../kernels/correlogram.ts';
import { hollowGaussian, predictor } from '../kernels/hollow-gaussian.ts';
import { ParameterError } from '../model/errors.ts';
import { affineOf, type Binning, scaled } from './correlogram-bins.ts';
import {
  type CorrelogramParams,
  type Correlograms,
  normalizationOf,
  refractoryMs,
} from './correlogram-params.ts';
import type { UnitTrains } from './gathered-trains.ts';
import { at, chosenSpikes } from './sorted-units.ts';

export interface CorrelogramInputs extends UnitTrains {
  /** Column of the raw file of each unit's peak channel; -1 or absent where it is not known. */
  readonly channels?: Int32Array;
}

/** The spikes that are counted: without the ones a period or a refractory rule leaves out. */
export const chosenTrains = (
  { trains, sampleRateHz }: CorrelogramInputs,
  choice: Pick<CorrelogramParams, 'periodsS' | 'enforcedRpMs' | 'refractory'>,
): readonly Float64Array[] => trains.map((train) => at(train, chosenSpikes(train, sampleRateHz, choice)));

/**
 * Everything about correlograms but the counting: `pair` gives the counts of (i, j), i ≤ j, whoever counted them. `step`
 * is called after each unit with the share that is done. Throws ParameterError for a band that does not fit the window.
 */
export function correlogramsOf(
  { units, channels, sampleRateHz }: CorrelogramInputs,
  chosen: readonly Float64Array[],
  { lagsMs, widthsMs }: Binning,
  values: CorrelogramParams,
  pair: (from: number, to: number) => Float64Array,
  step: (done: number) => void = () => undefined,
): Correlograms {
  const size = lagsMs.length;
  const predict = values.confidencePercent === null ? null : predictorOf(values, size);
  const stack = new Float64Array(units.length ** 2 * size);
  const predicted = predict && new Float64Array(stack.length);
  const factors = new Float64Array(units.length ** 2);
  const offsets = new Float64Array(units.length ** 2);
  const put = (i: number, j: number, counts: Float64Array) => {
    const place = i * units.length + j;
    const normalize = normalizationOf(values.normalize, i === j);
    const by = { normalize, binning: values.binning };
    const given = [by, widthsMs, chosen[i]!.length, chosen[j]!.length] as const;
    stack.set(scaled(counts, ...given), place * size);
    const { factor, offset } = affineOf(counts, ...given);
    factors[place] = factor;
    offsets[place] = offset;
    predicted?.set(predict!(counts), place * size);
  };
  for (let i = 0; i < units.length; i++) {
    for (let j = i; j < units.length; j++) {
      const counts = pair(i, j);
      put(i, j, counts);
      if (j > i) put(j, i, mirrored(counts));
    }
    step((i + 1) / units.length);
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
}

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
