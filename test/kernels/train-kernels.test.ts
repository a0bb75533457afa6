import assert from 'node:assert/strict';
import { test } from 'node:test';
import { binSpikes, binStart } from '../../core/kernels/bin-spikes.ts';
import { enforceRefractory } from '../../core/kernels/enforce-refractory.ts';
import { exactRatio } from '../../core/kernels/exact-ratio.ts';
import { runsAbove, steadiestRun } from '../../core/kernels/firing-periods.ts';
import { intervalsOf, localVariations, trainWithin } from '../../core/kernels/interspike-intervals.ts';
import { mean } from '../../core/kernels/moments.ts';
import { chunksOf, goodChunks, slidingWindows } from '../../core/kernels/sliding-windows.ts';
import { gaussianKernel, plainSmooth, smooth } from '../../core/kernels/smooth.ts';
import { assertNear, goldens, numbersOf } from '../golden.ts';
import { poissonTrain } from './poisson-train.ts';

const ratio = (numerator: number, denominator = 1) => ({
  numerator: BigInt(numerator),
  denominator: BigInt(denominator),
});

/** What the golden entries call v(n). */
const v = (n: number) => Float64Array.from({ length: n }, (_, i) => ((7 * i * i + 3 * i) % 23) - 5);

for (const golden of goldens('glx-1.0', 'smooth').filter(
  ({ id, raises }) => !raises && /smooth\.\d+\.gaussian/.test(id),
))
  test(`${golden.id}: smoothed as by npyx, ends included`, () => {
    const { arr, method, sd } = golden.args as { arr: string; method: string; sd: number };
    const values = v(Number(/v\((\d+)\)/.exec(arr)?.[1]));
    assertNear(smooth(values, gaussianKernel(sd, method === 'gaussian_causal')), golden);
  });

test('a smoothed impulse sums to 1, keeps its place, and by the causal kernel is 0 before it', () => {
  for (const causal of [false, true]) {
    const impulse = new Float64Array(201);
    impulse[100] = 1;
    const out = smooth(impulse, gaussianKernel(5, causal));
    assert.ok(Math.abs(out.reduce((a, b) => a + b, 0) - 1) < 1e-12);
    assert.equal(out.indexOf(Math.max(...out)), 100);
    if (causal) assert.ok(out.subarray(0, 100).every((value) => value === 0));
    else for (let k = 1; k < 20; k++) assert.equal(out[100 - k], out[100 + k]);
  }
});

test('a symmetric kernel keeps the number of spikes, at the ends too', () => {
  const counts = v(60).map((value) => value + 5);
  const sum = counts.reduce((a, b) => a + b, 0);
  for (const sd of [1, 4, 40])
    assert.ok(Math.abs(smooth(counts, gaussianKernel(sd)).reduce((a, b) => a + b, 0) - sum) < 1e-9);
});

test('smoothing in vector instructions gives the same numbers, bit for bit, also where tiles meet', () => {
  const long = Float64Array.from({ length: 300_000 }, (_, i) => ((i * 7919) % 97 === 0 ? 1 + (i % 3) : 0));
  for (const [values, sd, causal] of [
    [long, 20, false],
    [long, 33.4, true],
    [long.subarray(0, 500), 100, false],
    [long.subarray(0, 1), 5, false],
    [long.subarray(0, 2000).map((value, i) => value + Math.sin(i)), 6, true],
  ] as const) {
    const kernel = gaussianKernel(sd, causal);
    let checks = 0;
    assert.deepEqual(
      smooth(values, kernel, () => checks++),
      plainSmooth(values, kernel),
    );
    assert.equal(checks, Math.ceil(values.length / 2 ** 17));
  }
});

test('smoothing ends where the caller says so', () => {
  const stop = () => {
    throw new Error('stopped');
  };
  assert.throws(() => smooth(new Float64Array(1000), gaussianKernel(10), stop), /stopped/);
});

test('smoothing keeps a constant, whatever the length, and one that is not a whole number of bins works', () => {
  for (const length of [1, 2, 3, 7, 50])
    for (const sd of [0.3, 1, 2.5, 20]) {
      const out = smooth(new Float64Array(length).fill(3), gaussianKernel(sd));
      for (const value of out) assert.ok(Math.abs(value - 3) < 1e-12, `${length} bins, ${sd}`);
    }
  assert.equal(smooth([], gaussianKernel(2)).length, 0);
  assert.throws(() => gaussianKernel(0), RangeError);
});

test('bins of 7.5 samples hold 8, 7, 8, 7 … samples, with every spike in one', () => {
  const every = Float64Array.from({ length: 300 }, (_, sample) => sample);
  assert.deepEqual([...binSpikes(every, 0, ratio(15, 2), 4)], [8, 7, 8, 7]);
  assert.deepEqual(
    [0, 1, 2, 3].map((k) => binStart(0, ratio(15, 2), k)),
    [0, 8, 15, 23],
  );
  assert.equal(
    binSpikes(every, 0, ratio(15, 2), 40).reduce((a, b) => a + b, 0),
    300,
  );
});

test('a bin is exact after billions of samples at a calibrated rate', () => {
  const width = { ...exactRatio(30000.037), denominator: exactRatio(30000.037).denominator * 4000n };
  for (const k of [1, 4000, 40_000_000]) {
    const edge = binStart(0, width, k);
    const before = binSpikes(Float64Array.of(edge - 1), 0, width, k + 2);
    const at = binSpikes(Float64Array.of(edge), 0, width, k + 2);
    assert.ok(before[k - 1] === 1 && at[k] === 1, `edge ${k}`);
  }
});

