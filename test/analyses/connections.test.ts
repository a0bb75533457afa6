import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connections } from '../../core/analyses/connections.ts';
import type { Connections } from '../../core/analyses/connections-params.ts';
import { correlogramTest } from '../../core/analyses/connections-test.ts';
import type { Correlograms } from '../../core/analyses/correlogram-params.ts';
import { parseParams } from '../../core/analyses/params.ts';
import { Engine } from '../../core/engine/engine.ts';
import { poissonDeviations } from '../../core/kernels/correlogram-events.ts';
import { hollowGaussian, predictor } from '../../core/kernels/hollow-gaussian.ts';
import { firstMerged, mergeBins } from '../../core/kernels/merge-bins.ts';
import { excessProbability } from '../../core/kernels/poisson-tail.ts';
import { DEMONSTRATIONS } from '../../core/synthetic/demonstrations.ts';
import { Random } from '../../core/synthetic/random.ts';
import { computing } from '../computing.ts';
import { assertNear, type Golden, goldens, numbersOf } from '../golden.ts';
import { poissonTrain } from '../kernels/poisson-train.ts';
import { recordingFixture } from '../synthetic.ts';

const engine = new Engine({ threads: 0 });
const recordings = {
  'glx-1.0': { preset: 'glx-1.0', raw: false, lf: false },
  'glx-1.0-long': { preset: 'glx-1.0', seconds: 600, raw: false, lf: false },
} as const;

/** The counts that npyx tested: `ccg(<dp>, [0, 1], 0.5, 100, normalize='Counts')[0,1]`. */
async function countsOf({ args, case: name }: Golden): Promise<Float64Array> {
  const [, i, j, binMs, windowMs] = /\[(\d+), (\d+)\], ([\d.]+), ([\d.]+)/.exec(String(args['CCG']))!;
  const run = await engine.run({
    dataset: await recordingFixture(recordings[name as keyof typeof recordings]),
    analysis: 'correlogram',
    units: [i!, j!],
    params: { binMs, windowMs, normalize: 'counts', binning: 'npyx', refractory: 'npyx' },
    cache: 'off',
  });
  const { values, lagsMs } = run.result as Correlograms;
  return values.slice(lagsMs.length, 2 * lagsMs.length);
}

const weights = hollowGaussian(20);

/**
 * npyx's centre bin depends on how an unstable sort ordered spikes on one sample. Its predictor tells by how many counts
 * it differs from ours: each adds its weight to the bins around.
 */
function asNpyxCounted(counts: Float64Array, predicted: readonly number[]): Float64Array {
  const centre = (counts.length - 1) / 2;
  const missing = (predicted[centre + 1]! - predictor(counts, weights)[centre + 1]!) / weights[61]!;
  assert.ok(Math.abs(missing - Math.round(missing)) < 1e-6 && Math.abs(missing) < 20, `${missing} counts`);
  const own = counts.slice();
  own[centre]! += Math.round(missing);
  return own;
}

for (const name of ['glx-1.0', 'glx-1.0-long'])
  for (const golden of goldens(name, 'StarkAbeles2009_ccg_sig'))
    test(`${name} ${golden.id}: predictor and probabilities are npyx's`, async () => {
      const expected = numbersOf(golden, 'predictor');
      const counts = asNpyxCounted(await countsOf(golden), expected);
      const predicted = predictor(counts, weights);
      assertNear(predicted, golden, expected);
      const excess = predicted.map((mean, bin) => excessProbability(counts[bin]!, mean));
      const sign = golden.args['sgn'] as 1 | -1;
      assertNear(
        excess.map((p) => (sign > 0 ? p : 1 - p)),
        golden,
        numbersOf(golden, 'pvalues'),
      );
    });

/** npyx's features of the events of both signs, in its order. */
function featuresOf(counts: Float64Array, { args }: Golden): number[][] {
  const [binMs, windowMs] = [Number(args['cbin']), Number(args['cwin'])];
  const isStark = args['test'] !== 'Normal_Kopelowitz';
  const find = correlogramTest(
    {
      test: isStark ? 'stark' : 'kopelowitz',
      pMax: Number(args['p_th']),
      consecutiveBins: Number(args['n_consec_bins'] ?? 3),
      binMs,
      windowMs,
      predictorSdMs: 10,
      binning: 'npyx',
    },
    counts.length,
  );
  const half = (counts.length - 1) / 2;
  const signs = args['sgn'] === 0 ? [1, -1] : [Number(args['sgn'])];
  return signs.flatMap((sign) =>
    find(counts, sign as 1 | -1).events.map(({ first, last, peak, amplitude, mean, entropy }) => [
      (first - half) * binMs,
      (last + 1 - half) * binMs,
      amplitude,
      (peak - half) * binMs,
      Math.floor((last - first + 1) / 3),
      last - first + 1,
      mean,
      entropy,
    ]),
  );
}

