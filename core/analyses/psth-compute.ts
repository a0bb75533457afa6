import { alignSpikes, countAligned } from '../kernels/aligned-spikes.ts';
import { keptBySilence } from '../kernels/silent-trials.ts';
import { gaussianKernel, type SmoothingKernel, smooth } from '../kernels/smooth.ts';
import { identityKernel, type TrialGrid, trialSums } from '../kernels/trial-sums.ts';
import { ParameterError } from '../model/errors.ts';
import type { UnitId } from '../model/units.ts';
import type { Computing } from './analysis.ts';
import { binCount, edgeSamples, edgesMs, trialGrid } from './event-grid.ts';
import { incompleteCount, recordedStretches, type Trials, trialsOf } from './event-trials.ts';
import type { GatheredEvents } from './gather-events.ts';
import { countText } from './number-text.ts';
import { layoutOf, mostUnits, type Psth, type PsthParams, type RasterRows } from './psth-params.ts';
import { at, chosenSpikes } from './sorted-units.ts';

export interface PsthInputs extends GatheredEvents {
  readonly units: readonly UnitId[];
  readonly trains: readonly Float64Array[];
}

/** A raster with more rows than pixels says no more; more points make a figure heavy. */
const mostRows = 400;
const mostPoints = 20_000;

/** What all units and kinds of events share. */
interface Plan {
  readonly params: PsthParams;
  readonly sampleRateHz: number;
  readonly recorded: readonly (readonly [number, number])[];
  readonly edgesMs: Float64Array;
  readonly grid: TrialGrid;
  readonly baseline: TrialGrid | null;
  /** The kernel of finished curves, where npyx's smoothing is asked for. */
  readonly after: SmoothingKernel | null;
}

export function computePsth(
  { units, trains, kinds, sampleRateHz, sampleCount }: PsthInputs,
  params: PsthParams,
  { warn, progress, signal }: Pick<Computing, 'warn' | 'progress' | 'signal'>,
): Psth {
  const plan = planOf(params, sampleRateHz, sampleCount);
  const trials = kinds.map((kind) => trialsOf(kind, plan.recorded));
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
  const flat: UnitId[] = [];
  trains.forEach((train, u) => {
    signal.throwIfAborted();
    const chosen = at(train, chosenSpikes(train, sampleRateHz, { ...params, periodsS: null }));
    trials.forEach(({ events }, k) => {
      const place = u * kinds.length + k;
      const used = params.removeEmptyTrials ? keptTrials(chosen, events, plan) : undefined;
      const response = responseOf(chosen, events, plan, used);
      values.set(response.values, place * bins);
      sem.set(response.sem, place * bins);
      trialsUsed[place] = used ? used.reduce((sum, one) => sum + one, 0) : events.length;
      if (response.isFlat && !flat.includes(units[u] as UnitId)) flat.push(units[u] as UnitId);
      if (drawsRaster && u < mostUnits) rasters.push(rasterOf(chosen, events, ends, sampleRateHz, used));
    });
    progress((u + 1) / units.length);
  });
  if (flat.length > 0)
    warn(`zscore: the baseline of unit ${flat.join(', ')} does not vary, so its z-scores are not known`);
  if (params.removeEmptyTrials) tellRemoved(units, trials, trialsUsed, warn);
  return {
    units,
    events: trials.map(({ name, events, outsideCount }, k) => ({
      name,
      trialCount: events.length,
      outsideCount,
      incompleteCount: incomplete[k] as number,
    })),
    trialsUsed,
    edgesMs: plan.edgesMs,
    values,
    sem,
    rasters,
  };
}

function planOf(params: PsthParams, sampleRateHz: number, sampleCount: number): Plan {
  const { binMs, windowMs, smoothMs, kernel: shape, smoothing, zscore, subtractBaseline } = params;
  if (!windowMs) throw new ParameterError('windowMs: none given, expected two ends such as -1000:1000');
  if (zscore !== 'none' && subtractBaseline)
    throw new ParameterError('subtractBaseline: not together with zscore, which subtracts the baseline too');
  const count = binCount('windowMs', windowMs, binMs, sampleRateHz);
  const kernel =
    smoothMs > 0 && shape !== 'none' ? gaussianKernel(smoothMs / binMs, shape === 'causal') : identityKernel;
  const isAfter = smoothing === 'npyx' && kernel !== identityKernel;
  if (kernel.weights.length > count)
    throw new ParameterError(
      `smoothMs: a kernel of ${smoothMs} ms reaches over ${kernel.weights.length * binMs} ms, more than the windowMs ${windowMs.join(':')}`,
    );
  return {
    params,
    sampleRateHz,
    recorded: recordedStretches(params.periodsS, sampleRateHz, sampleCount),
    edgesMs: edgesMs(windowMs[0], count, binMs),
    grid: trialGrid(windowMs[0], count, binMs, sampleRateHz, isAfter ? identityKernel : kernel),
    baseline: zscore !== 'none' || subtractBaseline ? baselineGrid(params, windowMs, sampleRateHz) : null,
    after: isAfter ? kernel : null,
  };
}

