import { alignSpikes } from '../kernels/aligned-spikes.ts';
import type { UnitId } from '../model/units.ts';
import type { Computing } from './analysis.ts';
import { incompleteCount, type Trials, trialsOf } from './event-trials.ts';
import type { GatheredTrials } from './gather-events.ts';
import { layoutOf, mostUnits, type Psth, type PsthParams, type RasterRows } from './psth-params.ts';
import { type Plan, planOf } from './psth-plan.ts';
import { responseOf } from './psth-response.ts';
import { keptTrials, steadyOnes, tellRemoved, tellTrials, tellZeroInside } from './psth-trials.ts';
import { type Span, withinSpan } from './recorded-spans.ts';
import { at, chosenSpikes } from './sorted-units.ts';

/** A raster with more rows than pixels says no more; more points in all of them make a figure heavy. */
const mostRows = 400;
const mostPoints = 80_000;

export function computePsth(
  { units, trains, kinds, sampleRateHz, sampleCount, firstSample = 0, spans }: GatheredTrials,
  params: PsthParams,
  { warn, progress, signal }: Pick<Computing, 'warn' | 'progress' | 'signal'>,
): Psth {
  const plan = planOf(params, sampleRateHz, [firstSample, sampleCount]);
  tellZeroInside(params, warn);
  const inside = kinds.map((kind) => trialsOf(kind, plan.recorded));
  const trials =
    params.trials === 'all'
      ? inside
      : steadyOnes(
          inside,
          trains,
          sampleRateHz,
          spans ?? trains.map(() => [firstSample, sampleCount] as const),
          warn,
        );
  const ends = [plan.edgesMs[0] as number, plan.edgesMs.at(-1) as number].map(
    (ms) => (ms * sampleRateHz) / 1000,
  ) as [number, number];
  const incomplete = trials.map(({ events }) => incompleteCount(events, ...ends, plan.recorded));
  tellTrials(trials, incomplete, params, warn);

  const bins = plan.grid.count;
  const values = new Float64Array(units.length * kinds.length * bins);
  const sem = new Float64Array(values.length);
  const trialsUsed = new Float64Array(units.length * kinds.length);
  const drawsRaster = ['both', 'raster'].includes(layoutOf(params, units.length));
  const rasters: RasterRows[] = [];
  const pointsEach = mostPoints / (Math.min(units.length, mostUnits) * kinds.length);
  const flat: UnitId[] = [];
  const unseen: string[] = [];
  trains.forEach((train, u) => {
    signal.throwIfAborted();
    const chosen = at(train, chosenSpikes(train, sampleRateHz, { ...params, periodsS: null }));
    const recorded = spans ? withinSpan(plan.recorded, spans[u] as Span) : plan.recorded;
    const own = { ...plan, recorded };
    trials.forEach(({ name, events }, k) => {
      const place = u * kinds.length + k;
      const used = usedTrials(chosen, events, ends, own);
      const response = responseOf(chosen, events, own, used);
      values.set(response.values, place * bins);
      sem.set(response.sem, place * bins);
      trialsUsed[place] = used ? used.reduce((sum, one) => sum + one, 0) : events.length;
      const beyond = incompleteCount(events, ...ends, recorded) - (incomplete[k] as number);
      if (beyond > 0) unseen.push(`${beyond} of ${events.length} of '${name}' for ${units[u]}`);
      if (response.isFlat && !flat.includes(units[u] as UnitId)) flat.push(units[u] as UnitId);
      if (drawsRaster && u < mostUnits)
        rasters.push(rasterOf(chosen, events, ends, sampleRateHz, pointsEach, used));
    });
    progress((u + 1) / units.length);
  });
  if (flat.length > 0)
    warn(`zscore: the baseline of unit ${flat.join(', ')} does not vary, so its z-scores are not known`);
  if (unseen.length > 0)
    warn(`the probe was not recording all of the window: ${unseen.join(', ')}; bins count that lie inside`);
  if (params.removeEmptyTrials) tellRemoved(units, trials, trialsUsed, warn);
  return {
    units,
    events: trials.map(({ name, events, outsideCount }, k) => ({
      name,
      trialCount: events.length,
      outsideCount,
      unsteadyCount: (inside[k] as Trials).events.length - events.length,
      incompleteCount: incomplete[k] as number,
    })),
    trialsUsed,
    edgesMs: plan.edgesMs,
    values,
    sem,
    rasters,
  };
}

/** 0 for trials whose windows lie outside what was recorded, or that the rule of empty trials leaves out; else undefined. */
function usedTrials(
  train: Float64Array,
  events: Float64Array,
  [from, to]: readonly [number, number],
  plan: Plan,
): Uint8Array | undefined {
  const isSeen = (event: number) =>
    plan.recorded.some(([start, end]) => event + from < end && event + to > start);
  const used = plan.params.removeEmptyTrials ? keptTrials(train, events, plan) : undefined;
  if (events.every(isSeen)) return used;
  return Uint8Array.from(events, (event, i) => Number(isSeen(event) && used?.[i] !== 0));
}

/** Every how many-th trial so that rows and points stay few, each with its spikes. */
function rasterOf(
  train: Float64Array,
  events: Float64Array,
  [from, to]: readonly [number, number],
  sampleRateHz: number,
  pointCount: number,
  used?: Uint8Array,
): RasterRows {
  const drawn = used ? events.filter((_, i) => used[i] === 1) : events;
  const { lags, offsets } = alignSpikes(train, drawn, from, to);
  const step = Math.max(1, Math.ceil(drawn.length / mostRows), Math.ceil(lags.length / pointCount));
  const lagsMs: number[] = [];
  const rows: number[] = [];
  for (let trial = 0; trial < drawn.length; trial += step)
    for (let i = offsets[trial] as number; i < (offsets[trial + 1] as number); i++) {
      lagsMs.push(((lags[i] as number) / sampleRateHz) * 1000);
      rows.push(trial / step);
    }
  return {
    lagsMs: Float32Array.from(lagsMs),
    rows: Float32Array.from(rows),
    rowCount: Math.ceil(drawn.length / step),
    step,
  };
}
