import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  addSums,
  centralBins,
  centralExcess,
  centralRatio,
  centralZscore,
  halfSums,
} from '../../core/kernels/central-synchrony.ts';
import { crossIntervals, type Direction } from '../../core/kernels/cross-intervals.ts';
import {
  correlationIndex,
  countCorrelation,
  countCovariance,
  pairsWithin,
  sparseCounts,
} from '../../core/kernels/pair-statistics.ts';
import { spikeTimeTiling, tiledShare } from '../../core/kernels/spike-time-tiling.ts';
import { goldens, numbersOf } from '../golden.ts';
import { poissonTrain } from './poisson-train.ts';

for (const golden of goldens('glx-1.0', 'get_cisi'))
  test(`${golden.id}: intervals to the spikes of another train are npyx's`, () => {
    const { spk1, spk2, direction } = golden.args as { spk1: number[]; spk2: number[]; direction: number };
    const to: Direction = direction === 0 ? 'nearest' : direction === 1 ? 'next' : 'previous';
    assert.deepEqual(
      [...crossIntervals(Float64Array.from(spk1), Float64Array.from(spk2), to)],
      numbersOf(golden),
    );
  });

test('the nearest spike is the nearer of the next and the one before, by a search over all', () => {
  const [a, b] = [poissonTrain(300, 20_000, 1), poissonTrain(200, 20_000, 2)];
  const brute = Float64Array.from(a, (t) => Math.min(...Array.from(b, (s) => Math.abs(s - t))));
  assert.deepEqual(crossIntervals(a, b, 'nearest'), brute);
  assert.ok(crossIntervals(a, new Float64Array(0), 'nearest').every(Number.isNaN));
  // Backwards in time the next spike is the one before.
  const back = (train: Float64Array) => train.map((t) => 20_000 - t).reverse();
  assert.deepEqual(crossIntervals(back(a), back(b), 'next').reverse(), crossIntervals(a, b, 'previous'));
});

test('tiles do not overlap and end with the ranges', () => {
  const train = Float64Array.of(5, 100, 104, 990);
  assert.equal(tiledShare(train, 10, [[0, 1000]]), (15 + 24 + 20) / 1000);
  assert.equal(
    tiledShare(train, 10, [
      [0, 100],
      [900, 1000],
    ]),
    (15 + 20) / 200,
  );
  assert.equal(tiledShare(new Float64Array(0), 10, [[0, 1000]]), 0);
});

const tiling = (a: Float64Array, b: Float64Array, reach: number, end: number) =>
  spikeTimeTiling(a, b, reach, [tiledShare(a, reach, [[0, end]]), tiledShare(b, reach, [[0, end]])]);

test('the tiling coefficient has the values that follow from its formula', () => {
  // Ta = 0.2, Tb = 0.1; one of two spikes of a is near the one of b: Pa = 0.5, Pb = 1.
  const [a, b] = [Float64Array.of(200, 700), Float64Array.of(210)];
  const expected = 0.5 * ((0.5 - 0.1) / (1 - 0.5 * 0.1) + (1 - 0.2) / (1 - 1 * 0.2));
  assert.ok(Math.abs(tiling(a, b, 50, 1000) - expected) < 1e-12);
  assert.equal(tiling(a, a, 50, 1000), 1);
  assert.equal(tiling(a, b, 50, 1000), tiling(b, a, 50, 1000));
  // Spikes that never meet: ½·(−Tb − Ta).
  const [c, d] = [Float64Array.of(100), Float64Array.of(800)];
  assert.ok(Math.abs(tiling(c, d, 50, 1000) + 0.1) < 1e-12);
  assert.ok(Number.isNaN(tiling(a, new Float64Array(0), 50, 1000)));
  // Tiles over all time: every spike is near another, which says nothing.
  assert.equal(tiling(a, b, 5000, 1000), 1);
});

test('independent trains have a tiling coefficient and a correlation of 0, whatever their rates', () => {
  const end = 30_000 * 1000;
  for (const [n, m] of [
    [2000, 2000],
    [2000, 50_000],
  ] as const) {
    const [a, b] = [poissonTrain(n, end, 3), poissonTrain(m, end, 4)];
    assert.ok(Math.abs(tiling(a, b, 150, end)) < 0.02);
    const byChance = (n * m * 300) / end;
    assert.ok(Math.abs(correlationIndex(a, b, 150, end) - 1) < 4 / Math.sqrt(byChance));
  }
});

test('pairs within a reach are counted with both ends, and the index has no unit (D79)', () => {
  const [a, b] = [Float64Array.of(0, 100, 200), Float64Array.of(5, 94, 300)];
  assert.equal(pairsWithin(a, b, 5), 1);
  assert.equal(pairsWithin(a, b, 6), 2);
  assert.equal(pairsWithin(a, a, 100), 7);
  // npyx takes T in samples and dt in ms, and so finds 30 times as much at 30 kHz.
  const ours = correlationIndex(a, b, 150, 9000);
  assert.equal(ours, (pairsWithin(a, b, 150) * 9000) / (9 * 300));
  const npyx = (pairsWithin(a, b, 150) * 9000) / (9 * 2 * 5);
  assert.ok(Math.abs(npyx / ours - 30) < 1e-9);
});

test('Pearson’s correlation of sparse counts is that of the full ones (D78)', () => {
  const a = Int32Array.of(0, 2, 0, 0, 1, 3, 0, 1);
  const b = Int32Array.of(1, 1, 0, 0, 0, 2, 0, 0);
  const n = a.length;
  const mean = (x: Int32Array) => x.reduce((s, v) => s + v, 0) / n;
  const cov = (x: Int32Array, y: Int32Array) =>
    x.reduce((sum, value, i) => sum + (value - mean(x)) * (y[i]! - mean(y)), 0) / n;
  const [sa, sb] = [sparseCounts(a), sparseCounts(b)];
  assert.ok(Math.abs(countCovariance(sa, sb, n) - cov(a, b)) < 1e-12);
  assert.ok(Math.abs(countCorrelation(sa, sb, n) - cov(a, b) / Math.sqrt(cov(a, a) * cov(b, b))) < 1e-12);
  assert.ok(Math.abs(countCorrelation(sa, sa, n) - 1) < 1e-12);
  assert.ok(Number.isNaN(countCorrelation(sa, sparseCounts(new Int32Array(n)), n)));
});

test('central bins stand out by z-score, ratio and excess; a flat correlogram does by none', () => {
  // 1 ms around zero at 0.2 ms are five bins, where npyx takes seven.
  const bins = centralBins(50, 0.2, 1, 0.8);
  assert.deepEqual(bins, { half: 50, centre: 2, outer: 40 });
  const flat = new Float64Array(51).fill(10);
  const middle = Float64Array.from(flat, (count, m) => (m === 0 ? count / 2 : count));
  const both = addSums(halfSums(middle, 0, bins), halfSums(middle, 0, bins));
  assert.equal(centralZscore(both, bins), 0);
  assert.equal(centralRatio(both, bins), 1);
  assert.equal(centralExcess(both, bins, 100), 0);
  // Baseline 9 and 11 in turn, SD 1; the five central bins hold 15.
  const peaked = Float64Array.from({ length: 51 }, (_, m) =>
    m <= 2 ? (m === 0 ? 7.5 : 15) : 10 + (m % 2 ? 1 : -1),
  );
  const sums = addSums(halfSums(peaked, 0, bins), halfSums(peaked, 0, bins));
  assert.equal(centralZscore(sums, bins), 5);
  assert.equal(centralRatio(sums, bins), 1.5);
  assert.equal(centralExcess(sums, bins, 50), 25 / 50);
});
