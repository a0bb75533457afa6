import { crossIntervals as intervalsBetween } from '../kernels/cross-intervals.ts';
import { trainWithin } from '../kernels/interspike-intervals.ts';
import { quantileOfSorted } from '../kernels/moments.ts';
import { ParameterError } from '../model/errors.ts';
import { ndArray } from '../model/nd-array.ts';
import { defineAnalysis } from './analysis.ts';
import { crossIntervalFigure } from './cross-intervals-figure.ts';
import {
  type CrossIntervalParams,
  type CrossIntervals,
  crossIntervalParams,
  type PairIntervals,
} from './cross-intervals-params.ts';
import {
  chosenTrains,
  type GatheredTrains,
  gatherTrains,
  observedTime,
  timeTogether,
} from './gathered-trains.ts';

export const crossIntervals = defineAnalysis({
  id: 'cross-intervals',
  version: 1,
  title: 'Cross-intervals',
  summary: 'Times from the spikes of one unit to the spikes of another, and what chance would give.',
  npyx: ['get_cisi'],
  method:
    'For each spike of one unit, the time to the next spike of the other (0 on the same sample), to the one before, or to the nearer of the two; never from one period to another. By chance the time is exponential at the rate of the other unit, at twice that rate for the nearest.',
  target: 'units',
  needs: ['sorting'],
  params: crossIntervalParams,

  gather: gatherTrains,

  compute(inputs: GatheredTrains, params, { signal, progress, warn }): CrossIntervals {
    if (inputs.units.length < 2)
      throw new ParameterError('units: got 1, expected two or more for intervals from one to another');
    if (params.maxMs < params.binMs)
      throw new ParameterError(`maxMs: ${params.maxMs} ms is shorter than a bin of ${params.binMs} ms`);
    const chosen = chosenTrains(inputs, params);
    const time = observedTime(chosen, params.periodsS);
    const { ranges } = time;
    const parts = chosen.trains.map((train) => trainWithin(train, ranges));
    const binCount = Math.ceil(Number((params.maxMs / params.binMs).toPrecision(12)));
    const edgesMs = Float64Array.from({ length: binCount + 1 }, (_, k) =>
      Number((k * params.binMs).toPrecision(12)),
    );
    const silent = chosen.units.filter((_, i) => chosen.trains[i]!.length === 0);
    if (silent.length > 0) warn(`no spikes of unit ${silent.join(', ')} in the time observed`);
    const pairs = chosen.units.flatMap((from, i) => {
      signal.throwIfAborted();
      progress(i / chosen.units.length);
      return chosen.units.flatMap((to, j): PairIntervals[] => {
        if (i === j) return [];
        const samples = parts[i]!.map((part, k) => intervalsBetween(part, parts[j]![k]!, params.direction));
        const intervalsMs = Float64Array.from(
          samples.flatMap((part) => [...part]),
          (each) => (each * 1000) / inputs.sampleRateHz,
        );
        const rateHz = chosen.trains[j]!.length / (timeTogether(time, chosen, j).seconds || Number.NaN);
        return [{ from, to, ...counted(intervalsMs, edgesMs, params, rateHz) }];
      });
    });
    return { units: chosen.units, edgesMs, pairs };
  },

  draw: crossIntervalFigure,

  toJson: ({ units, edgesMs, pairs }, { direction }) => ({
    units,
    direction,
    edgesMs: [...edgesMs],
    pairs: pairs.map(({ from, to, counts, byChance, beyond, without, medianMs, intervalsMs }) => ({
      from,
      to,
      medianMs,
      counts: [...counts],
      byChance: [...byChance],
      beyondCount: beyond,
      withoutCount: without,
      intervalsMs: [...intervalsMs],
    })),
  }),

  toArray({ units, pairs }) {
    if (units.length !== 2) throw new ParameterError(`units: got ${units.length}, expected two for an array`);
    const { intervalsMs } = pairs[0]!;
    return { array: ndArray(intervalsMs, intervalsMs.length) };
  },

  toTable: ({ edgesMs, pairs }) => ({
    from: pairs.flatMap(({ from, counts }) => Array<string>(counts.length).fill(from)),
    to: pairs.flatMap(({ to, counts }) => Array<string>(counts.length).fill(to)),
    fromMs: Float64Array.from(pairs.flatMap(() => [...edgesMs.subarray(0, -1)])),
    toMs: Float64Array.from(pairs.flatMap(() => [...edgesMs.subarray(1)])),
    count: Int32Array.from(pairs.flatMap(({ counts }) => [...counts])),
    byChance: Float64Array.from(pairs.flatMap(({ byChance }) => [...byChance])),
  }),
});

function counted(
  intervalsMs: Float64Array,
  edgesMs: Float64Array,
  { binMs, direction }: CrossIntervalParams,
  rateHz: number,
): Omit<PairIntervals, 'from' | 'to'> {
  const counts = new Int32Array(edgesMs.length - 1);
  const known = intervalsMs.filter((ms) => !Number.isNaN(ms)).sort();
  let beyond = 0;
  for (const ms of known) {
    // A quotient such as 0.6 / 0.2 is a hair below 3.
    const bin = Math.floor(ms / binMs + 1e-9);
    if (bin < counts.length) counts[bin] = counts[bin]! + 1;
    else beyond++;
  }
  const perMs = ((direction === 'nearest' ? 2 : 1) * rateHz) / 1000;
  const share = (ms: number) => 1 - Math.exp(-perMs * ms);
  return {
    intervalsMs,
    counts,
    byChance: Float64Array.from(counts, (_, bin) =>
      intervalsMs.length === 0 ? 0 : intervalsMs.length * (share(edgesMs[bin + 1]!) - share(edgesMs[bin]!)),
    ),
    beyond,
    without: intervalsMs.length - known.length,
    medianMs: quantileOfSorted(known, 0.5),
  };
}