/** With npyx's centre bin, by the predictor that npyx made of the same counts. */
async function npyxCountsOf(golden: Golden): Promise<Float64Array> {
  const same = goldens(golden.case, 'StarkAbeles2009_ccg_sig').find(
    ({ args }) => args['CCG'] === golden.args['CCG'],
  );
  assert.ok(same, `no predictor of ${golden.args['CCG']}`);
  return asNpyxCounted(await countsOf(golden), numbersOf(same, 'predictor'));
}

for (const name of ['glx-1.0', 'glx-1.0-long'])
  for (const golden of goldens(name, 'get_ccg_sig').filter(
    ({ id, args }) => /stark\.(exc|inh|none)\./.test(id) && args['only_max'] === false,
  ))
    test(`${name} ${golden.id}: events and their features are npyx's`, async () => {
      const ours = featuresOf(await npyxCountsOf(golden), golden);
      const npyx = golden.outputs![0]!.value as number[][];
      const byStart = (a: number[], b: number[]) => a[0]! - b[0]!;
      assertNear(ours.sort(byStart).flat(), golden, [...npyx].sort(byStart).flat());
    });

/** With npyx's centre bin, which it counted alike in the shorter window of which we have all counts. */
async function withCentreOf(counts: Float64Array, recording: string): Promise<Float64Array> {
  const whole = goldens(recording, 'ccg').find(({ id }) => id === 'ccg.exc.0.2.80.Counts')!;
  const npyx = numbersOf(whole);
  const bins = whole.outputs![0]!.shape![2]!;
  const own = counts.slice();
  own[(counts.length - 1) / 2] = npyx[bins + (bins - 1) / 2]!;
  return own;
}

for (const name of ['glx-1.0', 'glx-1.0-long'])
  for (const golden of goldens(name, 'get_ccg_sig').filter(
    ({ id, outputs }) => /\.exc02/.test(id) && !id.endsWith('crosses') && outputs,
  ))
    test(`${name} ${golden.id}: events of 0.2 ms bins and their features are npyx's`, async () => {
      const all = featuresOf(await withCentreOf(await countsOf(golden), name), golden).sort(byStart);
      const ours = golden.args['only_max'] === true ? all.filter(isLargest(all)) : all;
      const npyx = [...(golden.outputs![0]!.value as number[][])].sort(byStart);
      // Where a density underflows, npyx's entropy is 0 and not infinite; ours is neither.
      const entropyLost = (i: number) => i % 8 === 7 && npyx.flat()[i] === 0;
      assertNear(ours.flat(), golden, npyx.flat(), entropyLost);
      assert.ok(ours.every(({ 7: entropy }) => Number.isFinite(entropy) && entropy! > 0));
    });

const byStart = (a: readonly number[], b: readonly number[]) => a[0]! - b[0]!;

/** npyx keeps one event, unless told to keep all. */
const isLargest = (all: readonly number[][]) => (event: readonly number[]) =>
  all.every((other) => Math.abs(other[2]!) <= Math.abs(event[2]!));

for (const name of ['glx-1.0', 'glx-1.0-long'])
  for (const golden of goldens(name, 'get_ccg_sig').filter(
    ({ id }) => id.includes('.normal.') && !id.endsWith('exc02'),
  ))
    test(`${name} ${golden.id}: Kopelowitz events lie where npyx has them`, async () => {
      const all = featuresOf(await npyxCountsOf(golden), golden).sort(byStart);
      const ours = all.filter(isLargest(all));
      const npyx = [...(golden.outputs![0]!.value as number[][])].sort(byStart);
      const places = (events: readonly number[][]) =>
        events.map(([from, to, , , , bins]) => [from, to, bins]);
      assert.deepEqual(places(ours), places(npyx));
      // All are troughs, whose values npyx reflects about the threshold (D76).
      ours.forEach(([, , z], i) => {
        const reflected = npyx[i]!.slice(2, 3)[0]!;
        assert.ok(z! < -2.58 && reflected > -2.58, `${z} and ${reflected}`);
      });
    });

test('D76: Kopelowitz troughs keep their z, where npyx reflects them about the threshold', async () => {
  const golden = goldens('glx-1.0-long', 'get_ccg_sig').find(({ id }) => id === 'get_ccg_sig.normal.inh')!;
  const npyx = (golden.outputs![0]!.value as number[][])[0]!;
  const trough = featuresOf(await npyxCountsOf(golden), golden).find(([, , z]) => z! < 0)!;
  assert.deepEqual([trough[0], trough[1], trough[5]], [npyx[0], npyx[1], npyx[5]]);
  // npyx returns 2·(−2.58) − z.
  assert.ok(Math.abs(-2 * 2.58 - npyx[2]! - trough[2]!) < 1e-6, `${trough[2]} for ${npyx[2]}`);
  assert.ok(trough[2]! < -10);
});

