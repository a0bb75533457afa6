import { falseDiscoveryLimit } from '../kernels/correlogram-events.ts';
import { firstMerged, mergeBins } from '../kernels/merge-bins.ts';
import { ParameterError } from '../model/errors.ts';
import type { UnitId } from '../model/units.ts';
import { defineAnalysis, inParts } from './analysis.ts';
import { connectionsFigure } from './connections-figure.ts';
import {
  type Connection,
  type Connections,
  type ConnectionsParams,
  connectionKinds,
  connectionsParams,
} from './connections-params.ts';
import { runCount, type Scale, scalesOf } from './connections-scales.ts';
import { correlogramTest, type Tested } from './connections-test.ts';
import { binsOf } from './correlogram-bins.ts';
import { type CountPart, countAllPairs, countPart, type MergePart } from './count-all-pairs.ts';
import { depthsUm, peakChannelsOf, shanksOf } from './depth-order.ts';
import { type AllCounts, evenRanges, pairCounts } from './pair-counting.ts';
import { namedUnits, sharedTrain, spikeRateHz } from './sorted-units.ts';

interface Inputs {
  readonly units: readonly UnitId[];
  readonly trains: readonly Float64Array[];
  readonly depthUm: Float32Array;
  readonly shank: Int32Array;
  readonly channels: Int32Array;
  readonly sampleRateHz: number;
}

/** The pairs (i, j > i) of the units `first … last − 1`. */
interface TestPart {
  readonly kind: 'test';
  readonly first: number;
  readonly last: number;
  readonly counts: AllCounts;
  readonly signs: readonly (1 | -1)[];
  readonly scales: readonly Scale[];
  readonly params: ConnectionsParams;
}

interface TestedPair {
  readonly i: number;
  readonly j: number;
  readonly sign: 1 | -1;
  readonly tested: Tested;
  readonly scale: Scale;
}

