import { falseDiscoveryLimit } from '../kernels/correlogram-events.ts';
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
import { correlogramTest, type Tested } from './connections-test.ts';
import { binsOf } from './correlogram-bins.ts';
import { depthsUm, peakChannelsOf } from './depth-order.ts';
import {
  type AllCounts,
  type CountPart,
  countAllPairs,
  countPart,
  evenRanges,
  pairCounts,
} from './pair-counting.ts';
import { at, chosenSpikes, namedUnits, spikeRateHz } from './sorted-units.ts';

interface Inputs {
  readonly units: readonly UnitId[];
  readonly trains: readonly Float64Array[];
  readonly depthUm: Float32Array;
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
  readonly params: ConnectionsParams;
}

interface TestedPair {
  readonly i: number;
  readonly j: number;
  readonly sign: 1 | -1;
  readonly tested: Tested;
}

export const connections = defineAnalysis({
  id: 'connections',
  version: 1,
  title: 'Connections',
  summary:
    'Pairs of units whose correlogram has a peak or trough beyond chance, with its lag, sign and size.',
  npyx: ['ccg_sig_stack', 'gen_sfc', 'get_ccg_sig', 'StarkAbeles2009_ccg_sig'],
  method:
    'Stark and Abeles: the count c of each bin is compared with a Poisson count of mean λ, the correlogram smoothed by a Gaussian of `predictorSdMs` whose centre is 0.4; p = 1 − F(c − 1) − ½ f(c), and one minus it for troughs. Kopelowitz and Cohen: with the mean and SD of the outer 80 % of the window. An event is `consecutiveBins` in a row with p ≤ `pMax`. The probability of a pair is that of such a run anywhere in the window, places × p^n for the largest p of its best run of n bins, by Bonferroni over the places; it is corrected for the number of pairs and signs. Around a large peak the prediction is too high: troughs beside it belong to it.',
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
      channels: peakChannelsOf(table, units),
      sampleRateHz: spikeRateHz(from),
    };
  },

  async compute({ units, trains, depthUm, channels, sampleRateHz }, given, context): Promise<Connections> {
    const params = withRuns(given);
    const { bins, lagsMs, remark } = binsOf({ ...params, logBins: null }, sampleRateHz);
    if (remark) context.warn(remark);
    correlogramTest(params, lagsMs.length);
    const chosen = trains.map((train) => at(train, chosenSpikes(train, sampleRateHz, params)));
    const silent = units.filter((_, unit) => chosen[unit]!.length === 0);
    if (silent.length > 0) context.warn(`no spikes of unit ${silent.join(', ')} in the periods`);

    const counts = await countAllPairs(chosen, bins, context, (parts) =>
      inParts(context, (part: CountPart) => countPart(part), parts),
    );
    context.progress(0.6);
    const signs = signsOf(params);
    const parts = evenRanges(
      units.map((_, i) => units.length - i),
      4 * (context.threadCount ?? 1),
    ).map(([first, last]): TestPart => ({ kind: 'test', first, last, counts, signs, params }));
    const tested = (await inParts(context, testPart, parts)).flat();

    const comparisonCount = (signs.length * units.length * (units.length - 1)) / 2;
    const limit = probabilityLimit(tested, params, comparisonCount);
    const found = tested
      .filter(({ tested: { probability } }) => probability <= limit)
      .flatMap((pair) => connectionsOf(pair, params, { units, channels, lagsMs }));
    const runs = lagsMs.length - params.consecutiveBins - 1;
    return {
      units,
      depthUm,
      connections: largestOfEach(found.filter(wanted(params)), params),
      comparisonCount,
      eventCount: tested.length,
      expectedByChance: comparisonCount * Math.min(1, runs * params.pMax ** params.consecutiveBins),
      probabilityLimit: limit,
    };
  },

  part: (part: CountPart | TestPart) => (part.kind === 'count' ? countPart(part) : testPart(part)),

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
      meanZ: column('meanZ'),
      entropy: column('entropy'),
      pairProbability: column('pairProbability'),
      sourceChannel: column('sourceChannel'),
      targetChannel: column('targetChannel'),
    };
  },
});

/** A pause after a complex spike lasts: 5 ms of bins in a row. */
const withRuns = (params: ConnectionsParams): ConnectionsParams =>
  params.kind === 'complex-spike-pause'
    ? { ...params, consecutiveBins: Math.max(1, Math.floor(5 / params.binMs)) }
    : params;

function signsOf({ sign, kind }: ConnectionsParams): readonly (1 | -1)[] {
  const asked = sign === 'both' ? ([1, -1] as const) : sign === 'peaks' ? ([1] as const) : ([-1] as const);
  const needed = connectionKinds[kind].sign;
  return asked.filter((each) => needed === 0 || each === needed);
}

/** Only pairs with an event are told: of the others nothing is asked again. */
function testPart({ first, last, counts, signs, params }: TestPart): TestedPair[] {
  const test = correlogramTest(params, 2 * counts.bins.half + 1);
  const found: TestedPair[] = [];
  for (let i = first; i < last; i++)
    for (let j = i + 1; j < counts.unitCount; j++) {
      const own = pairCounts(counts, i, j);
      for (const sign of signs) {
        const tested = test(own, sign);
        if (tested.events.length > 0) found.push({ i, j, sign, tested });
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
  { i, j, sign, tested }: TestedPair,
  { binMs }: ConnectionsParams,
  { units, channels, lagsMs }: Pick<Inputs, 'units' | 'channels'> & { readonly lagsMs: Float64Array },
): Connection[] {
  return tested.events.map(({ first, last, peak, amplitude, mean, entropy }) => {
    const [fromMs, toMs] = [lagsMs[first]! - binMs / 2, lagsMs[last]! + binMs / 2];
    const back = lagsMs[peak]! < 0;
    const [source, target] = back ? [j, i] : [i, j];
    return {
      source: units[source]!,
      target: units[target]!,
      sign,
      lagMs: Math.abs(lagsMs[peak]!),
      amplitudeZ: amplitude,
      fromMs: rounded(back ? -toMs : fromMs),
      toMs: rounded(back ? -fromMs : toMs),
      bins: last - first + 1,
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
