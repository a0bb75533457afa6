import { ParameterError } from '../model/errors.ts';
import { ndArray } from '../model/nd-array.ts';
import type { UnitId } from '../model/units.ts';
import { defineAnalysis, inParts } from './analysis.ts';
import { binsOf } from './correlogram-bins.ts';
import { type CountPart, countAllPairs, countPart, type MergePart } from './count-all-pairs.ts';
import { countFromSources, paysFromSources } from './count-from-sources.ts';
import { depthsUm, shanksOf } from './depth-order.ts';
import { namedUnits, sharedTrain, spikeRateHz } from './sorted-units.ts';
import { stackFigure } from './stack-figure.ts';
import { type FillPart, fillPart, fillStack, keptBytes } from './stack-fill.ts';
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
  readonly sourceShank: Int32Array;
  readonly targetShank: Int32Array;
  readonly sampleRateHz: number;
}

export const correlogramStack = defineAnalysis({
  id: 'correlogram-stack',
  version: 4,
  title: 'Correlogram stack',
  summary:
    'Correlograms of every source unit with every target unit, or of pairs, in one array, and an overview of their peaks.',
  npyx: ['ccg_stack', 'get_ustack_i'],
  method:
    'All pairs are counted in one traversal of the merged trains, forward lags only, on all threads; those of six sources and more with many targets in two, the second with time turned round; the counts are exact, and those of correlogram. The overview shows how far the bin that chance explains least is beyond chance: given its count and those of the outer 80 % of the window, the count of two independent trains is binomial with the bin’s part of the lags (Przyborowski and Wilenski 1940); its probability, corrected for looking up and down at every bin (Šidák 1967), is told as the SD of a normal distribution that are as unlikely, so that of independent pairs at most 5 % are beyond ±2, whatever their rates; or the asymmetry, (after − before) / √(after + before) of the counts at positive and negative lags, which two independent trains have with an SD of 1.',
  references: ['Przyborowski and Wilenski 1940, Biometrika 31:313', 'Šidák 1967, J. Am. Stat. Assoc. 62:626'],
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
      sourceShank: shanksOf(table, sources),
      targetShank: shanksOf(table, targets),
      sampleRateHz: spikeRateHz(from),
    };
  },

  async compute(inputs, params, context): Promise<Stack> {
    const { sources, targets, units, sampleRateHz } = inputs;
    const choice = { ...params, logBins: null };
    refuseTooLarge(sources, params);
    const binning = binsOf(choice, sampleRateHz);
    if (binning.remark) context.warn(binning.remark);
    const trains = inputs.trains.map((train) => sharedTrain(train, sampleRateHz, params));
    const silent = units.filter((_, unit) => trains[unit]!.length === 0);
    if (silent.length > 0) context.warn(`no spikes of unit ${silent.join(', ')} in the periods`);
    const places = (wanted: readonly UnitId[]) => wanted.map((unit) => units.indexOf(unit));
    const rows = { sources: places(sources), targets: places(targets) };

    const columns = params.pairs ? 1 : targets.length;
    // All pairs in one traversal where most are wanted, those from some sources in two; a few alone are counted one by one.
    const most = 2 * sources.length * columns > units.length ** 2;
    const some = !params.pairs && paysFromSources(trains, sources.length);
    const spread = (parts: readonly (MergePart | CountPart)[]) =>
      inParts(context, (part: MergePart | CountPart) => countPart(part), parts);
    const counts = most
      ? await countAllPairs(trains, binning.bins, context, spread)
      : some
        ? await countFromSources(trains, sources.length, binning.bins, context, spread)
        : null;
    context.progress(0.7);
    const stack = await fillStack({ ...rows, trains, counts, binning, params }, context);
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
      asymmetry: stack.asymmetry,
      sourceDepthUm: inputs.sourceDepthUm,
      targetDepthUm: inputs.targetDepthUm,
      sourceShank: inputs.sourceShank,
      targetShank: inputs.targetShank,
      values: stack.values,
    };
  },

  part: (part: MergePart | CountPart | FillPart) => (part.kind === 'fill' ? fillPart(part) : countPart(part)),

  draw: stackFigure,

  toJson: (stack, { binMs, windowMs, normalize }) => {
    const { sources, targets, name, paired, shape, lagsMs, peakZ, peakLagMs, asymmetry } = stack;
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
      asymmetry: rows(asymmetry),
    };
  },

  slim: (stack) => ((stack.values?.byteLength ?? 0) > keptBytes ? { ...stack, values: null } : stack),
  toArray({ values, shape }) {
    if (!values) throw new Error('the stack was asked for without its values');
    return { array: ndArray(values, ...shape) };
  },

  toTable: ({ sources, targets, paired, peakZ, peakLagMs, asymmetry }) => ({
    source: paired ? sources : sources.flatMap((source) => Array<string>(targets.length).fill(source)),
    target: paired ? targets : sources.flatMap(() => targets),
    peakZ,
    peakLagMs,
    asymmetry,
  }),
});

function refuseTooLarge(chosen: readonly UnitId[], params: StackParams): void {
  const { shape, totalMb, sources } = stackTiles(chosen, params);
  if (totalMb <= params.mostMb) return;
  const [first] = sources;
  throw new ParameterError(
    `mostMb: the stack of ${shape[0]} × ${shape[1]} correlograms of ${shape[2]} bins takes ${Math.ceil(totalMb)} MB, more than ${params.mostMb} MB; write it to a .npy file alone (Export, or --out stack.npy), which takes one tile after the other, ask for it in tiles of ${first!.length} sources (--sources ${first!.slice(0, 2).join(',')}${first!.length > 2 ? ',…' : ''} --targets all of them), choose wider bins or a shorter window, or raise mostMb`,
  );
}
