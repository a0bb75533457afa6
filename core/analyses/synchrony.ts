import { binSpikes } from '../kernels/bin-spikes.ts';
import {
  addSums,
  type CentralSums,
  centralBins,
  centralExcess,
  centralRatio,
  centralZscore,
  halfSums,
} from '../kernels/central-synchrony.ts';
import { divide, exactRatio, floorRatio, multiply } from '../kernels/exact-ratio.ts';
import { centredBins } from '../kernels/lag-bins.ts';
import { countForward } from '../kernels/pair-counts.ts';
import {
  correlationIndex,
  countCorrelation,
  countCovariance,
  sparseCounts,
} from '../kernels/pair-statistics.ts';
import { spikeTimeTiling, tiledShare } from '../kernels/spike-time-tiling.ts';
import { ParameterError } from '../model/errors.ts';
import { ndArray } from '../model/nd-array.ts';
import { type Computing, defineAnalysis } from './analysis.ts';
import { byDepth, depthsUm } from './depth-order.ts';
import {
  chosenTrains,
  type GatheredTrains,
  gatherTrains,
  type ObservedTime,
  observedTime,
  timeTogether,
} from './gathered-trains.ts';
import { rowsOf } from './one-or-many.ts';
import { synchronyFigure } from './synchrony-figure.ts';
import { type Synchrony, type SynchronyParams, synchronyParams } from './synchrony-params.ts';

interface Inputs extends GatheredTrains {
  readonly depthUm: Float32Array;
}

/** A value for each pair of different units. */
type Measure = (i: number, j: number) => number;

export const synchrony = defineAnalysis({
  id: 'synchrony',
  version: 1,
  title: 'Synchrony',
  summary: 'How much units fire together, pair by pair, by one of seven measures, ordered by depth.',
  npyx: [
    'get_cm',
    'plot_cm',
    'synchrony',
    'synchrony_zscore',
    'synchrony_regehr',
    'synchrony_deltaproba',
    'convert_ccg_to_covariance',
    'correlation_index',
    'pearson_corr',
    'pearson_corr_trn',
    'spike_time_tiling_coefficient',
  ],
  method:
    'zscore, ratio and excess compare the middle `syncMs` of the correlogram with its outer 80 %: mean height in SDs, mean over mean, and pairs beyond the flanks per spike of the row’s unit. The tiling coefficient is ½·((Pa − Tb)/(1 − Pa·Tb) + (Pb − Ta)/(1 − Pb·Ta)) with the share P of spikes within `coincidenceMs` of one of the other unit and the share T of time within it. The correlation index is the number of pairs within `coincidenceMs` over that of independent trains. Pearson’s correlation and the covariance are those of spike counts in bins of `countBinMs`; what remains after the last whole bin of a period is not counted.',
  references: ['Cutts and Eglen 2014, J. Neurosci. 34:14288', 'Wong, Meister and Shatz 1993, Neuron 11:923'],
  target: 'units',
  needs: ['sorting'],
  params: synchronyParams,

  async gather(from, units): Promise<Inputs> {
    const gathered = await gatherTrains(from, units);
    return { ...gathered, depthUm: depthsUm(await from.unitTable(), gathered.units) };
  },

  compute(inputs: Inputs, params, context): Synchrony {
    if (inputs.units.length < 2) throw new ParameterError('units: got 1, expected two or more to compare');
    const order = params.order === 'depth' ? byDepth(inputs.depthUm) : [...inputs.units.keys()];
    const chosen = chosenTrains({ ...inputs, trains: order.map((i) => inputs.trains[i]!) }, params);
    const time = timeTogether(observedTime(chosen, params.periodsS), inputs, ...inputs.units.keys());
    const units = order.map((i) => inputs.units[i]!);
    const silent = units.filter((_, i) => chosen.trains[i]!.length === 0);
    if (silent.length > 0) context.warn(`no spikes of unit ${silent.join(', ')} in the time observed`);
    const measure = measureOf(chosen, time, params, context);
    const values = new Float64Array(units.length ** 2).fill(Number.NaN);
    for (let i = 0; i < units.length; i++) {
      context.signal.throwIfAborted();
      context.progress(0.5 + (0.5 * i) / units.length);
      for (let j = 0; j < units.length; j++)
        if (i !== j && chosen.trains[i]!.length > 0 && chosen.trains[j]!.length > 0)
          values[i * units.length + j] = measure(i, j);
    }
    return { units, depthUm: Float32Array.from(order, (i) => inputs.depthUm[i]!), values };
  },

  draw: synchronyFigure,

  toJson: ({ units, depthUm, values }, { measure }) => ({
    units,
    measure,
    depthUm: [...depthUm],
    values: rowsOf(values, units.length),
  }),

  toArray: ({ units, values }) => ({ array: ndArray(values, units.length, units.length) }),

  toTable: ({ units, values }) => ({
    from: units.flatMap((from) => Array<string>(units.length).fill(from)),
    to: units.flatMap(() => [...units]),
    value: values,
  }),
});

