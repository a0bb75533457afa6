import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  falsePositiveInterval,
  hillFalsePositiveRate,
  llobetFalsePositiveRate,
  npyxFalsePositiveRate,
  poissonInterval,
  type Violations,
} from '../../core/kernels/false-positive-rate.ts';
import { poissonTrain } from './poisson-train.ts';

const of: Violations = { violations: 12, spikes: 3000, duration: 300 * 30_000, refractory: 45 };

test('Hill: putting the estimate into the formula gives the violations back', () => {
  const f = hillFalsePositiveRate(of);
  assert.ok(
    Math.abs((2 * f * (1 - f) * of.refractory * of.spikes ** 2) / of.duration - of.violations) < 1e-9,
  );
  assert.equal(hillFalsePositiveRate({ ...of, violations: 0 }), 0);
  assert.equal(hillFalsePositiveRate({ ...of, violations: 1000 }), 0.5);
  assert.ok(hillFalsePositiveRate({ ...of, censored: 15 }) > f);
});

test('Llobet: pairs of contaminants with others and with each other make up the violations', () => {
  const f = llobetFalsePositiveRate(of);
  const pairs = ((1 - (1 - f) ** 2) * of.spikes ** 2 * of.refractory) / of.duration;
  assert.ok(Math.abs(pairs - of.violations) < 1e-9);
  assert.equal(llobetFalsePositiveRate({ ...of, violations: 0 }), 0);
  assert.equal(llobetFalsePositiveRate({ ...of, violations: 1000 }), 1);
  // For small shares both say v·T / (2·τ·N²), as npyx does with the rate N/T.
  const few = { ...of, violations: 1, spikes: 30_000 };
  const linear = npyxFalsePositiveRate(1, few.spikes, few.refractory, few.spikes / few.duration);
  assert.ok(Math.abs(llobetFalsePositiveRate(few) / linear - 1) < 0.01);
  assert.ok(Math.abs(hillFalsePositiveRate(few) / linear - 1) < 0.01);
});

test('planted contamination by Poisson spikes is recovered', () => {
  const duration = 1800 * 30_000;
  const refractory = 90;
  // A neuron with a refractory period of 3 ms and 10 % of Poisson spikes among its own.
  const own: number[] = [];
  for (const sample of poissonTrain(40_000, duration, 1))
    if (own.length === 0 || sample - own.at(-1)! >= refractory) own.push(sample);
  const foreign = poissonTrain(Math.round(own.length / 9), duration, 2);
  const train = [...own, ...foreign].sort((a, b) => a - b);
  const intervals = train.slice(1).filter((sample, i) => sample - train[i]! < refractory).length;
  let pairs = 0;
  for (let i = 0; i < train.length; i++)
    for (let j = i + 1; j < train.length && train[j]! - train[i]! < refractory; j++) pairs++;
  const facts = { spikes: train.length, duration, refractory };
  assert.ok(Math.abs(llobetFalsePositiveRate({ ...facts, violations: pairs }) - 0.1) < 0.01);
  assert.ok(Math.abs(hillFalsePositiveRate({ ...facts, violations: intervals }) - 0.1) < 0.015);
});

test('npyx’s rule is v / (2nτ) / R', () => {
  // §26, vector 13: 7 violations among 500 spikes, τ = 0.8 ms, R = 20 Hz, here in samples of 1/30 ms.
  assert.ok(Math.abs(npyxFalsePositiveRate(7, 500, 24, 20 / 30_000) - 7 / (2 * 500 * 0.0008) / 20) < 1e-12);
});

test('the interval of a count is Garwood’s, and that of the estimate holds the estimate', () => {
  // Pearson and Hartley, Biometrika tables, 95 %.
  for (const [count, low, high] of [
    [0, 0, 3.6889],
    [1, 0.0253, 5.5716],
    [10, 4.7954, 18.3904],
    [100, 81.364, 121.6268],
  ] as const) {
    const [from, to] = poissonInterval(count);
    assert.ok(Math.abs(from - low) < 1e-4 && Math.abs(to - high) < 1e-4, `${count}: ${from} ${to}`);
  }
  for (const estimate of [hillFalsePositiveRate, llobetFalsePositiveRate]) {
    const [low, high] = falsePositiveInterval(estimate, of);
    assert.ok(low < estimate(of) && estimate(of) < high);
    const [none, some] = falsePositiveInterval(estimate, { ...of, violations: 0 });
    assert.ok(none === 0 && some > 0);
  }
});
