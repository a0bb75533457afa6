import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  eventsOf,
  falseDiscoveryLimit,
  poissonDeviations,
  runProbability,
} from '../../core/kernels/correlogram-events.ts';
import { hollowGaussian, predictor } from '../../core/kernels/hollow-gaussian.ts';
import { normalQuantile, normalTail } from '../../core/kernels/normal-quantile.ts';
import { deficitProbability, excessProbability } from '../../core/kernels/poisson-tail.ts';

const near = (actual: number, expected: number, relative: number, what = '') =>
  assert.ok(
    Math.abs(actual - expected) <= relative * Math.abs(expected),
    `${what} ${actual} for ${expected}`,
  );

/** Term by term, from the largest down: no formula in common with the kernel. */
function summed(count: number, mean: number): { excess: number; deficit: number } {
  const terms: number[] = [];
  let term = Math.exp(-mean);
  for (let k = 0; k < count + 400; k++) {
    terms.push(term);
    term *= mean / (k + 1);
  }
  const sum = (list: number[]) => list.sort((a, b) => a - b).reduce((all, each) => all + each, 0);
  return {
    excess: sum(terms.slice(count + 1)) + terms[count]! / 2,
    deficit: sum(terms.slice(0, count)) + terms[count]! / 2,
  };
}

test('Poisson tails equal their sums term by term, and excess and deficit make one', () => {
  for (const mean of [0.01, 0.5, 1, 3.7, 20, 150])
    for (const count of [0, 1, 2, 5, 17, 40, 130, 200]) {
      const { excess, deficit } = summed(count, mean);
      if (excess > 1e-13)
        near(excessProbability(count, mean), excess, 1e-8 + 1e-15 / excess, `excess ${count} of ${mean}`);
      if (deficit > 1e-13)
        near(deficitProbability(count, mean), deficit, 1e-8 + 1e-15 / deficit, `deficit ${count} of ${mean}`);
      assert.ok(Math.abs(excessProbability(count, mean) + deficitProbability(count, mean) - 1) < 1e-9);
    }
  assert.equal(excessProbability(0, 0), 0.5);
  assert.equal(excessProbability(3, 0), 0);
});

test('Poisson counts are beyond chance as often as stated, to half the probability of the next count', () => {
  const p = 0.01;
  for (const mean of [6, 20, 100, 400])
    for (const sign of [1, -1] as const) {
      const counts = Float64Array.from(
        { length: Math.ceil(mean + 12 * Math.sqrt(mean)) },
        (_, count) => count,
      );
      const predicted = counts.map(() => mean);
      const { probability } = poissonDeviations(counts, predicted, sign);
      const share = counts.slice();
      let term = Math.exp(-mean);
      for (let count = 0; count < share.length; count++) {
        share[count] = term;
        term *= mean / (count + 1);
      }
      const beyond = [...counts.keys()].filter((count) => probability[count]! <= p);
      const rate = beyond.reduce((sum, count) => sum + share[count]!, 0);
      const next = share[sign > 0 ? beyond[0]! - 1 : beyond.at(-1)! + 1]!;
      assert.ok(Math.abs(rate - p) <= next / 2, `${rate} of counts of mean ${mean}, sign ${sign}`);
    }
});

test('normal tails are those of the tables, and quantiles are their inverse', () => {
  near(normalTail(1.959963984540054), 0.025, 1e-9);
  near(normalTail(2.5758293035489), 0.005, 1e-9);
  near(normalTail(6), 9.865876450376946e-10, 1e-9);
  near(normalTail(-1), 0.8413447460685429, 1e-10);
  for (const p of [0.3, 0.005, 1e-6, 1e-12]) near(normalTail(normalQuantile(p)), p, 1e-9);
});

test('the predictor has σ bins SD, a centre of 0.4, sum one, and mirrored ends', () => {
  const weights = hollowGaussian(4);
  assert.equal(weights.length, 25);
  near(
    weights.reduce((sum, weight) => sum + weight),
    1,
    1e-12,
  );
  near(weights[12]! / weights[13]!, 0.4 / Math.exp(-1 / 32), 1e-12);
  const counts = Float64Array.from({ length: 40 }, (_, i) => ((i * 7919) % 13) + (i === 0 ? 50 : 0));
  const mirrored = [...counts.slice(0, 12).reverse(), ...counts, ...counts.slice(-12).reverse()];
  predictor(counts, weights).forEach((value, i) => {
    const expected = weights.reduce((sum, weight, tap) => sum + weight * mirrored[i + tap]!, 0);
    near(value, expected, 1e-12);
  });
  assert.ok(predictor(new Float64Array(30).fill(7), weights).every((value) => Math.abs(value - 7) < 1e-12));
  assert.throws(() => predictor(new Float64Array(12), weights), RangeError);
});

test('D76: the values of a trough stay as they are', () => {
  const z = Float64Array.from([0, 0, -4, -5, -4, 0, 0]);
  const [event] = eventsOf(z, (bin) => z[bin]! <= -2.58, 3);
  assert.deepEqual(
    [event?.first, event?.last, event?.peak, event?.amplitude, event?.mean],
    [2, 4, 3, -5, -13 / 3],
  );
});

test('runs that touch an end of the correlogram, or are too short, are no events', () => {
  const high = (...bins: number[]) => {
    const z = new Float64Array(12);
    for (const bin of bins) z[bin] = 5;
    return eventsOf(z, (bin) => z[bin]! > 3, 3).map(({ first, last }) => [first, last]);
  };
  assert.deepEqual(high(0, 1, 2), []);
  assert.deepEqual(high(9, 10, 11), []);
  assert.deepEqual(high(4, 5), []);
  assert.deepEqual(high(1, 2, 3, 6, 7, 8, 9), [
    [1, 3],
    [6, 9],
  ]);
});

test('the probability of a run is that of its least extraordinary bin, times the places', () => {
  const p = new Float64Array(10).fill(1);
  p.set([1e-3, 1e-2, 1e-4], 4);
  near(runProbability(p, 3), 6 * 1e-6, 1e-12);
  assert.equal(runProbability(new Float64Array(10).fill(1), 3), 1);
});

test('bins on the other side of their prediction are never significant', () => {
  for (let mean = 0.05; mean < 60; mean *= 1.3)
    for (let count = 0; count <= mean; count++) {
      assert.ok(excessProbability(count, mean) > 0.1, `${count} of ${mean}`);
      assert.equal(poissonDeviations([count], Float64Array.of(mean), 1).probability[0], 1);
    }
});

test('false discoveries are limited as by Benjamini and Hochberg', () => {
  // The example of their paper (1995, section 3.2): of 15 probabilities four are significant at 0.05.
  const p = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
    0.759, 1,
  ];
  assert.equal(falseDiscoveryLimit(p, 0.05, 15), 0.0095);
  assert.equal(falseDiscoveryLimit(p, 0.05, 1e6), 0);
});