function measureOf(
  { trains, sampleRateHz }: GatheredTrains,
  time: ObservedTime,
  params: SynchronyParams,
  context: Computing,
): Measure {
  const perMs = sampleRateHz / 1000;
  const reach = params.coincidenceMs * perMs;
  switch (params.measure) {
    case 'tiling': {
      const tiled = trains.map((train) => tiledShare(train, reach, time.ranges));
      return symmetric((i, j) => spikeTimeTiling(trains[i]!, trains[j]!, reach, [tiled[i]!, tiled[j]!]));
    }
    case 'correlation-index':
      return symmetric((i, j) =>
        correlationIndex(trains[i]!, trains[j]!, reach, time.seconds * sampleRateHz),
      );
    case 'pearson':
    case 'covariance': {
      const { counts, binCount } = countsOf(trains, time, params, sampleRateHz, context);
      const of = params.measure === 'pearson' ? countCorrelation : countCovariance;
      return symmetric((i, j) => of(counts[i]!, counts[j]!, binCount));
    }
    default:
      return correlogramMeasure(trains, sampleRateHz, params, context);
  }
}

/** Computes each pair once. */
function symmetric(of: Measure): Measure {
  const known = new Map<string, number>();
  return (i, j) => {
    const key = i < j ? `${i} ${j}` : `${j} ${i}`;
    const value = known.get(key) ?? of(Math.min(i, j), Math.max(i, j));
    known.set(key, value);
    return value;
  };
}

function countsOf(
  trains: readonly Float64Array[],
  { ranges }: ObservedTime,
  { countBinMs }: SynchronyParams,
  sampleRateHz: number,
  { warn }: Computing,
) {
  const width = divide(multiply(exactRatio(countBinMs), exactRatio(sampleRateHz)), exactRatio(1000));
  const stretches = ranges.map(([start, end]) => ({
    start,
    binCount: floorRatio(divide({ numerator: BigInt(end - start), denominator: 1n }, width)),
  }));
  const binCount = stretches.reduce((sum, stretch) => sum + stretch.binCount, 0);
  if (binCount < 2) warn(`no two whole bins of ${countBinMs} ms in the time observed`);
  const counts = trains.map((train) => {
    const dense = new Int32Array(binCount);
    let first = 0;
    for (const stretch of stretches) {
      const into = dense.subarray(first, first + stretch.binCount);
      binSpikes(train, stretch.start, width, stretch.binCount, into);
      first += stretch.binCount;
    }
    return sparseCounts(dense);
  });
  return { counts, binCount };
}

/** Sums over the halves of all correlograms, a block of reference units at a time so that memory stays bounded. */
function correlogramMeasure(
  trains: readonly Float64Array[],
  sampleRateHz: number,
  { binMs, windowMs, syncMs, measure }: SynchronyParams,
  { signal, progress }: Computing,
): Measure {
  const bin = divide(multiply(exactRatio(binMs), exactRatio(sampleRateHz)), exactRatio(1000));
  if (bin.numerator < bin.denominator)
    throw new ParameterError(
      `binMs: ${binMs} ms is below one sample, ${(1000 / sampleRateHz).toFixed(4)} ms at ${sampleRateHz} Hz`,
    );
  const half = floorRatio(divide(exactRatio(windowMs), multiply(exactRatio(2), exactRatio(binMs))));
  const bins = centralBins(half, binMs, syncMs, 0.8);
  if (bins.outer < 2 || bins.centre > half - bins.outer)
    throw new ParameterError(
      `windowMs: ${windowMs} ms leaves no flanks beside a middle of ${syncMs} ms; take a window of at least ${Math.ceil(10 * Math.max(syncMs, 2 * binMs))} ms`,
    );
  const lagBins = centredBins(bin, half);
  const count = trains.length;
  const sums: CentralSums[] = [];
  const block = Math.max(1, Math.floor(blockCells / (count * (half + 1))));
  for (let first = 0; first < count; first += block) {
    const last = Math.min(count, first + block);
    const { low } = countForward(trains, lagBins, first, last, {
      onTile(done) {
        signal.throwIfAborted();
        progress((0.5 * (first + done * (last - first))) / count);
      },
    });
    for (let i = first; i < last; i++)
      for (let j = 0; j < count; j++)
        sums[i * count + j] = halfSums(low, ((i - first) * count + j) * (half + 1), bins);
  }
  const both = (i: number, j: number) => addSums(sums[i * count + j]!, sums[j * count + i]!);
  if (measure === 'zscore') return (i, j) => centralZscore(both(i, j), bins);
  if (measure === 'ratio') return (i, j) => centralRatio(both(i, j), bins);
  return (i, j) => centralExcess(both(i, j), bins, trains[i]!.length);
}

/** Counters at once: 64 MB. */
const blockCells = 16_000_000;
