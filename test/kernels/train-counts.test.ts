import assert from 'node:assert/strict';
import { test } from 'node:test';
import { amplitudeCutoff } from '../../core/kernels/amplitude-cutoff.ts';
import { medianInPlace, valueOfRank } from '../../core/kernels/median.ts';
import { countTrain, percentileRange, presenceRatio } from '../../core/kernels/train-counts.ts';

const counting = { refractory: 10, ranges: [[0, 1000]], presenceBin: 100, rateBin: 300 } as const;

test('intervals and pairs below the refractory time are counted, an interval of exactly it is none', () => {
  const counts = countTrain(Float64Array.of(0, 4, 8, 12, 22, 500), counting);
  assert.deepEqual([counts.spikes, counts.intervals, counts.shortIntervals], [6, 5, 3]);
  // 0-4, 0-8, 4-8, 4-12, 8-12; not 12-22, which are 10 apart.
  assert.equal(counts.shortPairs, 5);
});

test('the pairs are those that a count over all pairs finds', () => {
  const train = Float64Array.from({ length: 300 }, (_, i) => Math.floor(3.3 * i + 20 * Math.sin(i))).sort();
  let pairs = 0;
  for (let i = 0; i < train.length; i++)
    for (let j = i + 1; j < train.length; j++) if (train[j]! - train[i]! < 10) pairs++;
  assert.equal(countTrain(train, { ...counting, ranges: [[-100, 2000]] }).shortPairs, pairs);
});

test('stretches are put end to end; nothing is counted across a gap or outside', () => {
  const train = Float64Array.of(5, 98, 100, 102, 700, 705, 950);
  const counts = countTrain(train, {
    ...counting,
    ranges: [
      [0, 100],
      [700, 900],
    ],
  });
  assert.deepEqual([counts.spikes, counts.intervals, counts.shortIntervals], [4, 2, 1]);
  assert.deepEqual([...counts.presence], [2, 2, 0]);
  assert.deepEqual([...counts.rates], [4]);
});

test('a train without spikes, or a single one, counts nothing between spikes', () => {
  for (const train of [new Float64Array(), Float64Array.of(3)]) {
    const counts = countTrain(train, counting);
    assert.deepEqual([counts.spikes, counts.intervals, counts.shortPairs], [train.length, 0, 0]);
  }
});

test('presence is the share of bins with a spike', () => {
  assert.equal(presenceRatio(Uint32Array.of(0, 3, 1, 0)), 0.5);
  assert.ok(Number.isNaN(presenceRatio(new Uint32Array())));
});

test('the percentile range of 0 … 100 is what the percentiles are apart', () => {
  assert.equal(
    percentileRange(
      Uint32Array.from({ length: 101 }, (_, i) => 100 - i),
      5,
      95,
    ),
    90,
  );
  assert.equal(percentileRange(Uint32Array.of(7, 7, 7), 5, 95), 0);
  assert.ok(Number.isNaN(percentileRange(Uint32Array.of(7), 5, 95)));
});

test('vector 12: of a Gaussian cut by the threshold the cutoff is about what was cut off', () => {
  // Quantiles of a normal distribution instead of random numbers, by bisection of its integral.
  const density = (z: number) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  const grid = Float64Array.from({ length: 80_001 }, (_, i) => (i - 40_000) / 10_000);
  let below = 0;
  const cumulated = grid.map((z) => (below += density(z) / 10_000));
  for (const [cut, missing] of [
    [-2, 0.023],
    [-1, 0.159],
    [-0.5, 0.309],
  ] as const) {
    const amplitudes: number[] = [];
    for (let q = 0.5 / 20_000, at = 0; q < 1; q += 1 / 20_000) {
      while (cumulated[at]! < q) at++;
      if (grid[at]! >= cut) amplitudes.push(10 + grid[at]!);
    }
    const found = amplitudeCutoff(Float64Array.from(amplitudes));
    const ofFound = missing / (1 - missing);
    assert.ok(Math.abs(found - ofFound) < 0.04, `cut at ${cut}: ${found}, planted ${ofFound}`);
  }
});

test('amplitudes that are all the same tell nothing', () => {
  assert.ok(Number.isNaN(amplitudeCutoff(new Float64Array(100).fill(3))));
  assert.ok(Number.isNaN(amplitudeCutoff(new Float64Array())));
});

test('the value of a rank is that of the sorted values, and the median lies between two', () => {
  const values = Float64Array.from({ length: 501 }, (_, i) => (i * 7919) % 503);
  const sorted = values.slice().sort();
  for (const rank of [0, 5, 250, 500]) assert.equal(valueOfRank(values.slice(), rank), sorted[rank]);
  assert.equal(medianInPlace(values.slice()), sorted[250]);
});
