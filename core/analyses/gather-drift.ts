import { bisectLeft } from '../kernels/bisect.ts';
import { type PositionDrift, positionDrift } from '../kernels/position-drift.ts';
import { needSorting } from '../model/dataset.ts';
import { isInputError } from '../model/errors.ts';
import { periodsToSamples } from '../model/periods.ts';
import type { Sorting } from '../model/sorting.ts';
import type { UnitId } from '../model/units.ts';
import type { Gathering } from './analysis.ts';
import type { QualityParams } from './quality-params.ts';

/** Spikes looked at in each interval: a stretch around its middle, so that long files of features are read in part. */
const spikesPerInterval = 8192;
/** Intervals that a short recording has at least. */
const leastIntervals = 10;

type DriftChoice = Pick<QualityParams, 'driftIntervalS' | 'periodsS'>;

/**
 * How units move, from the positions of their spikes in each interval; null where no sorter wrote them. Of a merged
 * dataset each probe by itself, on its own clock, whatever the periods.
 */
export async function gatherDrift(
  from: Gathering,
  units: readonly UnitId[],
  { driftIntervalS, periodsS }: DriftChoice,
): Promise<PositionDrift | null> {
  const bySorting = new Map<Sorting, { rows: number[]; ids: Uint32Array[] }>();
  for (const [row, unit] of units.entries()) {
    const source = from.dataset.merged ? await from.source(unit) : undefined;
    const sorting = needSorting(source?.dataset ?? from.dataset);
    const own = bySorting.get(sorting) ?? { rows: [], ids: [] };
    own.rows.push(row);
    own.ids.push(source?.spikeIds ?? (await from.spikeIds(unit)));
    bySorting.set(sorting, own);
  }
  const unknown = () => new Float64Array(units.length).fill(Number.NaN);
  const all: PositionDrift = { peakToPeak: unknown(), sd: unknown(), mad: unknown() };
  const choice = { driftIntervalS, periodsS: from.dataset.merged ? null : periodsS };
  let isKnown = false;
  for (const [sorting, { rows, ids }] of bySorting) {
    const drift = await driftOf(sorting, ids, choice).catch((error: unknown) => {
      if (!isInputError(error)) throw error;
      from.warn(error.message);
      return null;
    });
    if (!drift) continue;
    isKnown = true;
    rows.forEach((row, i) => {
      for (const name of ['peakToPeak', 'sd', 'mad'] as const) all[name][row] = drift[name][i] as number;
    });
  }
  return isKnown ? all : null;
}

/** Of units with the spikes `ids`, in one sorting. */
async function driftOf(
  sorting: Sorting,
  ids: readonly Uint32Array[],
  { driftIntervalS, periodsS }: DriftChoice,
): Promise<PositionDrift | null> {
  const { samples } = await sorting.spikes();
  if (!sorting.spikeDepths || samples.length === 0) return null;
  const [first, last] = [samples[0] as number, samples.at(-1) as number];
  const longest = driftIntervalS * sorting.sampleRateHz;
  const width = Math.max(1, Math.min(longest, (last + 1 - first) / leastIntervals));
  const inPeriods = periodsS && periodsToSamples(periodsS, sorting.sampleRateHz);
  const runs: [number, number][] = [];
  for (let start = first; start + width <= last + 2; start += width) {
    if (inPeriods && !inPeriods.some(([from, to]) => start >= from && start + width <= to)) continue;
    const [low, high] = [bisectLeft(samples, start), bisectLeft(samples, start + width)];
    const spare = Math.max(0, high - low - spikesPerInterval) >> 1;
    if (high > low) runs.push([low + spare, Math.min(high, low + spare + spikesPerInterval)]);
  }
  const depths = await sorting.spikeDepths(runs);
  if (!depths) return null;
  const unitOf = new Int32Array(depths.length).fill(-1);
  const intervalOf = new Int32Array(depths.length);
  let at = 0;
  runs.forEach(([start, end], interval) => {
    ids.forEach((own, unit) => {
      for (let i = bisectLeft(own, start); i < own.length && own[i]! < end; i++)
        unitOf[at + own[i]! - start] = unit;
    });
    intervalOf.fill(interval, at, at + end - start);
    at += end - start;
  });
  return positionDrift(depths, unitOf, intervalOf, ids.length);
}