async function found(units: string[], params: Readonly<Record<string, unknown>> = {}): Promise<Connections> {
  const dataset = await recordingFixture(recordings['glx-1.0-long']);
  const run = await engine.run({ dataset, analysis: 'connections', units, params, cache: 'off' });
  return run.result as Connections;
}

const sorted = ['0', '1', '2', '3', '4', '6', '7', '8', '9', '14', '16', '28'];

test('the planted excitation and inhibition are found, with direction, lag and sign, whatever the order of units', async () => {
  for (const units of [sorted, [...sorted].reverse()]) {
    const { connections: pairs } = await found(units);
    const best = (source: string, target: string) =>
      pairs
        .filter((pair) => pair.source === source && pair.target === target)
        .sort((a, b) => Math.abs(b.amplitudeZ) - Math.abs(a.amplitudeZ))[0]!;
    const excitation = best('0', '1');
    assert.equal(excitation.sign, 1);
    assert.ok(excitation.lagMs >= 1 && excitation.lagMs <= 3, `${excitation.lagMs} ms`);
    const inhibition = best('2', '3');
    assert.equal(inhibition.sign, -1);
    assert.ok(inhibition.amplitudeZ < -5);
    assert.ok(
      inhibition.fromMs >= 0.5 && inhibition.toMs <= 8,
      `${inhibition.fromMs} to ${inhibition.toMs} ms`,
    );
    const others = pairs.filter(({ source, target }) => !/^(0 1|1 0|2 3|3 2)$/.test(`${source} ${target}`));
    assert.deepEqual(others, []);
  }
});

for (const name of ['demo', 'demo-2.0'])
  test(`the planted pairs of the demonstration ${name} are found by default, each at its own width of bins`, async () => {
    const dataset = await recordingFixture({ ...DEMONSTRATIONS[name], raw: false, lf: false });
    const units = [...(await engine.units(dataset)).ids];
    const of = async (params: Readonly<Record<string, unknown>>) => {
      const run = await engine.run({ dataset, analysis: 'connections', units, params, cache: 'off' });
      return (run.result as Connections).connections.map(
        ({ source, target, sign, binMs }) =>
          `${source} ${sign > 0 ? 'excites' : 'inhibits'} ${target}, ${binMs}`,
      );
    };
    const planted = ['0 excites 1, 0.2', '2 inhibits 3, 0.6'];
    const byDefault = await of({});
    for (const pair of planted) assert.ok(byDefault.includes(pair), byDefault.join('; '));
    assert.deepEqual(await of({ correction: 'bonferroni', onlyLargest: true }), planted);
    assert.deepEqual(
      (await of({ binMs: 0.5, mergedBins: 1 })).filter((pair) => pair.includes('excites')),
      [],
      'npyx’s bins miss a peak of 0.7 ms',
    );
  });

test('a strong peak leaves no trough beside it, and a trough that is there stays', () => {
  // A flat correlogram of 501 bins of 0.2 ms, twenty times as high for 1 ms.
  const bins = 501;
  const random = new Random(5, 'flat');
  const heightOf = (bin: number, trough: boolean) =>
    bin >= 255 && bin < 260 ? 20 : trough && bin >= 275 && bin < 295 ? 0.7 : 1;
  const counts = (trough: boolean) =>
    Float64Array.from({ length: bins }, (_, bin) => {
      const mean = 400 * heightOf(bin, trough);
      return Math.round(mean + Math.sqrt(mean) * random.normal());
    });
  const choice = {
    test: 'stark',
    pMax: 0.01,
    consecutiveBins: 3,
    binMs: 0.2,
    windowMs: 100,
    predictorSdMs: 10,
    binning: 'centred',
  } as const;
  const published = correlogramTest(choice, bins);
  const find = correlogramTest({ ...choice, beside: true }, bins);
  const flat = counts(false);
  assert.ok(
    published(flat, -1).events.length > 3,
    'the published test has troughs on both sides of the peak',
  );
  assert.deepEqual(find(flat, -1).events, []);
  assert.deepEqual(find(flat, 1), published(flat, 1), 'the peak is found as before');
  const both = counts(true);
  const troughs = find(both, -1).events;
  assert.ok(troughs.length > 0);
  assert.ok(troughs.every(({ peak }) => peak >= 275 && peak < 295));
  assert.ok(find(both, -1).probability < 1e-6);
  assert.deepEqual(
    find(both, 1).events.map(({ first, last }) => [first, last]),
    [[255, 259]],
  );
});

