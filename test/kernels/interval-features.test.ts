import assert from 'node:assert/strict';
import { test } from 'node:test';
import { intervalsOf, localVariations } from '../../core/kernels/interspike-intervals.ts';
import {
  burstIndex,
  intervalRatio,
  irregularity,
  localVariation,
  logIntervalEntropy,
  logIntervalMode,
  revisedLocalVariation,
  skewness,
} from '../../core/kernels/interval-features.ts';
import { binCountsAfter } from '../../core/kernels/lags-after.ts';
import { mean } from '../../core/kernels/moments.ts';
import { poissonTrain } from './poisson-train.ts';

const poisson = [poissonTrain(200_000, 2e9, 5)];
const regular = [Float64Array.from({ length: 100 }, (_, i) => 300 * i)];
/** Every k-th spike of a Poisson train: a gamma process of order k. */
const gamma = (k: number) => [poisson[0]!.filter((_, i) => i % k === 0)];

test('a Poisson train has the values that the papers give it, a regular one 0', () => {
  for (const [measure, expected] of [
    [localVariation, 1],
    [(parts: readonly Float64Array[]) => revisedLocalVariation(parts, 0), 1],
    [(parts: readonly Float64Array[]) => mean(localVariations(parts)), 1],
    [intervalRatio, 2 * Math.LN2],
    [irregularity, 1 - Math.LN2],
  ] as const) {
    assert.ok(Math.abs(measure(poisson) / expected - 1) < 0.01, `${measure(poisson)} for ${expected}`);
    assert.equal(Math.abs(measure(regular)), 0);
  }
  assert.ok(Math.abs(skewness(intervalsOf(poisson)) - 2) < 0.05);
});

test('Lv of a gamma process of order k is 3/(2k + 1)', () => {
  for (const k of [2, 3, 5]) assert.ok(Math.abs(localVariation(gamma(k)) * ((2 * k + 1) / 3) - 1) < 0.02);
});

test('LvR takes a refractory time out: with one it grows', () => {
  const dead = [Float64Array.from(poisson[0]!, (sample, i) => sample + 5000 * i)];
  assert.ok(localVariation(dead) < 0.6);
  // The formula is a first-order correction, better for short refractory times.
  const little = [Float64Array.from(poisson[0]!, (sample, i) => sample + 500 * i)];
  const [plain, revised] = [localVariation(little), revisedLocalVariation(little, 500)];
  assert.ok(Math.abs(revised - 1) < 0.25 * Math.abs(plain - 1), `${plain} ${revised}`);
  assert.ok(revisedLocalVariation(dead, 5000) > localVariation(dead) + 0.2);
});

test('no feature depends on the unit of time', () => {
  const scaled = poisson.map((part) => part.map((sample) => sample / 30));
  for (const measure of [localVariation, intervalRatio, irregularity])
    assert.ok(Math.abs(measure(scaled) / measure(poisson) - 1) < 1e-9);
});

test('entropy is 0 for one interval and log₂ n for n equally frequent ones, the mode the most frequent', () => {
  assert.equal(logIntervalEntropy(Float64Array.of(10, 10, 10), 20), 0);
  assert.ok(Math.abs(logIntervalEntropy(Float64Array.of(1, 10, 100, 1000), 20) - 2) < 1e-12);
  const mode = logIntervalMode(Float64Array.of(3, 51, 52, 900), 20);
  assert.ok(mode > 46 && mode < 57);
  assert.ok(Number.isNaN(logIntervalMode(new Float64Array(0), 20)));
});

test('the burst index is positive for doublets, about 0 for a Poisson train and −1 for a long silence', () => {
  const doublets = [Float64Array.from({ length: 2000 }, (_, i) => 60 * (i >> 1) + 4 * (i % 2))];
  assert.ok(burstIndex(binCountsAfter(doublets, 1, 50)) > 0.9);
  const flat = poisson.map((part) => part.map((sample) => sample / 200));
  assert.ok(Math.abs(burstIndex(binCountsAfter(flat, 1, 50))) < 0.1);
  const slow = [Float64Array.from({ length: 100 }, (_, i) => 45 * i)];
  assert.equal(burstIndex(binCountsAfter(slow, 1, 50)), -1);
});

test('what compares intervals does not look across parts', () => {
  const parts = [Float64Array.of(0, 10, 20), Float64Array.of(1000, 1030, 1060)];
  assert.equal(localVariation(parts), 0);
  assert.ok(Number.isNaN(localVariation([Float64Array.of(0, 10)])));
});
