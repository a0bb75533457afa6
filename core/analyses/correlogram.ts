import { countForward } from '../kernels/pair-counts.ts';
import { ndArray } from '../model/nd-array.ts';
import { defineAnalysis } from './analysis.ts';
import { binsOf } from './correlogram-bins.ts';
import { type CorrelogramInputs, chosenTrains, correlogramsOf } from './correlogram-compute.ts';
import { correlogramFigure } from './correlogram-figure.ts';
import { type CorrelogramParams, type Correlograms, correlogramParams } from './correlogram-params.ts';
import { peakChannelsOf } from './depth-order.ts';
import { unitTrains } from './gathered-trains.ts';
import { rowsOf } from './one-or-many.ts';
import { onePairCounts, pairCounts } from './pair-counting.ts';

/** Their lags are counted in a tenth of a second. */
const quickSpikes = 2e6;

const isQuick = (
  { trains }: CorrelogramInputs,
  { confidencePercent, baseline }: Pick<CorrelogramParams, 'confidencePercent' | 'baseline'>,
) =>
  !(confidencePercent !== null && baseline === 'jitter') &&
  trains.reduce((sum, { length }) => sum + length, 0) <= quickSpikes;

export const correlogram = defineAnalysis({
  id: 'correlogram',
  version: 4,
  title: 'Correlogram',
  summary: 'Auto- and cross-correlograms of the selected units.',
  npyx: ['ccg', 'acg', 'plot_ccg', 'plot_acg'],
  method:
    'Lags from every spike of the row unit to every spike of the column unit, in whole samples, fall into bins (m ± ½)·`binMs`, compared in exact arithmetic; a lag on an edge counts in the bin farther from zero. Hz: counts / (spikes of the row unit × bin), each log bin by its own width. Deviations: from the mean of the outer 80 % of the window, in SD. The band is λ ± z·√λ around the counts λ that a hollow Gaussian predicts; or, of surrogates whose spikes are moved by up to ±`jitterMs`, between the k-th smallest and k-th largest count, k = ⌊(surrogates + 1)·(1 − share) / 2⌋, around their mean. Intervals under 1.5 ms are compared with those of a Poisson train of the same rate. Coincidences are the lags in the bins within ±1.5 ms; expected are as many bins times the mean of the outer 80 % of the window. The peak or trough of a pair is the bin that chance explains least, as `correlogram-stack` tells it. Where a share a of the spikes of one unit and b of the other come from one neuron, and all others from independent ones, a·b of the expected ones are missing.',
  references: [
    'Perkel, Gerstein and Moore 1967, Biophys. J. 7:419',
    'Stark and Abeles 2009, J. Neurosci. Methods 179:90',
    'Amarasingham, Harrison, Hatsopoulos and Geman 2012, J. Neurophysiol. 107:517',
  ],
  target: 'units',
  needs: ['sorting'],
  params: correlogramParams,

  async gather(from, units): Promise<CorrelogramInputs> {
    const gathered = await unitTrains(from, units);
    return { ...gathered, channels: peakChannelsOf(await from.unitTable(), gathered.units) };
  },

  isQuick,

  compute(inputs, values, { warn, progress, signal }): Correlograms {
    const chosen = chosenTrains(inputs, values);
    const binning = binsOf(values, inputs.sampleRateHz);
    const { bins, remark } = binning;
    if (remark) warn(remark);
    const silent = inputs.units.filter((_, i) => chosen[i]?.length === 0);
    if (silent.length > 0) warn(`no spikes of unit ${silent.join(', ')} in the periods`);

    // Of many units all pairs are counted in one traversal, which is several times faster than one pair after the other.
    const counted = chosen.length > 3 ? countForward(chosen, bins) : null;
    const all = counted && { bins, unitCount: chosen.length, ...counted };
    const own = new Float64Array(2 * bins.half + 1);
    const pair = (i: number, j: number) =>
      all ? pairCounts(all, i, j, own) : onePairCounts(chosen, bins, i, j);
    // Of what is there in no time nobody follows how far it is, and each message wakes four threads.
    const isTold = !isQuick(inputs, values);
    return correlogramsOf(inputs, chosen, binning, values, pair, (done) => {
      signal.throwIfAborted();
      if (isTold) progress(done);
    });
  },

  draw: correlogramFigure,

  toJson(result, { binMs, windowMs, normalize, binning }) {
    const { units, lagsMs, values, violations, chanceViolations, band } = result;
    const pairs = (stack: Float64Array) => {
      const rows = rowsOf(stack, lagsMs.length);
      return units.map((_, i) => rows.slice(i * units.length, (i + 1) * units.length));
    };
    return {
      units,
      binMs,
      windowMs,
      normalize,
      binning,
      lagsMs: [...lagsMs],
      values: pairs(values),
      violations,
      chanceViolations,
      coincidences: rowsOf(result.coincidences, units.length),
      expectedCoincidences: rowsOf(result.expectedCoincidences, units.length),
      peakZ: rowsOf(result.peakZ, units.length),
      peakLagMs: rowsOf(result.peakLagMs, units.length),
      ...(band && {
        band: { expected: pairs(band.expected), low: pairs(band.low), high: pairs(band.high) },
      }),
    };
  },

  toArray: ({ units, lagsMs, values }) => ({
    array: ndArray(values, units.length, units.length, lagsMs.length),
  }),

  toTable({ units, lagsMs, values, band }) {
    const pairs = units.flatMap((from) => units.map((to) => ({ from, to })));
    return {
      from: pairs.flatMap(({ from }) => Array<string>(lagsMs.length).fill(from)),
      to: pairs.flatMap(({ to }) => Array<string>(lagsMs.length).fill(to)),
      lagMs: Float64Array.from(pairs.flatMap(() => [...lagsMs])),
      value: values,
      ...(band && { expectedCount: band.expected, lowCount: band.low, highCount: band.high }),
    };
  },
});
