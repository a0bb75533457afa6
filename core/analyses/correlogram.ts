import { autocorrelogram, correlogram as lagCounts, mirrored } from '../kernels/correlogram.ts';
import { divide, exactRatio, floorRatio, multiply, type Ratio } from '../kernels/exact-ratio.ts';
import { centredBins, type LagBins, lagsPerBin, logarithmicBins, npyxBins } from '../kernels/lag-bins.ts';
import { toHertz, toPearson, toZscore } from '../kernels/normalize-correlogram.ts';
import { ParameterError } from '../model/errors.ts';
import { ndArray } from '../model/nd-array.ts';
import type { UnitId } from '../model/units.ts';
import { defineAnalysis } from './analysis.ts';
import { correlogramFigure } from './correlogram-figure.ts';
import {
  type CorrelogramParams,
  type Correlograms,
  correlogramParams,
  refractoryMs,
} from './correlogram-params.ts';
import { rowsOf } from './one-or-many.ts';
import { at, chosenSpikes, namedUnits, spikeRateHz } from './sorted-units.ts';

interface Inputs {
  readonly units: readonly UnitId[];
  /** Ascending sample numbers of each unit. */
  readonly trains: readonly Float64Array[];
  readonly sampleRateHz: number;
}

export const correlogram = defineAnalysis({
  id: 'correlogram',
  version: 1,
  title: 'Correlogram',
  summary: 'Auto- and cross-correlograms of the selected units.',
  npyx: ['ccg', 'acg', 'plot_ccg', 'plot_acg'],
  target: 'units',
  needs: ['sorting'],
  params: correlogramParams,

  async gather(from, units): Promise<Inputs> {
    const named = namedUnits(units);
    const trains = await Promise.all(named.map((unit) => from.train(unit)));
    return { units: named, trains, sampleRateHz: spikeRateHz(from) };
  },

  compute({ units, trains, sampleRateHz }, values, { warn, progress, signal }): Correlograms {
    const chosen = trains.map((train) => at(train, chosenSpikes(train, sampleRateHz, values)));
    const { bins, lagsMs, widthsMs, remark } = binsOf(values, sampleRateHz);
    if (remark) warn(remark);
    const silent = units.filter((_, i) => chosen[i]?.length === 0);
    if (silent.length > 0) warn(`no spikes of unit ${silent.join(', ')} in the periods`);

    const size = lagsMs.length;
    const stack = new Float64Array(units.length ** 2 * size);
    const put = (i: number, j: number, counts: Float64Array) =>
      stack.set(
        scaled(counts, values, widthsMs, chosen[i]!.length, chosen[j]!.length),
        (i * units.length + j) * size,
      );
    chosen.forEach((from, i) => {
      signal.throwIfAborted();
      put(i, i, autocorrelogram(from, bins));
      chosen.slice(i + 1).forEach((to, above) => {
        const counts = lagCounts(from, to, bins);
        put(i, i + 1 + above, counts);
        put(i + 1 + above, i, mirrored(counts));
      });
      progress((i + 1) / units.length);
    });
    return {
      units,
      spikeCounts: chosen.map(({ length }) => length),
      violationPercent: chosen.map((train) => violations(train, (refractoryMs * sampleRateHz) / 1000)),
      lagsMs,
      values: stack,
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

interface Binning {
  readonly bins: LagBins;
  readonly lagsMs: Float64Array;
  /** What a count is divided by to become a rate. */
  readonly widthsMs: number | Float64Array;
  readonly remark?: string;
}

/** Milliseconds to samples happens here and nowhere else; a window holds `2·⌊windowMs / 2·binMs⌋ + 1` bins. */
function binsOf({ binMs, windowMs, binning, logBins }: CorrelogramParams, sampleRateHz: number): Binning {
  const bin = divide(multiply(exactRatio(binMs), exactRatio(sampleRateHz)), exactRatio(1000));
  const samples = (binMs * sampleRateHz) / 1000;
  if (bin.numerator < bin.denominator)
    throw new ParameterError(
      `binMs: ${binMs} ms is below one sample, ${(1000 / sampleRateHz).toFixed(4)} ms at ${sampleRateHz} Hz`,
    );
  if (windowMs < binMs)
    throw new ParameterError(`windowMs: ${windowMs} ms is shorter than a bin of ${binMs} ms`);
  if (logBins !== null) return logBinsOf(logBins, binMs, windowMs, binning, sampleRateHz);

  const half = floorRatio(divide(exactRatio(windowMs), multiply(exactRatio(2), exactRatio(binMs))));
  const lagsMs = Float64Array.from({ length: 2 * half + 1 }, (_, i) => timesBin(i - half, binMs));
  if (binning === 'centred')
    return { bins: centredBins(bin, half), lagsMs, widthsMs: binMs, ...uneven(bin, binMs, sampleRateHz) };
  const width = Math.ceil((sampleRateHz * binMs) / 1000);
  return {
    bins: npyxBins(width, Math.trunc((0.5 * windowMs) / binMs)),
    lagsMs,
    widthsMs: binMs,
    ...(width > samples + 1e-9
      ? {
          remark: `npyx bins are whole samples: ${width} instead of ${samples}, normalised as if ${binMs} ms`,
        }
      : {}),
  };
}

/** m·bin without the last-digit noise of binary fractions: 0.6 and not 0.6000000000000001. */
const timesBin = (m: number, binMs: number): number => Number((m * binMs).toPrecision(12));

function uneven(bin: Ratio, binMs: number, sampleRateHz: number): { remark?: string } {
  const nearest = Math.round((binMs * sampleRateHz) / 1000);
  const exact = Number(bin.numerator) / Number(bin.denominator);
  // A calibrated rate such as 30000.03 Hz makes every bin uneven once in thousands of bins, which nobody can see.
  if (Math.abs(exact - nearest) < 0.01) return {};
  return {
    remark: `a bin of ${binMs} ms is ${Number(exact.toFixed(3))} samples, so bins hold ${Math.floor(exact)} or ${Math.ceil(exact)} lags`,
  };
}

function logBinsOf(
  logBins: number,
  binMs: number,
  windowMs: number,
  binning: string,
  sampleRateHz: number,
): Binning {
  if (!Number.isInteger(logBins))
    throw new ParameterError(`logBins: got ${logBins}, expected a whole number`);
  if (binning === 'npyx') throw new ParameterError('logBins: only with binning centred');
  const bins = logarithmicBins((binMs * sampleRateHz) / 2000, (windowMs * sampleRateHz) / 2000, logBins);
  const middle = (m: number) => (binMs / 2) * (windowMs / binMs) ** ((m - 0.5) / logBins);
  return {
    bins,
    lagsMs: Float64Array.from({ length: 2 * logBins + 1 }, (_, i) =>
      i === logBins ? 0 : Math.sign(i - logBins) * middle(Math.abs(i - logBins)),
    ),
    widthsMs: lagsPerBin(bins).map((lags) => (lags * 1000) / sampleRateHz || Number.NaN),
  };
}

function scaled(
  counts: Float64Array,
  { normalize, binning }: CorrelogramParams,
  widthsMs: number | Float64Array,
  fromCount: number,
  toCount: number,
): Float64Array {
  if (normalize === 'counts' || fromCount === 0 || toCount === 0) return counts;
  if (normalize === 'pearson') return toPearson(counts, fromCount, toCount);
  if (normalize === 'zscore') return toZscore(counts, binning === 'npyx');
  return toHertz(
    counts,
    fromCount,
    typeof widthsMs === 'number' ? widthsMs / 1000 : widthsMs.map((ms) => ms / 1000),
  );
}

function violations(train: Float64Array, limit: number): number {
  let count = 0;
  for (let i = 1; i < train.length; i++) if (train[i]! - train[i - 1]! < limit) count++;
  return train.length < 2 ? Number.NaN : (100 * count) / (train.length - 1);
}