function baselineGrid(
  { baselineMs, binMs }: PsthParams,
  windowMs: readonly [number, number],
  sampleRateHz: number,
): TrialGrid {
  if (!baselineMs && windowMs[0] >= 0)
    throw new ParameterError(
      `baselineMs: the window ${windowMs.join(':')} has nothing before the event; expected a baseline such as -500:0`,
    );
  const [from, to] = baselineMs ?? [windowMs[0], Math.min(0, windowMs[1])];
  return trialGrid(from, binCount('baselineMs', [from, to], binMs, sampleRateHz), binMs, sampleRateHz);
}

/** Mean rate and its standard error, in the quantity asked for. `isFlat`: no deviation to measure z-scores in. */
function responseOf(train: Float64Array, events: Float64Array, plan: Plan, used?: Uint8Array) {
  const { grid, recorded, baseline, after, params } = plan;
  const perBinS = 1000 / params.binMs;
  const { trials, sums, squares } = trialSums(train, events, grid, recorded, used);
  let values: Float64Array = sums.map((sum, b) => (sum / (trials[b] as number)) * perBinS);
  let sem: Float64Array = sums.map((sum, b) => {
    const n = trials[b] as number;
    const variance = Math.max(0, ((squares[b] as number) - (sum * sum) / n) / (n - 1));
    return n < 2 ? Number.NaN : Math.sqrt(variance / n) * perBinS;
  });
  if (after) {
    values = smooth(values, after);
    sem = smooth(sem, after);
  }
  if (!baseline) return { values, sem, isFlat: false };
  const { mean, sdWithin, sdAcross } = baselineOf(
    trialSums(train, events, baseline, recorded, used),
    perBinS,
  );
  if (params.subtractBaseline) return { values: values.map((value) => value - mean), sem, isFlat: false };
  const sd = params.zscore === 'within' ? sdWithin : sdAcross;
  const unit = sd > 0 ? sd : Number.NaN;
  return {
    values: values.map((value) => (value - mean) / unit),
    sem: sem.map((value) => value / unit),
    isFlat: !(sd > 0),
  };
}

/** Mean of the baseline over bins and trials, and its standard deviation over bins of the average, and over all bins. */
function baselineOf({ trials, sums, squares }: ReturnType<typeof trialSums>, perBinS: number) {
  let [count, total, square] = [0, 0, 0];
  const averages: number[] = [];
  trials.forEach((n, b) => {
    count += n;
    total += sums[b] as number;
    square += squares[b] as number;
    if (n > 0) averages.push((sums[b] as number) / n);
  });
  const mean = total / count;
  const ofAverages = averages.reduce((sum, value) => sum + value, 0) / averages.length;
  const within = averages.reduce((sum, value) => sum + (value - ofAverages) ** 2, 0) / averages.length;
  return {
    mean: mean * perBinS,
    sdWithin: Math.sqrt(within) * perBinS,
    sdAcross: Math.sqrt(Math.max(0, square / count - mean * mean)) * perBinS,
  };
}

/** npyx's rule: silences of half a second inside the window. */
function keptTrials(
  train: Float64Array,
  events: Float64Array,
  { edgesMs, params, sampleRateHz }: Plan,
): Uint8Array {
  const edges = edgeSamples(edgesMs, sampleRateHz);
  const aligned = alignSpikes(train, events, edges[0] as number, edges.at(-1) as number);
  return keptBySilence(countAligned(aligned, edges), edges.length - 1, Math.ceil(500 / params.binMs - 1e-9));
}

/** Every how many-th trial so that rows and points stay few, each with its spikes. */
function rasterOf(
  train: Float64Array,
  events: Float64Array,
  [from, to]: readonly [number, number],
  sampleRateHz: number,
  used?: Uint8Array,
): RasterRows {
  const drawn = used ? events.filter((_, i) => used[i] === 1) : events;
  const { lags, offsets } = alignSpikes(train, drawn, from, to);
  const step = Math.max(1, Math.ceil(drawn.length / mostRows), Math.ceil(lags.length / mostPoints));
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

function tellTrials(
  trials: readonly Trials[],
  incomplete: readonly number[],
  { periodsS }: PsthParams,
  warn: (message: string) => void,
): void {
  const where = periodsS ? 'the periods' : 'the recording';
  trials.forEach(({ name, events, outsideCount }, k) => {
    if (outsideCount > 0) warn(`${countText(outsideCount, 'event')} of '${name}' outside ${where}`);
    if (incomplete[k])
      warn(
        `the windows of ${incomplete[k]} of ${countText(events.length, 'trial')} of '${name}' reach beyond ${where}; they count for the bins that lie inside`,
      );
  });
}

function tellRemoved(
  units: readonly UnitId[],
  trials: readonly Trials[],
  trialsUsed: Float64Array,
  warn: (message: string) => void,
): void {
  const removed = units.flatMap((unit, u) =>
    trials.flatMap(({ name, events }, k) => {
      const used = trialsUsed[u * trials.length + k] as number;
      return used === events.length
        ? []
        : [`${events.length - used} of ${events.length} of '${name}' for ${unit}`];
    }),
  );
  if (removed.length > 0) warn(`removeEmptyTrials: left out ${removed.join(', ')}`);
}
