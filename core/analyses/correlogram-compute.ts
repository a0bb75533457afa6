import { mirrored } from '../kernels/correlogram.ts';
import { bandMaker } from './correlogram-band.ts';
import { type Binning, scaled, scaleOf } from './correlogram-bins.ts';
import { coincidencesOf } from './correlogram-hints.ts';
import {
  type CorrelogramBand,
  type CorrelogramParams,
  type Correlograms,
  normalizationOf,
  refractoryMs,
} from './correlogram-params.ts';
import type { UnitTrains } from './gathered-trains.ts';
import { flatWidths, peakOf } from './pair-peak.ts';
import { chosenTrain } from './sorted-units.ts';

export interface CorrelogramInputs extends UnitTrains {
  /** Column of the raw file of each unit's peak channel; -1 or absent where it is not known. */
  readonly channels?: Int32Array;
}

/** The spikes that are counted: without the ones a period or a refractory rule leaves out. */
export const chosenTrains = (
  { trains, sampleRateHz }: CorrelogramInputs,
  choice: Pick<CorrelogramParams, 'periodsS' | 'enforcedRpMs' | 'refractory'>,
): readonly Float64Array[] => trains.map((train) => chosenTrain(train, sampleRateHz, choice));

/**
 * Everything about correlograms but the counting: `pair` gives the counts of (i, j), i ≤ j, whoever counted them, which may be in
 * one array again and again. `step`
 * is called with the share that is done. Throws ParameterError for a band that does not fit the window.
 */
export function correlogramsOf(
  { units, channels, sampleRateHz }: CorrelogramInputs,
  chosen: readonly Float64Array[],
  binning: Binning,
  values: CorrelogramParams,
  pair: (from: number, to: number) => Float64Array,
  step: (done: number) => void = () => undefined,
): Correlograms {
  const { lagsMs, widthsMs } = binning;
  const size = lagsMs.length;
  const pairs = units.length ** 2;
  const stack = new Float64Array(pairs * size);
  const bands = bandMaker(chosen, binning, values, sampleRateHz);
  const band = bands && {
    expected: new Float64Array(pairs * size),
    low: new Float64Array(pairs * size),
    high: new Float64Array(pairs * size),
  };
  const coincidences = new Float64Array(pairs);
  const expectedCoincidences = new Float64Array(pairs);
  const peakZ = new Float64Array(pairs).fill(Number.NaN);
  const peakLagMs = new Float64Array(pairs).fill(Number.NaN);
  const widths = flatWidths(binning.bins);
  const factors = new Float64Array(pairs);
  const offsets = new Float64Array(pairs);
  const put = (i: number, j: number, counts: Float64Array, isTurned: boolean) => {
    const place = i * units.length + j;
    const normalize = normalizationOf(values.normalize, i === j);
    const by = { normalize, binning: values.binning };
    const given = [by, widthsMs, chosen[i]!.length, chosen[j]!.length] as const;
    const scale = scaleOf(counts, ...given);
    const start = place * size;
    if (scale) {
      const { less, over } = scale;
      // In one go, for this is done again and again while a slider moves.
      if (isTurned) for (let k = 0; k < size; k++) stack[start + k] = (counts[size - 1 - k]! - less) / over;
      else for (let k = 0; k < size; k++) stack[start + k] = (counts[k]! - less) / over;
    } else stack.set(scaled(isTurned ? mirrored(counts) : counts, ...given), start);
    factors[place] = scale ? 1 / scale.over : Number.NaN;
    offsets[place] = scale ? -scale.less / scale.over : 0;
  };
  const npyxDeviations = values.binning === 'npyx' && normalizationOf(values.normalize, false) === 'zscore';
  const putBand = (
    i: number,
    j: number,
    turn: (counts: Float64Array) => Float64Array,
    own: CorrelogramBand,
  ) => {
    for (const name of ['expected', 'low', 'high'] as const)
      band?.[name].set(turn(own[name]), (i * units.length + j) * size);
  };
  // Column by column: the surrogates of a unit serve its whole column.
  for (let j = 0; j < units.length; j++) {
    const bandOf = bands?.(j);
    for (let i = 0; i <= j; i++) {
      const counts = pair(i, j);
      put(i, j, counts, false);
      // npyx's baseline has a bin more on the right, so that a pair turned round has another one.
      if (i < j && npyxDeviations) put(j, i, mirrored(counts), false);
      else if (i < j) put(j, i, counts, true);
      const near = coincidencesOf(counts, lagsMs, values);
      for (const place of [i * units.length + j, j * units.length + i]) {
        coincidences[place] = near.count;
        expectedCoincidences[place] = near.expected;
      }
      if (i < j) {
        const { z, bin } = peakOf(counts, widths);
        for (const [place, at] of [
          [i * units.length + j, bin],
          [j * units.length + i, size - 1 - bin],
        ] as const) {
          peakZ[place] = z;
          peakLagMs[place] = lagsMs[at]!;
        }
      }
      const own = bandOf?.(i, counts);
      if (own) putBand(i, j, (same) => same, own);
      if (own && i < j) putBand(j, i, mirrored, own);
      if (bands) step((j * (j + 1) + 2 * i) / (units.length * (units.length + 1)));
    }
    step((j + 1) / units.length);
  }
  const limit = (refractoryMs * sampleRateHz) / 1000;
  return {
    units,
    spikeCounts: chosen.map(({ length }) => length),
    channels: channels ?? new Int32Array(units.length).fill(-1),
    violations: chosen.map((train) => violations(train, limit)),
    chanceViolations: chosen.map((train) => chanceViolations(train, limit)),
    lagsMs,
    values: stack,
    factors,
    offsets,
    band,
    coincidences,
    expectedCoincidences,
    peakZ,
    peakLagMs,
    binS: values.binMs / 1000,
  };
}

function violations(train: Float64Array, limit: number): number {
  let count = 0;
  for (let i = 1; i < train.length; i++) if (train[i]! - train[i - 1]! < limit) count++;
  return count;
}

/** Of a Poisson train of the same rate: (n − 1)·(1 − e^(−rate × limit)). */
function chanceViolations(train: Float64Array, limit: number): number {
  const intervals = train.length - 1;
  const span = intervals < 1 ? 0 : train.at(-1)! - train[0]!;
  return span > 0 ? intervals * (1 - Math.exp((-intervals * limit) / span)) : Number.NaN;
}
