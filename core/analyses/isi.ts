import { intervalsOf, localVariations, trainWithin } from '../kernels/interspike-intervals.ts';
import { deviation, mean, quantileOfSorted } from '../kernels/moments.ts';
import { ParameterError } from '../model/errors.ts';
import { ndArray } from '../model/nd-array.ts';
import { defineAnalysis } from './analysis.ts';
import { refractoryMs } from './correlogram-params.ts';
import { chosenTrains, type GatheredTrains, gatherTrains, observedTime } from './gathered-trains.ts';
import { intervalFigure } from './isi-figure.ts';
import { type Intervals, type IsiParams, isiParams } from './isi-params.ts';
import { countText } from './number-text.ts';
import { oneOrMany } from './one-or-many.ts';

export const isi = defineAnalysis({
  id: 'isi',
  version: 1,
  title: 'Interspike intervals',
  summary: 'Intervals between the neighbouring spikes of a unit and their histogram.',
  npyx: ['isi'],
  method:
    'Intervals are taken between neighbouring spikes of one period and never across two. CV is their SD over their mean; CV2 is the mean of 2·|I₂ − I₁| / (I₂ + I₁) over neighbouring intervals. A bin holds the intervals from its lower edge up to, not including, its upper one.',
  references: ['Holt, Softky, Koch and Douglas 1996, J. Neurophysiol. 75:1806'],
  target: 'unit',
  needs: ['sorting'],
  params: isiParams,

  gather: gatherTrains,

  compute(inputs: GatheredTrains, params, { warn }): Intervals {
    if (params.scale === 'linear' && params.maxMs < params.binMs)
      throw new ParameterError(`maxMs: ${params.maxMs} ms is shorter than a bin of ${params.binMs} ms`);
    const chosen = chosenTrains(inputs, params);
    const { ranges } = observedTime(chosen, params.periodsS);
    const parts = chosen.trains.map((train) => trainWithin(train, ranges));
    const perMs = inputs.sampleRateHz / 1000;
    const intervalsMs = parts.map((part) => intervalsOf(part).map((samples) => samples / perMs));
    const edgesMs = params.scale === 'log' ? logEdges(intervalsMs, params) : linearEdges(params);
    const counts = intervalsMs.map((intervals) => histogram(intervals, edgesMs));
    const outside = counts.map((bins, i) => intervalsMs[i]!.length - bins.reduce((a, b) => a + b, 0));
    chosen.units.forEach((unit, i) => {
      const count = intervalsMs[i]!.length;
      if (count === 0) warn(`unit ${unit}: ${countText(chosen.trains[i]!.length, 'spike')}, no interval`);
      if (outside[i]! > 0)
        warn(
          `unit ${unit}: ${outside[i]} of ${countText(count, 'interval')} ${params.scale === 'log' ? 'are 0 and have no place on a log scale' : `are ${params.maxMs} ms or longer and in no bin`}`,
        );
    });
    return {
      units: chosen.units,
      intervalsMs,
      edgesMs,
      counts,
      outside,
      medianMs: intervalsMs.map((values) => quantileOfSorted(values.toSorted(), 0.5)),
      cv: intervalsMs.map((values) => deviation(values) / mean(values)),
      cv2: parts.map((part) => mean(localVariations(part).filter((value) => !Number.isNaN(value)))),
      violationPercent: intervalsMs.map(
        (values) => (100 * values.filter((ms) => ms < refractoryMs).length) / values.length,
      ),
    };
  },

  draw: intervalFigure,

  toJson: (result) =>
    oneOrMany(
      result.units.map((unit, i) => ({
        unit,
        edgesMs: [...result.edgesMs],
        counts: [...result.counts[i]!],
        outsideCount: result.outside[i],
        medianMs: result.medianMs[i],
        cv: result.cv[i],
        cv2: result.cv2[i],
        violationPercent: result.violationPercent[i],
        intervalsMs: [...result.intervalsMs[i]!],
      })),
    ),

  toArray({ units, intervalsMs }) {
    if (units.length > 1) throw new ParameterError(`units: got ${units.length}, expected one for an array`);
    const intervals = intervalsMs[0]!;
    return { array: ndArray(intervals, intervals.length) };
  },

  toTable: ({ units, edgesMs, counts }) => ({
    unit: units.flatMap((unit) => Array<string>(edgesMs.length - 1).fill(unit)),
    fromMs: Float64Array.from(units.flatMap(() => [...edgesMs.subarray(0, -1)])),
    toMs: Float64Array.from(units.flatMap(() => [...edgesMs.subarray(1)])),
    count: Int32Array.from(counts.flatMap((bins) => [...bins])),
  }),
});

/** Multiples of the bin, the last one the first not below the end. */
function linearEdges({ binMs, maxMs }: IsiParams): Float64Array {
  const count = Math.ceil(Number((maxMs / binMs).toPrecision(12)));
  return Float64Array.from({ length: count + 1 }, (_, k) => Number((k * binMs).toPrecision(12)));
}

/** From the power of ten at or below the shortest interval to the one above the longest, of all units. */
function logEdges(intervalsMs: readonly Float64Array[], { binsPerDecade }: IsiParams): Float64Array {
  let [shortest, longest] = [Infinity, 0];
  for (const intervals of intervalsMs)
    for (const ms of intervals)
      if (ms > 0) [shortest, longest] = [Math.min(shortest, ms), Math.max(longest, ms)];
  if (longest === 0) [shortest, longest] = [1, 100];
  const first = Math.floor(Math.log10(shortest));
  const decades = Math.floor(Math.log10(longest)) + 1 - first;
  return Float64Array.from({ length: decades * binsPerDecade + 1 }, (_, k) =>
    Number((10 ** (first + k / binsPerDecade)).toPrecision(12)),
  );
}

/** Values in [edge, next edge); those outside all are not counted. */
function histogram(values: Float64Array, edges: Float64Array): Int32Array {
  const counts = new Int32Array(edges.length - 1);
  for (const value of values) {
    let [low, high] = [0, edges.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (edges[middle]! <= value) low = middle + 1;
      else high = middle;
    }
    if (low > 0 && low < edges.length) counts[low - 1]!++;
  }
  return counts;
}
