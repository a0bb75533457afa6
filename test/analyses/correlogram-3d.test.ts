import assert from 'node:assert/strict';
import { test } from 'node:test';
import { correlogram3d } from '../../core/analyses/correlogram-3d.ts';
import type { Correlogram3d } from '../../core/analyses/correlogram-3d-params.ts';
import type { Correlograms } from '../../core/analyses/correlogram-params.ts';
import { parseParams } from '../../core/analyses/params.ts';
import { Engine } from '../../core/engine/engine.ts';
import { logAutocorrelogram } from '../../core/kernels/log-autocorrelogram.ts';
import { smoothedRate } from '../../core/kernels/rate-classes.ts';
import { computing } from '../computing.ts';
import { assertNear, goldens, numbersOf } from '../golden.ts';
import { poissonTrain } from '../kernels/poisson-train.ts';
import { recordingFixture } from '../synthetic.ts';

const engine = new Engine({ threads: 0 });
const short = { preset: 'glx-1.0', raw: false, lf: false } as const;
const long = { ...short, seconds: 600 } as const;

async function run(units: string[], params: Readonly<Record<string, unknown>>, knobs: object = short) {
  const dataset = await recordingFixture(knobs);
  const done = await engine.run({ dataset, analysis: 'correlogram-3d', units, params, cache: 'off' });
  return done.result as Correlogram3d;
}

const asNpyx = { binMs: 1, windowMs: 100, binning: 'npyx', refractory: 'npyx' };

test('acg_3D: npyx binning gives npyx’s classes and values', async () => {
  const golden = goldens('glx-1.0', 'acg_3D')[0]!;
  const { values, rateEdgesHz, lagsMs } = await run(['16'], asNpyx);
  assertNear(rateEdgesHz, golden, numbersOf(golden, 'rate bins'));
  assertNear(lagsMs, golden, numbersOf(golden, 't'));
  assertNear(values, golden, numbersOf(golden, 'acg3d'));
});

test('acg_3D over ten minutes: the same, but for spikes whose rate is on an edge', async () => {
  const golden = goldens('glx-1.0-long', 'acg_3D')[0]!;
  const { values, rateEdgesHz } = await run(['16'], asNpyx, long);
  assertNear(rateEdgesHz, golden, numbersOf(golden, 'rate bins'));
  // Edges 2, 3, 4, 5 and 7 are rates of spikes: rounding decides in npyx to which side these fall. Others are equal.
  const npyx = numbersOf(golden, 'acg3d');
  for (const row of [0, 1, 9])
    assertNear(values.subarray(row * 101, (row + 1) * 101), golden, npyx.slice(row * 101, (row + 1) * 101));
});

test('convert_acg_log: the same values at the same lags', async () => {
  const golden = goldens('glx-1.0', 'convert_acg_log')[0]!;
  const dataset = await recordingFixture(short);
  const linear = await engine.run({
    dataset,
    analysis: 'correlogram',
    units: ['16'],
    params: asNpyx,
    cache: 'off',
  });
  const { values, lagsMs } = logAutocorrelogram((linear.result as Correlograms).values, 1, { count: 60 });
  assertNear(lagsMs, golden, numbersOf(golden, 't'));
  assertNear(values, golden, numbersOf(golden, 'acg'));
});

const computed = (trains: Float64Array[], params: Readonly<Record<string, unknown>>) =>
  correlogram3d.compute(
    { units: trains.map((_, i) => String(i)), trains, sampleRateHz: 30_000 },
    parseParams(correlogram3d.params, params),
    computing(),
  ) as Correlogram3d;

test('a Poisson train of 30 Hz: 10 × 2001, centre zero, 0.03 spikes per bin', () => {
  const train = poissonTrain(30 * 600, 30_000 * 600, 9);
  const { values, lagsMs, rateEdgesHz } = computed([train], { normalize: 'probability' });
  assert.deepEqual([rateEdgesHz.length, lagsMs.length], [10, 2001]);
  const mean = values.reduce((sum, value) => sum + value) / values.length;
  assert.ok(Math.abs(mean - 0.03) < 0.0005, `${mean}`);
  // A centred bin of 1 ms holds ±0.5 ms: half the intervals of npyx's, which it leaves out.
  const npyx = computed([train], { normalize: 'probability', binning: 'npyx' });
  for (let row = 0; row < 10; row++) assert.equal(npyx.values[row * 2001 + 1000], 0);
});

test('the classes together are the correlogram of the spikes that have one', () => {
  const [a, b] = [poissonTrain(3000, 30_000 * 100, 1), poissonTrain(5000, 30_000 * 100, 2)];
  const { values, lagsMs, spikesPerClass } = computed([a, b], { normalize: 'counts', windowMs: 100 });
  const size = lagsMs.length;
  const [first, last] = [Math.floor(b[0]! / 30), Math.floor(b.at(-1)! / 30)];
  const inside = a.filter((sample) => {
    const bin = Math.floor(sample / 30);
    return bin >= 50 && bin + 50 <= last && bin >= first;
  });
  assert.equal(
    spikesPerClass.reduce((sum, count) => sum + count),
    inside.length,
  );
  const brute = new Float64Array(size);
  for (const from of inside)
    for (const to of b) {
      const bin = Math.sign(to - from) * Math.floor(Math.abs(to - from) / 30 + 0.5);
      if (Math.abs(bin) <= 50) brute[bin + 50]!++;
    }
  const sum = new Float64Array(size);
  values.forEach((value, i) => {
    sum[i % size]! += value;
  });
  assert.deepEqual(sum, brute);
});

test('D70: the centre of a pair with equal numbers of spikes is not zeroed', () => {
  const a = poissonTrain(2000, 30_000 * 100, 5);
  const { values, lagsMs } = computed([a, a.map((sample) => sample + 3)], {
    normalize: 'counts',
    windowMs: 100,
    binning: 'npyx',
  });
  const centre = (lagsMs.length - 1) / 2;
  assert.ok(values[centre]! > 50);
});

test('D71: the lags of an odd window are symmetric about zero', () => {
  const { lagsMs } = computed([poissonTrain(500, 30_000 * 60, 3)], { binMs: 1, windowMs: 25 });
  assert.deepEqual([lagsMs.length, lagsMs[0], lagsMs[12], lagsMs[24]], [25, -12, 0, 12]);
});

test('the smoothed rate is the one laid out bin by bin', () => {
  const train = poissonTrain(300, 5000, 8).map((sample) => Math.floor(sample / 2));
  const bins = train.at(-1)! + 1;
  const rate = new Float64Array(bins);
  const middles = Array.from(train.subarray(1), (bin, i) => Math.floor((bin + train[i]!) / 2));
  for (let i = 1; i < middles.length; i++)
    if (middles[i]! > middles[i - 1]!)
      rate.fill(1 / (middles[i]! - middles[i - 1]!), middles[i - 1], middles[i]);
  const ours = smoothedRate(train, train, 40);
  train.forEach((place, i) => {
    const around = rate.subarray(Math.max(0, place - 20), place + 20);
    const mean = around.reduce((sum, value) => sum + value, 0) / around.length;
    assert.ok(Math.abs(ours[i]! - mean) < 1e-12);
  });
});

test('units of few spikes have empty classes, and three units are refused', async () => {
  for (const train of [new Float64Array(0), Float64Array.of(9), Float64Array.of(9, 3000)])
    assert.ok(computed([train], {}).values.every((value) => value === 0));
  await assert.rejects(run(['0', '1', '2'], {}), /units: got 3, expected one for itself or two for a pair/);
});