export const connections = defineAnalysis({
  id: 'connections',
  version: 3,
  title: 'Connections',
  summary:
    'Pairs of units whose correlogram has a peak or trough beyond chance, with its lag, sign and size.',
  npyx: ['ccg_sig_stack', 'gen_sfc', 'get_ccg_sig', 'StarkAbeles2009_ccg_sig'],
  method:
    'Stark and Abeles: the count c of each bin is compared with a Poisson count of mean λ, the correlogram smoothed by a Gaussian of `predictorSdMs` whose centre is 0.4; p = 1 − F(c − 1) − ½ f(c), and one minus it for troughs. Kopelowitz and Cohen: with the mean and SD of the outer 80 % of the window. An event is `consecutiveBins` in a row with p ≤ `pMax`, of narrow bins or of `mergedBins` of them added up: the first finds peaks of half a millisecond, the second troughs too shallow for narrow bins. The probability of a pair is that of such a run anywhere in the window, places × p^n for the largest p of its best run of n bins, by Bonferroni over the places; it is doubled where two widths were looked at, and corrected for the number of pairs and signs. Around a large peak the prediction is too high, so that troughs seem to lie beside it, and around a deep trough too low: with `beside` an event must stand when the events of the other sign are as high as predicted.',
  references: [
    'Stark and Abeles 2009, J. Neurosci. Methods 179:90',
    'Kopelowitz, Lev and Cohen 2014, J. Neurosci. Methods 221:1',
    'Benjamini and Hochberg 1995, J. R. Statist. Soc. B 57:289',
  ],
  target: 'units',
  needs: ['sorting'],
  params: connectionsParams,

  async gather(from, chosen): Promise<Inputs> {
    const units = namedUnits(chosen);
    if (units.length < 2)
      throw new ParameterError(`units: only ${units[0]}, expected two or more such as 12,45 or good`);
    const trains = await Promise.all(units.map((unit) => from.train(unit)));
    const table = await from.unitTable();
    return {
      units,
      trains,
      depthUm: depthsUm(table, units),
      shank: shanksOf(table, units),
      channels: peakChannelsOf(table, units),
      sampleRateHz: spikeRateHz(from),
    };
  },

  async compute(
    { units, trains, depthUm, shank, channels, sampleRateHz },
    params,
    context,
  ): Promise<Connections> {
    const { bins, lagsMs, remark } = binsOf({ ...params, logBins: null }, sampleRateHz);
    if (remark) context.warn(remark);
    const scales = scalesOf(params, lagsMs.length, context.warn);
    const chosen = trains.map((train) => sharedTrain(train, sampleRateHz, params));
    const silent = units.filter((_, unit) => chosen[unit]!.length === 0);
    if (silent.length > 0) context.warn(`no spikes of unit ${silent.join(', ')} in the periods`);

    const counts = await countAllPairs(chosen, bins, context, (parts) =>
      inParts(context, (part: MergePart | CountPart) => countPart(part), parts),
    );
    context.progress(0.6);
    const signs = signsOf(params);
    const parts = evenRanges(
      units.map((_, i) => units.length - i),
      4 * (context.threadCount ?? 1),
    ).map(([first, last]): TestPart => ({ kind: 'test', first, last, counts, signs, scales, params }));
    const tested = (await inParts(context, testPart, parts)).flat();

    const comparisonCount = (signs.length * units.length * (units.length - 1)) / 2;
    const limit = probabilityLimit(tested, params, comparisonCount);
    const found = tested
      .filter(({ tested: { probability } }) => probability <= limit)
      .flatMap((pair) => connectionsOf(pair, { units, channels, lagsMs }));
    const byChance = scales.reduce(
      (sum, scale) => sum + runCount(scale) * params.pMax ** scale.consecutiveBins,
      0,
    );
    return {
      units,
      depthUm,
      shank,
      connections: largestOfEach(found.filter(wanted(params)), params),
      comparisonCount,
      eventCount: tested.length,
      expectedByChance: comparisonCount * Math.min(1, byChance),
      probabilityLimit: limit,
    };
  },

  part: (part: MergePart | CountPart | TestPart) => (part.kind === 'test' ? testPart(part) : countPart(part)),

  draw: connectionsFigure,

  toJson: ({
    connections: pairs,
    comparisonCount,
    eventCount,
    expectedByChance,
    probabilityLimit: limit,
  }) => ({
    pairs,
    comparisonCount,
    eventCount,
    expectedByChance,
    probabilityLimit: limit,
  }),

  toTable({ connections: pairs }) {
    const column = <K extends keyof Connection>(key: K) => pairs.map((pair) => pair[key]);
    return {
      source: column('source'),
      target: column('target'),
      sign: column('sign'),
      lagMs: column('lagMs'),
      amplitudeZ: column('amplitudeZ'),
      fromMs: column('fromMs'),
      toMs: column('toMs'),
      bins: column('bins'),
      binMs: column('binMs'),
      meanZ: column('meanZ'),
      entropy: column('entropy'),
      pairProbability: column('pairProbability'),
      sourceChannel: column('sourceChannel'),
      targetChannel: column('targetChannel'),
    };
  },
});

function signsOf({ sign, kind }: ConnectionsParams): readonly (1 | -1)[] {
  const asked = sign === 'both' ? ([1, -1] as const) : sign === 'peaks' ? ([1] as const) : ([-1] as const);
  const needed = connectionKinds[kind].sign;
  return asked.filter((each) => needed === 0 || each === needed);
}

