import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jittered } from '../../core/kernels/jitter-train.ts';
import { randomBelow } from '../../core/kernels/seeded-choice.ts';
import { surrogateBand, surrogatesFor } from '../../core/kernels/surrogate-band.ts';
import { poissonTrain } from './poisson-train.ts';

test('199 surrogates tell 99 %, and the band is theirs from the smallest to the largest', () => {
  assert.equal(surrogatesFor(0.99), 199);
  assert.equal(surrogatesFor(0.95), 39);
  const counts = Array.from({ length: 199 }, (_, i) => (i * 7) % 199);
  const { mean, low, high } = surrogateBand(counts, 1, 0.99);
  assert.deepEqual([mean[0], low[0], high[0]], [99, 0, 198]);
  const twice = surrogateBand(
    Array.from({ length: 399 }, (_, i) => i),
    1,
    0.99,
  );
  assert.deepEqual([twice.low[0], twice.high[0]], [1, 397]);
  assert.throws(() => surrogateBand(counts.slice(1), 1, 0.99), /198 surrogates, expected at least 199/);
});

test('one more draw lies within the band as often as the share says', () => {
  const below = randomBelow(5);
  const [rounds, surrogates] = [4000, 39];
  let inside = 0;
  for (let round = 0; round < rounds; round++) {
    const draws = Array.from({ length: surrogates + 1 }, () => below(2 ** 30));
    const { low, high } = surrogateBand(draws.slice(1), 1, 0.95);
    if (draws[0]! >= low[0]! && draws[0]! <= high[0]!) inside++;
  }
  // 2 of 40 ranks lie outside: a binomial share of SD 0.0034.
  assert.ok(Math.abs(inside / rounds - 0.95) < 0.014, `${inside / rounds}`);
});

test('a jittered train has as many spikes, each within reach, ascending, the same for the same seed', () => {
  const train = poissonTrain(5000, 3_000_000, 3);
  const moved = jittered(train, 150, 8);
  assert.deepEqual(moved, jittered(train, 150, 8));
  assert.notDeepEqual(moved, jittered(train, 150, 9));
  assert.equal(moved.length, train.length);
  // Sorted against sorted, no rank moves farther than a spike may.
  moved.forEach((sample, i) => {
    assert.ok(Math.abs(sample - train[i]!) <= 150 && (i === 0 || sample >= moved[i - 1]!));
  });
  // Moves are uniform: of a spike alone their mean square is (r² + r) / 3.
  const one = Float64Array.of(10_000);
  const squares = Array.from({ length: 6000 }, (_, seed) => (jittered(one, 20, seed)[0]! - 10_000) ** 2);
  const mean = squares.reduce((sum, square) => sum + square, 0) / squares.length;
  assert.ok(Math.abs(mean / 140 - 1) < 0.06, `${mean}`);
  assert.ok(jittered(Float64Array.of(0, 1), 9, 1).every((sample) => sample >= 0));
});
