import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseParams } from '../../core/analyses/params.ts';
import { surrogateCorrelogram } from '../../core/analyses/surrogate-correlogram.ts';
import type { SurrogateCorrelogram } from '../../core/analyses/surrogate-correlogram-params.ts';
import { Engine } from '../../core/engine/engine.ts';
import { betweenNeighbours } from '../../core/kernels/jitter-train.ts';
import { lagsPerSpike } from '../../core/kernels/lags-per-spike.ts';
import { computing } from '../computing.ts';
import { assertNear, goldens, numbersOf } from '../golden.ts';
import { poissonTrain } from '../kernels/poisson-train.ts';
import { recordingFixture } from '../synthetic.ts';

const engine = new Engine({ threads: 0 });
const knobs = { preset: 'glx-1.0', raw: false, lf: false } as const;

async function run(units: string[], params: Readonly<Record<string, unknown>>) {
  const dataset = await recordingFixture(knobs);
  const done = await engine.run({ dataset, analysis: 'surrogate-correlogram', units, params, cache: 'off' });
  return done.result as SurrogateCorrelogram;
}

const context = computing();
const computed = (trains: Float64Array[], given: Readonly<Record<string, unknown>> = {}) =>
  surrogateCorrelogram.compute(
    { units: ['a', 'b'], trains, sampleRateHz: 30_000 },
    parseParams(surrogateCorrelogram.params, given),
    context,
  ) as SurrogateCorrelogram;

test('ccg_hz: without correction npyx’s values', async () => {
  const golden = goldens('glx-1.0', 'ccg_hz')[0]!;
  const { values } = await run(['0', '1'], {
    binMs: 0.5,
    windowMs: 50,
    rateCorrected: false,
    binning: 'npyx',
    refractory: 'npyx',
  });
  assertNear(values, golden, numbersOf(golden));
});

test('ccg_2d: the lags of each spike apart, added up as npyx’s', async () => {
  const golden = goldens('glx-1.0', 'ccg_2d')[0]!;
  const dataset = await recordingFixture(knobs);
  const done = await engine.run({
    dataset,
    analysis: 'spike-train',
    units: ['0', '1'],
    params: {},
    cache: 'off',
  });
  const [first, second] = (done.result as { trains: Float64Array[] }).trains;
  const { counts, binCount } = lagsPerSpike(first!.slice(0, 60), second!, 15, 1500);
  assert.deepEqual([counts.length / binCount, binCount], [60, 101]);
  const sums = new Float64Array(binCount);
  counts.forEach((count, i) => {
    sums[i % binCount]! += count;
  });
  assertNear(sums, golden, numbersOf(golden, 'sum over events'));
});

test('D68: a window that is no multiple of the bin has whole bins', () => {
  const { counts, binCount } = lagsPerSpike(Float64Array.of(100), Float64Array.of(97, 100, 109), 4, 22);
  assert.equal(binCount, 5);
  // half = 11: bins from −11, −7, −3, 1, 5, each 4 samples; lags −3, 0 and 9, which is beyond 8.
  assert.deepEqual([...counts], [0, 0, 2, 0, 0]);
});

test('D67: the trains that were given are left as they are, and the seed decides', () => {
  const [a, b] = [poissonTrain(3000, 30_000 * 300, 1), poissonTrain(3000, 30_000 * 300, 2)];
  const before = a.slice();
  const [first, second, other] = [1, 1, 2].map((seed) => computed([a, b], { seed }));
  assert.deepEqual(a, before);
  assert.deepEqual(first!.values, second!.values);
  assert.notDeepEqual(first!.values, other!.values);
});

test('a surrogate moves spikes between their neighbours and keeps their number', () => {
  const train = poissonTrain(500, 100_000, 3);
  const moved = betweenNeighbours(train, 5);
  assert.equal(moved.length, train.length);
  assert.deepEqual([moved[0], moved.at(-1)], [train[0], train.at(-1)]);
  moved.forEach((sample, i) => {
    assert.ok(i === 0 || sample >= moved[i - 1]!);
    assert.ok(sample >= train[Math.max(0, i - 2)]! && sample <= train[Math.min(499, i + 2)]!);
  });
});

test('slow changes of rate are taken away, precise times stay', () => {
  // Both rates swing together; a tenth of the spikes of b follow one of a after 2 ms.
  const swinging = (count: number, seed: number) =>
    poissonTrain(4 * count, 30_000 * 300, seed).filter((sample) => Math.sin(sample / 9000) > 0.3);
  const a = swinging(8000, 11);
  const b = Float64Array.from([
    ...swinging(8000, 12),
    ...a.filter((_, i) => i % 10 === 0).map((t) => t + 60),
  ]).sort();
  const { values, halfBand, lagsMs, expected } = computed([a, b], { windowMs: 40, confidencePercent: 99 });
  const planted = lagsMs.indexOf(2);
  assert.ok(values[planted]! > 5 * halfBand[planted]!);
  const others = [...values.keys()].filter((bin) => Math.abs(bin - planted) > 1);
  const inside = others.filter((bin) => Math.abs(values[bin]!) <= halfBand[bin]!).length;
  assert.ok(inside / others.length > 0.9, `${inside} of ${others.length} bins inside the band`);
  assert.ok(Math.min(...expected) > 0);
});

test('no common spikes give zeros and are told; one or three units are refused', async () => {
  assert.ok(computed([Float64Array.of(0), Float64Array.of(9e6)]).values.every((value) => value === 0));
  assert.ok(computed([new Float64Array(0), Float64Array.of(9)]).values.every((value) => value === 0));
  await assert.rejects(run(['0'], {}), /units: got 1 \(0\), expected two/);
  await assert.rejects(run(['0', '1', '2'], {}), /units: got 3/);
});
