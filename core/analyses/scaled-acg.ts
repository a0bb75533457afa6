import { autocorrelogram } from '../kernels/correlogram.ts';
import { divide, exactRatio, multiply } from '../kernels/exact-ratio.ts';
import { centredBins } from '../kernels/lag-bins.ts';
import { gaussianKernel, smooth } from '../kernels/smooth.ts';
import { isInputError, messageOf } from '../model/errors.ts';
import { ndArray } from '../model/nd-array.ts';
import type { UnitId } from '../model/units.ts';
import { defineAnalysis } from './analysis.ts';
import { cleanTrain } from './clean-train.ts';
import type { UnitTrains } from './gathered-trains.ts';
import { rowsOf } from './one-or-many.ts';
import { scaledAcgFigure } from './scaled-acg-figure.ts';
import {
  leftOutOfMean,
  modeIndex,
  type ScaledAcg,
  type ScaledAcgParams,
  scaledAcgParams,
} from './scaled-acg-params.ts';
import { at, chosenSpikes, namedUnits, spikeRateHz } from './sorted-units.ts';

interface Inputs extends UnitTrains {
  /** Clean time of each unit, null where all spikes are taken. */
  readonly goodS: readonly (number | null)[];
}

export const scaledAcg = defineAnalysis({
  id: 'scaled-acg',
  version: 1,
  title: 'Scaled autocorrelogram',
  summary:
    'Autocorrelograms on a time axis in units of the modal interval, so that units of any rate compare.',
  npyx: ['scaled_acg'],
  method:
    'The histogram of intervals up to 100 ms, smoothed by a Gaussian of one bin SD, has its mode at the modal interval. The autocorrelogram over ten modal intervals, divided by the mean rate, is interpolated so that the mode falls at value 100, and divided by the mean of all but its last 50 values.',
  target: 'units',
  needs: ['sorting'],
  params: scaledAcgParams,

  async gather(from, chosen, params): Promise<Inputs> {
    const units = namedUnits(chosen);
    const trains: Float64Array[] = [];
    const goodS: (number | null)[] = [];
    for (const unit of units) {
      const clean = params.spikes === 'clean' ? await cleanOf(unit) : null;
      trains.push(clean ? at(clean.train, positionsOf(clean.kept)) : await from.train(unit));
      goodS.push(clean ? clean.goodS : null);
    }
    return { units, trains, goodS, sampleRateHz: spikeRateHz(from) };

    async function cleanOf(unit: UnitId) {
      try {
        return (await from.resultOf(cleanTrain, [unit], { combine: 'and' })).units[0] ?? null;
      } catch (error) {
        // Without amplitudes, or in a recording shorter than its windows, all spikes are as good as can be told.
        if (!isInputError(error) || error.name === 'UnknownUnit') throw error;
        from.warn(`unit ${unit}: all spikes are used, because ${messageOf(error)}`);
        return null;
      }
    }
  },

  compute({ units, trains, goodS, sampleRateHz }, params, { warn, progress, signal }): ScaledAcg {
    const values = new Float64Array(units.length * params.valueCount).fill(Number.NaN);
    const modesMs = new Float64Array(units.length).fill(Number.NaN);
    const chosen = trains.map((train) => at(train, chosenSpikes(train, sampleRateHz, params)));
    const reasons = units.map((unit, i) => {
      signal.throwIfAborted();
      progress(i / units.length);
      const reason = reasonAgainst(chosen[i]!, goodS[i] ?? null, params);
      if (reason) {
        warn(`unit ${unit} is left out: ${reason}`);
        return reason;
      }
      const { modeMs, scaled } = scaledOf(chosen[i]!, params, sampleRateHz);
      modesMs[i] = modeMs;
      values.set(scaled, i * params.valueCount);
      return null;
    });
    return {
      units,
      spikeCounts: chosen.map(({ length }) => length),
      reasons,
      modesMs,
      values,
      valueCount: params.valueCount,
    };
  },

  draw: scaledAcgFigure,

  toJson: ({ units, spikeCounts, reasons, modesMs, values, valueCount }) => ({
    units: units.map((id, i) => ({
      id,
      spikeCount: spikeCounts[i],
      modeMs: modesMs[i],
      leftOut: reasons[i],
    })),
    lagsInModes: Array.from({ length: valueCount }, (_, i) => i / modeIndex),
    values: rowsOf(values, valueCount),
  }),
  toArray: ({ units, values, valueCount }) => ({ array: ndArray(values, units.length, valueCount) }),
  toTable: ({ units, values, valueCount }) => ({
    unit: units.flatMap((unit) => Array<string>(valueCount).fill(unit)),
    lagInModes: Float64Array.from(values, (_, i) => (i % valueCount) / modeIndex),
    value: values,
  }),
});

const positionsOf = (kept: Uint8Array): Uint32Array =>
  Uint32Array.from(kept.keys()).filter((position) => kept[position] === 1);

function reasonAgainst(
  train: Float64Array,
  goodS: number | null,
  { minGoodS, minSpikes }: ScaledAcgParams,
): string | null {
  if (goodS !== null && goodS < minGoodS) return `${Math.round(goodS)} s are clean, fewer than ${minGoodS} s`;
  if (train.length < minSpikes) return `${train.length} spikes, fewer than ${minSpikes}`;
  return null;
}

function scaledOf(
  train: Float64Array,
  { binMs, valueCount }: ScaledAcgParams,
  sampleRateHz: number,
): { modeMs: number; scaled: Float64Array } {
  const modeMs = modalIntervalMs(train, binMs, sampleRateHz);
  const half = Math.ceil((10 * modeMs) / binMs);
  const bin = divide(multiply(exactRatio(binMs), exactRatio(sampleRateHz)), exactRatio(1000));
  const counts = autocorrelogram(train, centredBins(bin, half));
  const rateHz = ((train.length - 1) * sampleRateHz) / (train.at(-1)! - train[0]!);
  const perRate = counts.map((count) => count / ((train.length * binMs) / 1000) / rateHz);
  const scaled = Float64Array.from({ length: valueCount }, (_, i) => {
    const place = (i * modeMs) / (modeIndex * binMs);
    const below = Math.min(half - 1, Math.floor(place));
    const [low, high] = [perRate[half + below]!, perRate[half + below + 1]!];
    return low + (place - below) * (high - low);
  });
  const body = scaled.subarray(0, valueCount - leftOutOfMean);
  const mean = body.reduce((sum, value) => sum + value, 0) / body.length;
  return { modeMs, scaled: mean > 0 ? scaled.map((value) => value / mean) : scaled };
}

/** Middle of the highest bin of the smoothed histogram of intervals up to 100 ms. */
function modalIntervalMs(train: Float64Array, binMs: number, sampleRateHz: number): number {
  const counts = new Float64Array(Math.max(1, Math.round(100 / binMs)));
  for (let i = 1; i < train.length; i++) {
    const bin = Math.floor(((train[i]! - train[i - 1]!) * 1000) / sampleRateHz / binMs);
    if (bin < counts.length) counts[bin]!++;
  }
  const smoothed = smooth(counts, gaussianKernel(1));
  return (smoothed.indexOf(Math.max(...smoothed)) + 0.5) * binMs;
}
