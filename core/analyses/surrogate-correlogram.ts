import { bisectLeft } from '../kernels/bisect.ts';
import { correlogram } from '../kernels/correlogram.ts';
import { betweenNeighbours } from '../kernels/jitter-train.ts';
import { normalQuantile } from '../kernels/normal-quantile.ts';
import { ParameterError } from '../model/errors.ts';
import { ndArray } from '../model/nd-array.ts';
import { defineAnalysis } from './analysis.ts';
import { binsOf } from './correlogram-bins.ts';
import { type UnitTrains, unitTrains } from './gathered-trains.ts';
import { at, chosenSpikes, namedUnits } from './sorted-units.ts';
import { surrogateFigure } from './surrogate-correlogram-figure.ts';
import { type SurrogateCorrelogram, surrogateParams } from './surrogate-correlogram-params.ts';

export const surrogateCorrelogram = defineAnalysis({
  id: 'surrogate-correlogram',
  version: 1,
  title: 'Surrogate-corrected correlogram',
  summary: 'The correlogram of two units less what slow changes of rate alone give, with a confidence band.',
  npyx: ['ccg_hz'],
  method:
    'Counts are divided by the spikes of the first unit that have a spike of the second within half a window, and by the bin. In each surrogate every spike of the first train but its first and last is moved uniformly between its two neighbours; the mean correlogram of the surrogates, divided alike, is subtracted. The band is that of a binomial share of as many spikes.',
  target: 'units',
  needs: ['sorting'],
  params: surrogateParams,

  async gather(from, chosen): Promise<UnitTrains> {
    const units = namedUnits(chosen);
    if (units.length !== 2)
      throw new ParameterError(`units: got ${units.length} (${units.slice(0, 6).join(', ')}), expected two`);
    return unitTrains(from, units);
  },

  compute({ units, trains, sampleRateHz }, params, { warn, progress, signal }): SurrogateCorrelogram {
    const [from, to] = trains.map((train) => at(train, chosenSpikes(train, sampleRateHz, params)));
    const { bins, lagsMs, remark } = binsOf({ ...params, logBins: null }, sampleRateHz);
    if (remark) warn(remark);
    const reach = (Math.floor(params.windowMs / 2) * sampleRateHz) / 1000;
    const pairedCount = paired(from!, to!, params.windowMs < 2 ? bins.binOfLag.length - 1 : reach);
    if (pairedCount === 0)
      warn(`no spike of unit ${units[0]} has one of unit ${units[1]} within the window: all values are 0`);
    const perCount = pairedCount === 0 ? 0 : 1 / pairedCount;
    const unit = params.normalize === 'hertz' ? 1000 / params.binMs : 1;

    const sum = new Float64Array(lagsMs.length);
    for (let round = 0; round < params.surrogateCount; round++) {
      signal.throwIfAborted();
      const surrogate = betweenNeighbours(from!, params.seed + round);
      correlogram(surrogate, to!, bins).forEach((count, bin) => {
        sum[bin] = sum[bin]! + count;
      });
      progress((round + 1) / params.surrogateCount);
    }
    const share = sum.map((count) => (count / params.surrogateCount) * perCount);
    const z = normalQuantile((1 - params.confidencePercent / 100) / 2);
    const values = correlogram(from!, to!, bins).map((count) => count * perCount);
    return {
      units,
      pairedCount,
      lagsMs,
      values: values.map((value, bin) => (params.rateCorrected ? value - share[bin]! : value) * unit),
      expected: share.map((value) => value * unit),
      halfBand: share.map((p) => z * Math.sqrt(Math.max(0, p * (1 - p)) * perCount) * unit),
    };
  },

  draw: surrogateFigure,

  toJson: ({ units, pairedCount, lagsMs, values, expected, halfBand }, { binMs, normalize, seed }) => ({
    units,
    binMs,
    normalize,
    seed,
    pairedCount,
    lagsMs: [...lagsMs],
    values: [...values],
    expected: [...expected],
    halfBand: [...halfBand],
  }),
  toArray: ({ values }) => ({ array: ndArray(values, values.length) }),
  toTable: ({ lagsMs, values, expected, halfBand }) => ({ lagMs: lagsMs, value: values, expected, halfBand }),
});

/** Spikes of `from` with one of `to` within `reach` samples on either side. */
function paired(from: Float64Array, to: Float64Array, reach: number): number {
  let count = 0;
  for (const sample of from) {
    const next = to[bisectLeft(to, sample - reach)];
    if (next !== undefined && next <= sample + reach) count++;
  }
  return count;
}