test('kinds keep the signs and times that they name', async () => {
  const of = async (kind: string) => (await found(sorted, { kind })).connections;
  assert.deepEqual(
    (await of('excitations')).map(({ source, target, sign }) => [source, target, sign]),
    [['0', '1', 1]],
  );
  assert.ok((await of('inhibitions')).every(({ sign }) => sign === -1));
  const main = await of('main');
  assert.deepEqual(main.map(({ source, target }) => `${source} ${target}`).sort(), ['0 1', '2 3']);
});

test('on independent Poisson trains events are as rare as stated', async () => {
  const trains = Array.from({ length: 40 }, (_, unit) => poissonTrain(9000, 30_000 * 600, unit + 100));
  const units = trains.map((_, unit) => String(unit));
  const inputs = {
    units,
    trains,
    depthUm: new Float32Array(40),
    shank: new Int32Array(40),
    channels: new Int32Array(40),
    sampleRateHz: 30_000,
  };
  const context = computing();
  await Promise.all(
    (['stark', 'kopelowitz'] as const).map(async (name) => {
      const run = async (given: Readonly<Record<string, unknown>>) =>
        (await connections.compute(
          inputs,
          parseParams(connections.params, { test: name, ...given }),
          context,
        )) as Connections;
      const many = await run({ correction: 'none', pMax: name === 'stark' ? 0.05 : 0.1, consecutiveBins: 4 });
      assert.equal(many.comparisonCount, 40 * 39);
      // The stated number is an upper bound for Stark; z is two-sided, so that one sign has half the bins' probability.
      const expected = many.expectedByChance / (name === 'stark' ? 1 : 2 ** 4);
      const deviation = (many.eventCount - expected) / Math.sqrt(expected);
      assert.ok(
        deviation < 4 && many.eventCount > 0.3 * expected,
        `${many.eventCount} events for ${expected}`,
      );
      const corrected = await run({ pMax: name === 'stark' ? 0.05 : 0.1, consecutiveBins: 4 });
      assert.ok(corrected.connections.length <= 1, `${corrected.connections.length} false connections`);
    }),
  );
});

test('a window too short for the predictor, or for the runs, is explained', async () => {
  await assert.rejects(found(['0', '1'], { binMs: 0.2, windowMs: 80 }), {
    name: 'ParameterError',
    message:
      /windowMs: 80 ms of 401 bins are too short for a predictor of 10 ms SD, which needs 452 bins, 90.4 ms/,
  });
  await assert.rejects(
    found(['0', '1'], { binMs: 0.5, windowMs: 50 }),
    /windowMs: 50 ms of 101 bins are too short/,
  );
  assert.ok(await found(['0', '1'], { binMs: 0.5, windowMs: 100 }));
  await assert.rejects(
    found(['0', '1'], { binMs: 0.5, windowMs: 1, predictorSdMs: 0.5, test: 'kopelowitz' }),
    {
      message: /consecutiveBins: 3 in a row do not fit/,
    },
  );
  await assert.rejects(found(['0', '1'], { test: 'kopelowitz', pMax: 0.1, binMs: 0.1 }), /pMax: at 0.1/);
  await assert.rejects(found(['0']), /units: only 0, expected two or more/);
});

test('a unit without spikes has no connections and does not disturb the others', async () => {
  const { connections: pairs } = await found(['0', '1', '15'], { periodsS: [[150, 260]] });
  assert.ok(pairs.every(({ source, target }) => source !== '15' && target !== '15'));
  assert.ok(pairs.some(({ source, target }) => source === '0' && target === '1'));
  assert.equal(poissonDeviations([0, 0], Float64Array.of(0, 0), 1).deviation[0], 0);
});

test('bins added up keep zero in the middle of the middle one', () => {
  const counts = Float64Array.from({ length: 11 }, (_, i) => i);
  assert.deepEqual([...mergeBins(counts, 3)], [1 + 2 + 3, 4 + 5 + 6, 7 + 8 + 9]);
  assert.equal(firstMerged(11, 3), 1);
  assert.deepEqual([...mergeBins(counts, 1)], [...counts]);
  assert.deepEqual([...mergeBins(Float64Array.of(1, 2, 4), 3)], [7]);
});

test('an even number of merged bins is refused; too short a window for them is told', async () => {
  await assert.rejects(found(['0', '1'], { mergedBins: 2 }), /mergedBins: got 2, expected an odd number/);
  const dataset = await recordingFixture(recordings['glx-1.0-long']);
  const params = { binMs: 0.2, windowMs: 90.6, mergedBins: 9 };
  const { warnings } = await engine.run({
    dataset,
    analysis: 'connections',
    units: ['0', '1'],
    params,
    cache: 'off',
  });
  assert.match(warnings.join(), /^$|mergedBins: bins of 1\.8 ms are left out: windowMs/);
});
