import { baselineOf } from '../kernels/normalize-correlogram.ts';
import { ParameterError } from '../model/errors.ts';
import { ndArray } from '../model/nd-array.ts';
import type { UnitId } from '../model/units.ts';
import { type Computing, defineAnalysis, inParts } from './analysis.ts';
import { type Binning, binsOf, scaled } from './correlogram-bins.ts';
import { depthsUm } from './depth-order.ts';
import {
  type AllCounts,
  type CountPart,
  countAllPairs,
  countPart,
  evenRanges,
  onePairCounts,
  pairCounts,
} from './pair-counting.ts';
import { at, chosenSpikes, namedUnits, spikeRateHz } from './sorted-units.ts';
import { stackFigure } from './stack-figure.ts';
import { type Stack, type StackParams, stackParams } from './stack-params.ts';
import { stackTiles } from './stack-tiles.ts';

interface Inputs {
  readonly sources: readonly UnitId[];
  readonly targets: readonly UnitId[];
  /** Sources and targets, each once. */
  readonly units: readonly UnitId[];
  readonly trains: readonly Float64Array[];
  readonly sourceDepthUm: Float32Array;
  readonly targetDepthUm: Float32Array;
  readonly sampleRateHz: number;
}

/** Rows `first … last − 1` of the stack, written into shared memory. */
interface FillPart {
  readonly kind: 'fill';
  readonly first: number;
  readonly last: number;
  readonly sources: readonly number[];
  readonly targets: readonly number[];
  readonly trains: readonly Float64Array[];
  readonly counts: AllCounts | null;
  readonly binning: Binning;
  readonly params: StackParams;
  /** Absent where only the peaks are wanted. */
  readonly values: Float32Array | Uint32Array | null;
  readonly peakZ: Float32Array;
  readonly peakLagMs: Float32Array;
}

/** Beyond this the cache keeps what figures need, and an array that is asked for is computed anew. */
const keptBytes = 64e6;

export const correlogramStack = defineAnalysis({
  id: 'correlogram-stack',
  version: 2,
  title: 'Correlogram stack',
  summary:
    'Correlograms of every source unit with every target unit, or of pairs, in one array, and an overview of their peaks.',
  npyx: ['ccg_stack', 'get_ustack_i'],
  method:
    'All pairs are counted in one traversal of the merged trains, forward lags only, on all threads; the counts are exact, and those of correlogram. The overview shows the largest deviation from the mean of the outer 80 % of the window, in SD.',
  target: 'units',
  needs: ['sorting'],
  params: stackParams,

  async gather(from, chosen, { sources: given, targets: also, pairs }): Promise<Inputs> {
    const all = namedUnits(given ?? chosen);
    const sources = pairs ? (given ?? chosen) : all;
    const targets = also ? (pairs ? also : namedUnits(also)) : sources;
    if (pairs && !(also && sources.length === targets.length))
      throw new ParameterError(
        `pairs: got ${sources.length} sources and ${also?.length ?? 0} targets, expected as many of both, such as --sources 0,2 --targets 1,3`,
      );
    const units = [...new Set([...sources, ...targets])];
    const trains = await Promise.all(units.map((unit) => from.train(unit)));
    const table = await from.unitTable();
    return {
      sources,
      targets,
      units,
      trains,
      sourceDepthUm: depthsUm(table, sources),
      targetDepthUm: depthsUm(table, targets),
      sampleRateHz: spikeRateHz(from),
    };
  },

  async compute(inputs, params, context): Promise<Stack> {
    const { sources, targets, units, sampleRateHz } = inputs;
    const choice = { ...params, logBins: null };
    refuseTooLarge(sources, params);
    const binning = binsOf(choice, sampleRateHz);
    if (binning.remark) context.warn(binning.remark);
    const trains = inputs.trains.map((train) => shared(at(train, chosenSpikes(train, sampleRateHz, params))));
    const silent = units.filter((_, unit) => trains[unit]!.length === 0);
    if (silent.length > 0) context.warn(`no spikes of unit ${silent.join(', ')} in the periods`);
    const places = (wanted: readonly UnitId[]) => wanted.map((unit) => units.indexOf(unit));
    const rows = { sources: places(sources), targets: places(targets) };

    const columns = params.pairs ? 1 : targets.length;
    // All pairs in one traversal where most are wanted; a few alone are counted one by one.
    const most = 2 * sources.length * columns > units.length ** 2;
    const spread = (parts: readonly CountPart[]) =>
      inParts(context, (part: CountPart) => countPart(part), parts);
    const counts = most ? await countAllPairs(trains, binning.bins, context, spread) : null;
    context.progress(0.7);
    const stack = await fill(trains, counts, binning, params, rows, context);
    return {
      sources,
      targets,
      name: params.name,
      paired: params.pairs,
      shape: [sources.length, ...(params.pairs ? [] : [columns]), binning.lagsMs.length],
      lagsMs: binning.lagsMs,
      sourceSpikes: rows.sources.map((unit) => trains[unit]!.length),
      targetSpikes: rows.targets.map((unit) => trains[unit]!.length),
      peakZ: stack.peakZ,
      peakLagMs: stack.peakLagMs,
      sourceDepthUm: inputs.sourceDepthUm,
      targetDepthUm: inputs.targetDepthUm,
      values: stack.values,
    };
  },

  part: (part: CountPart | FillPart) => (part.kind === 'count' ? countPart(part) : fillPart(part)),

  draw: stackFigure,

  toJson: (stack, { binMs, windowMs, normalize }) => {
    const { sources, targets, name, paired, shape, lagsMs, peakZ, peakLagMs } = stack;
    const rows = (values: Float32Array) =>
      paired
        ? [...values]
        : sources.map((_, i) => [...values.subarray(i * targets.length, (i + 1) * targets.length)]);
    return {
      sources,
      targets,
      name,
      shape,
      binMs,
      windowMs,
      normalize,
      lagsMs: [...lagsMs],
      peakZ: rows(peakZ),
      peakLagMs: rows(peakLagMs),
    };
  },

  slim: (stack) => ((stack.values?.byteLength ?? 0) > keptBytes ? { ...stack, values: null } : stack),
  toArray({ values, shape }) {
    if (!values) throw new Error('the stack was asked for without its values');
    return { array: ndArray(values, ...shape) };
  },

  toTable: ({ sources, targets, paired, peakZ, peakLagMs }) => ({
    source: paired ? sources : sources.flatMap((source) => Array<string>(targets.length).fill(source)),
    target: paired ? targets : sources.flatMap(() => targets),
    peakZ,
    peakLagMs,
  }),
});