/** Only pairs with an event are told, by the scale at which it is the least likely: of the others nothing is asked again. */
function testPart({ first, last, counts, signs, scales, params }: TestPart): TestedPair[] {
  const tests = scales.map((scale) => ({
    scale,
    test: correlogramTest({ ...params, ...scale }, scale.bins),
  }));
  const found: TestedPair[] = [];
  for (let i = first; i < last; i++)
    for (let j = i + 1; j < counts.unitCount; j++) {
      const own = pairCounts(counts, i, j);
      const scaled = tests.map(({ scale: { merged } }) => (merged === 1 ? own : mergeBins(own, merged)));
      for (const sign of signs) {
        let best: TestedPair | undefined;
        tests.forEach(({ scale, test }, s) => {
          const tested = test(scaled[s]!, sign);
          if (tested.events.length === 0) return;
          const probability = Math.min(1, scales.length * tested.probability);
          if (!best || probability < best.tested.probability)
            best = { i, j, sign, scale, tested: { ...tested, probability } };
        });
        if (best) found.push(best);
      }
    }
  return found;
}

function probabilityLimit(
  tested: readonly TestedPair[],
  { correction, discoveryMax }: ConnectionsParams,
  comparisonCount: number,
): number {
  if (correction === 'none') return 1;
  if (correction === 'bonferroni') return discoveryMax / Math.max(1, comparisonCount);
  const probabilities = tested.map(({ tested: { probability } }) => probability);
  return falseDiscoveryLimit(probabilities, discoveryMax, comparisonCount);
}

/** The events of a pair, told from the unit that fires first: a negative lag turns the pair round. */
function connectionsOf(
  { i, j, sign, tested, scale }: TestedPair,
  { units, channels, lagsMs }: Pick<Inputs, 'units' | 'channels'> & { readonly lagsMs: Float64Array },
): Connection[] {
  const { merged, binMs } = scale;
  const middle = firstMerged(lagsMs.length, merged) + (merged - 1) / 2;
  const lagOf = (bin: number) => lagsMs[middle + merged * bin]!;
  return tested.events.map(({ first, last, peak, amplitude, mean, entropy }) => {
    const [fromMs, toMs] = [lagOf(first) - binMs / 2, lagOf(last) + binMs / 2];
    const back = lagOf(peak) < 0;
    const [source, target] = back ? [j, i] : [i, j];
    return {
      source: units[source]!,
      target: units[target]!,
      sign,
      lagMs: Math.abs(lagOf(peak)),
      amplitudeZ: amplitude,
      fromMs: rounded(back ? -toMs : fromMs),
      toMs: rounded(back ? -fromMs : toMs),
      bins: last - first + 1,
      binMs,
      meanZ: mean,
      entropy,
      pairProbability: tested.probability,
      sourceChannel: channels[source]!,
      targetChannel: channels[target]!,
    };
  });
}

const rounded = (ms: number): number => Number(ms.toPrecision(12));

/** The kind's middles, from the middle of the event's bins; and the ranges of channels, ends excluded. */
function wanted({ kind, sourceChannels, targetChannels }: ConnectionsParams): (each: Connection) => boolean {
  const { middlesMs } = connectionKinds[kind];
  const inside = (channel: number, ends: readonly [number, number] | null) =>
    ends === null || (channel > ends[0] && channel < ends[1]);
  return ({ fromMs, toMs, sourceChannel, targetChannel }) => {
    const middle = Math.abs((fromMs + toMs) / 2);
    return (
      (middlesMs === null || (middle >= middlesMs[0] && middle <= middlesMs[1])) &&
      inside(sourceChannel, sourceChannels) &&
      inside(targetChannel, targetChannels)
    );
  };
}

/** Of each pair, whichever way round, the largest event: by sign where both signs may stay. */
function largestOfEach(
  found: readonly Connection[],
  { kind, onlyLargest }: ConnectionsParams,
): readonly Connection[] {
  if (kind !== 'main' && !onlyLargest) return found;
  const best = new Map<string, Connection>();
  for (const each of found) {
    const pair = [each.source, each.target].sort().join(' ');
    const key = kind === 'main' ? pair : `${pair} ${each.sign}`;
    const known = best.get(key);
    if (!known || Math.abs(each.amplitudeZ) > Math.abs(known.amplitudeZ)) best.set(key, each);
  }
  return [...best.values()];
}
