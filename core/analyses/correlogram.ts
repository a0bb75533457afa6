import { autocorrelogram, correlogram as lagCounts, mirrored } from '../kernels/correlogram.ts';
import { ndArray } from '../model/nd-array.ts';
import type { UnitId } from '../model/units.ts';
import { defineAnalysis } from './analysis.ts';
import { binsOf, scaled } from './correlogram-bins.ts';
import { correlogramFigure } from './correlogram-figure.ts';
import { type Correlograms, correlogramParams, refractoryMs } from './correlogram-params.ts';
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

function violations(train: Float64Array, limit: number): number {
  let count = 0;
  for (let i = 1; i < train.length; i++) if (train[i]! - train[i - 1]! < limit) count++;
  return train.length < 2 ? Number.NaN : (100 * count) / (train.length - 1);
}