async function fill(
  trains: readonly Float64Array[],
  counts: AllCounts | null,
  binning: Binning,
  params: StackParams,
  { sources, targets }: { sources: readonly number[]; targets: readonly number[] },
  context: Computing,
): Promise<Pick<FillPart, 'values' | 'peakZ' | 'peakLagMs'>> {
  const pairs = sources.length * (params.pairs ? 1 : targets.length);
  const size = pairs * binning.lagsMs.length;
  const whole = params.normalize === 'counts' && (counts?.carries.length ?? 0) === 0;
  // What would not be kept is not written either, unless it is what was asked for.
  const wanted = context.whole || 4 * size <= keptBytes;
  const bytes = new SharedArrayBuffer(wanted ? 4 * size : 0);
  const values = wanted ? (whole ? new Uint32Array(bytes) : new Float32Array(bytes)) : null;
  const peakZ = new Float32Array(new SharedArrayBuffer(4 * pairs));
  const peakLagMs = new Float32Array(new SharedArrayBuffer(4 * pairs));
  const common = { sources, targets, trains, counts, binning, params, values, peakZ, peakLagMs };
  const parts = evenRanges(
    sources.map(() => 1),
    4 * (context.threadCount ?? 1),
  ).map(([first, last]): FillPart => ({ kind: 'fill', first, last, ...common }));
  await inParts(context, (part: FillPart) => fillPart(part), parts);
  return { values, peakZ, peakLagMs };
}

function fillPart(part: FillPart): null {
  const { sources, targets, trains, counts, binning, params, values, peakZ, peakLagMs } = part;
  const size = binning.lagsMs.length;
  const scratch = new Float64Array(size);
  const columns = params.pairs ? 1 : targets.length;
  for (let row = part.first; row < part.last; row++)
    for (let column = 0; column < columns; column++) {
      const [from, to] = [sources[row]!, targets[params.pairs ? row : column]!];
      const pair = row * columns + column;
      const own = counts
        ? pairCounts(counts, from, to, scratch)
        : onePairCounts(trains, binning.bins, from, to);
      const bin = from === to ? -1 : peakOf(own, pair, peakZ);
      if (from === to) peakZ[pair] = Number.NaN;
      peakLagMs[pair] = binning.lagsMs[bin] ?? Number.NaN;
      if (!values) continue;
      const lengths = [trains[from]!.length, trains[to]!.length] as const;
      const written = scaled(own, params, binning.widthsMs, ...lengths);
      // Setting one kind of array by another takes several times as long.
      for (let i = 0, at = pair * size; i < size; i++, at++) values[at] = written[i]!;
    }
  return null;
}

/** Writes the largest deviation from the outer 80 %, with its sign, to `peakZ[pair]`; its bin. */
function peakOf(counts: Float64Array, pair: number, peakZ: Float32Array): number {
  const { mean, deviation } = baselineOf(counts);
  let peak = 0;
  let largest = Math.abs(counts[0]! - mean);
  for (let bin = 1; bin < counts.length; bin++) {
    const size = Math.abs(counts[bin]! - mean);
    if (size > largest) {
      largest = size;
      peak = bin;
    }
  }
  peakZ[pair] = (counts[peak]! - mean) / deviation;
  return peak;
}

function shared(train: Float64Array): Float64Array {
  if (train.buffer instanceof SharedArrayBuffer) return train;
  const copy = new Float64Array(new SharedArrayBuffer(8 * train.length));
  copy.set(train);
  return copy;
}

function refuseTooLarge(chosen: readonly UnitId[], params: StackParams): void {
  const { shape, totalMb, sources } = stackTiles(chosen, params);
  if (totalMb <= params.mostMb) return;
  const [first] = sources;
  throw new ParameterError(
    `mostMb: the stack of ${shape[0]} × ${shape[1]} correlograms of ${shape[2]} bins takes ${Math.ceil(totalMb)} MB, more than ${params.mostMb} MB; write it to a file by --out stack.npy alone, which takes one tile after the other, ask for it in tiles of ${first!.length} sources (--sources ${first!.slice(0, 2).join(',')}${first!.length > 2 ? ',…' : ''} --targets all of them), choose wider bins or a shorter window, or raise mostMb`,
  );
}