test('counts per bin do not change when a unit is split, and the parts are added', () => {
  const train = poissonTrain(5000, 900_000, 4);
  const parts = [0, 1, 2].map((rest) => train.filter((_, i) => i % 3 === rest));
  const whole = binSpikes(train, 0, ratio(45, 2), 40_000);
  const sum = new Int32Array(40_000);
  for (const part of parts) binSpikes(part, 0, ratio(45, 2), 40_000, sum);
  assert.deepEqual(sum, whole);
});

for (const recording of ['glx-1.0', 'glx-1.0-long'])
  for (const golden of goldens(recording, 'binarize'))
    test(`${recording} ${golden.id}: whole bins are npyx's but for the end of the recording`, () => {
      const shape = numbersOf(golden, 'shape');
      const pairs = numbersOf(golden, 'indices and counts of non-zero bins');
      const [bins, counts] = [pairs.slice(0, pairs.length / 2), pairs.slice(pairs.length / 2)];
      const binMs = golden.args['bin_size'] as number;
      // npyx makes 2 samples of 0.05 ms (D40) and counts a spike on the last edge in the last bin.
      const width = Math.ceil((30_000 * binMs) / 1000);
      const spikes = bins.flatMap((bin, i) => Array<number>(counts[i]!).fill(bin * width));
      const ours = binSpikes(Float64Array.from(spikes), 0, ratio(width), shape[0]!);
      assert.deepEqual(
        bins.map((bin) => ours[bin]),
        counts,
      );
    });

test('intervals are not taken from one period to the next', () => {
  const train = Float64Array.of(0, 10, 30, 100, 130, 500);
  const parts = trainWithin(train, [
    [0, 31],
    [90, 200],
    [400, 600],
  ]);
  assert.deepEqual([...intervalsOf(parts)], [10, 20, 30]);
  assert.deepEqual([...localVariations(parts)], [(2 * 10) / 30]);
  assert.deepEqual([...intervalsOf([Float64Array.of(), Float64Array.of(5)])], []);
});

test('CV2 is 0 for a regular train and 1 for a Poisson one', () => {
  const regular = Float64Array.from({ length: 100 }, (_, i) => 30 * i);
  assert.ok(localVariations([regular]).every((value) => value === 0));
  assert.ok(Math.abs(mean(localVariations([poissonTrain(100_000, 3e8, 1)])) - 1) < 0.01);
});

test('a train is the union of its periods', () => {
  const train = poissonTrain(2000, 100_000, 9);
  const cuts = [0, 17_000, 17_001, 60_000, 100_000];
  const ranges = cuts.slice(1).map((end, i) => [cuts[i]!, end] as const);
  assert.deepEqual(
    trainWithin(train, ranges).flatMap((part) => [...part]),
    [...train],
  );
});

test('a burst loses every spike but its first by npyx’s rule, and every other one by ours', () => {
  const burst = Float64Array.of(0, 24, 48, 72);
  assert.deepEqual([...enforceRefractory(burst, 30, 'npyx')], [0]);
  assert.deepEqual([...enforceRefractory(burst, 30, 'kept')], [0, 2]);
});

test('runs above a threshold hold both their ends, and there is none where the rate is always below', () => {
  assert.deepEqual(runsAbove([5, 5, 1, 5, 1, 1, 5], 5), [
    [0, 2],
    [3, 4],
    [6, 7],
  ]);
  // D41: npyx takes the whole recording for firing then.
  assert.deepEqual(runsAbove([1, 1, 1], 5), []);
  assert.deepEqual(runsAbove([], 5), []);
  assert.deepEqual(runsAbove([5, 6], 5), [[0, 2]]);
});

test('the steadiest run is looked for at falling rates, and the search ends', () => {
  const rate = Float64Array.from([0, 9, 11, 9, 11, 0, 10, 10, 10, 10, 0]);
  assert.deepEqual(steadiestRun(rate, 10, 4), [6, 10]);
  assert.deepEqual(steadiestRun(rate, 10, 5), undefined);
  assert.deepEqual(steadiestRun(Float64Array.from([5, 5, 5, 5]), 10, 4), [0, 4]);
  // D42: npyx shortens what it looks for by two samples and begins again.
  assert.equal(steadiestRun(new Float64Array(1000), 10, 30), undefined);
});

test('1200 s in steps of 10 s are 120 windows of 30 s and 122 chunks', () => {
  const windows = slidingWindows(0, 10, 3, 120);
  assert.deepEqual(
    [windows[0], windows.at(-1)],
    [
      [0, 30],
      [1190, 1220],
    ],
  );
  const chunks = chunksOf(0, 10, 3, 120);
  assert.equal(chunks.length, 122);
  assert.deepEqual(chunks.at(-1), [1210, 1220]);
  assert.equal(goodChunks(Array<boolean>(120).fill(true), 3, 'or').length, 122);
});

test('a chunk is good when one window over it is, or when all that exist are', () => {
  const passes = [true, false, false, true];
  assert.deepEqual(goodChunks(passes, 3, 'or'), [true, true, true, true, true, true]);
  assert.deepEqual(goodChunks(passes, 3, 'and'), [true, false, false, false, false, true]);
  assert.deepEqual(goodChunks([true, false], 1, 'and'), [true, false]);
  assert.deepEqual(goodChunks([], 3, 'or'), []);
});
