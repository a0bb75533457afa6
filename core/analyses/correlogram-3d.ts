import { classedCorrelogram, noClass } from '../kernels/classed-correlogram.ts';
import { classOf, rateEdges, smoothedRate } from '../kernels/rate-classes.ts';
import { ParameterError } from '../model/errors.ts';
import { ndArray } from '../model/nd-array.ts';
import { defineAnalysis } from './analysis.ts';
import { correlogram3dFigure } from './correlogram-3d-figure.ts';
import {
  type Correlogram3d,
  type Correlogram3dParams,
  correlogram3dParams,
} from './correlogram-3d-params.ts';
import { binsOf } from './correlogram-bins.ts';
import { type UnitTrains, unitTrains } from './gathered-trains.ts';
import { rowsOf } from './one-or-many.ts';
import { at, chosenSpikes, namedUnits } from './sorted-units.ts';

export const correlogram3d = defineAnalysis({
  id: 'correlogram-3d',
  version: 1,
  title: 'Rate-classed correlogram',
  summary:
    'The autocorrelogram of a unit, or the correlogram of two, apart for classes of the firing rate around each spike.',
  npyx: ['acg_3D', 'ccg_3D', 'crosscorr_vs_firing_rate', 'convert_acg_log'],
  method:
    'The rate of the counted unit between the mid-points around each spike is one over their distance, averaged over `smoothMs`. Spikes of the unit at lag zero fall into classes between the quantiles k / (`classCount` + 1) of that rate; faster ones join the last class. Spikes nearer than half a window to the ends of the counted train are left out. Each class has a correlogram, divided by its number of spikes.',
  references: ['Beau et al. 2025, Cell 188:2218'],
  target: 'units',
  needs: ['sorting'],
  params: correlogram3dParams,

  async gather(from, units): Promise<UnitTrains> {
    const named = namedUnits(units);
    if (named.length > 2)
      throw new ParameterError(`units: got ${named.length}, expected one for itself or two for a pair`);
    return unitTrains(from, named);
  },

  compute({ units, trains, sampleRateHz }, params, { warn }): Correlogram3d {
    const chosen = trains.map((train) => at(train, chosenSpikes(train, sampleRateHz, params)));
    const from = chosen[0]!;
    const to = chosen.at(-1)!;
    const { bins, lagsMs, widthsMs, remark } = binsOf(params, sampleRateHz);
    if (remark) warn(remark);
    if (from.length < 2 || to.length < 2)
      warn(
        `fewer than two spikes of unit ${units.filter((_, i) => chosen[i]!.length < 2).join(', ')}: no classes`,
      );

    const binSamples = (params.binMs * sampleRateHz) / 1000;
    const width = params.binning === 'npyx' ? Math.ceil(binSamples - 1e-9) : binSamples;
    const inBins = (train: Float64Array) => train.map((sample) => Math.floor(sample / width));
    const [fromBins, toBins] = [inBins(from), inBins(to)];
    const smooth = Math.max(1, Math.round(params.smoothMs / params.binMs));
    const rates = smoothedRate(toBins, fromBins, smooth).map((perBin) => (perBin * 1000) / params.binMs);
    const edges = rateEdges(rates, params.classCount);
    const classes = classesOf(fromBins, toBins, rates, edges, Math.floor(params.windowMs / params.binMs / 2));

    const asNpyx = params.binning === 'npyx';
    const own = units.length === 1;
    // npyx counts in trains of bins: lags are whole bins, and the label of a bin is the lag itself.
    const counts = asNpyx
      ? classedCorrelogram(
          unique(fromBins),
          unique(toBins),
          firstOf(classes, fromBins),
          params.classCount,
          wholeBins(bins.half),
          own,
        )
      : classedCorrelogram(from, to, classes, params.classCount, bins, own);
    // D70: only of a train with itself, not of any two with as many spikes.
    if (own && asNpyx)
      for (let row = 0; row < params.classCount; row++) counts[row * lagsMs.length + bins.half] = 0;
    const spikesPerClass = Array.from({ length: params.classCount }, (_, row) =>
      classes.reduce((sum, each) => sum + (each === row ? 1 : 0), 0),
    );
    return {
      units,
      lagsMs,
      rateEdgesHz: edges,
      classRatesHz: meanRates(rates, classes, params.classCount),
      spikesPerClass,
      values: normalized(counts, spikesPerClass, params.normalize, widthsMs, lagsMs.length),
    };
  },

  draw: correlogram3dFigure,

  toJson: (
    { units, lagsMs, rateEdgesHz, classRatesHz, spikesPerClass, values },
    { binMs, windowMs: span, normalize },
  ) => ({
    units,
    binMs,
    windowMs: span,
    normalize,
    lagsMs: [...lagsMs],
    rateEdgesHz: [...rateEdgesHz],
    classRatesHz: [...classRatesHz],
    spikesPerClass,
    values: rowsOf(values, lagsMs.length),
  }),

  toArray: ({ values, rateEdgesHz, lagsMs }) => ({
    array: ndArray(values, rateEdgesHz.length, lagsMs.length),
  }),

  toTable: ({ lagsMs, classRatesHz, values }) => ({
    classRateHz: [...classRatesHz].flatMap((rate) => Array<number>(lagsMs.length).fill(rate)),
    lagMs: Float64Array.from([...classRatesHz].flatMap(() => [...lagsMs])),
    value: values,
  }),
});

/** Bins of whole bin numbers: lag m is bin m. */
const wholeBins = (half: number) => ({
  half,
  binOfLag: Uint32Array.from({ length: half + 1 }, (_, lag) => lag),
  centreIsLargerHalf: false,
});

const unique = (ascending: Float64Array): Float64Array =>
  ascending.filter((value, i) => i === 0 || value !== ascending[i - 1]);

/** The classes of the first spike in each bin, beside `unique`. */
const firstOf = (classes: Uint8Array, ascending: Float64Array): Uint8Array =>
  classes.filter((_, i) => i === 0 || ascending[i] !== ascending[i - 1]);

/** Spikes within half a window of the ends of the counted train, or outside it, belong to no class. */
function classesOf(
  places: Float64Array,
  train: Float64Array,
  rates: Float64Array,
  edges: Float64Array,
  margin: number,
): Uint8Array {
  const [first, last] = [train[0] ?? 0, train.at(-1) ?? -1];
  return Uint8Array.from(places, (place, i) => {
    const outside = place < margin || place + margin > last || place < first || place > last;
    return outside ? noClass : classOf(rates[i]!, edges);
  });
}

function meanRates(rates: Float64Array, classes: Uint8Array, count: number): Float64Array {
  const sums = new Float64Array(count);
  const spikes = new Float64Array(count);
  classes.forEach((row, i) => {
    if (row === noClass) return;
    sums[row] = sums[row]! + rates[i]!;
    spikes[row] = spikes[row]! + 1;
  });
  return sums.map((sum, row) => sum / spikes[row]!);
}

function normalized(
  counts: Float64Array,
  spikes: readonly number[],
  normalize: Correlogram3dParams['normalize'],
  widthsMs: number | Float64Array,
  size: number,
): Float64Array {
  if (normalize === 'counts') return counts;
  return counts.map((count, i) => {
    const perSpike = count / (spikes[Math.floor(i / size)] || 1);
    if (normalize === 'probability') return perSpike;
    return (1000 * perSpike) / (typeof widthsMs === 'number' ? widthsMs : widthsMs[i % size]!);
  });
}
