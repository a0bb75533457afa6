import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deviateOfLogTail, logBinomialTail } from '../../core/kernels/binomial-tail.ts';
import { normalQuantile, normalTail } from '../../core/kernels/normal-quantile.ts';

/** P(X ≥ count) term by term, each from the one before, in exact fractions of 2⁻⁸⁰⁰. */
function byTerms(count: number, total: number, numerator: number, denominator: number): number {
  const [yes, no] = [BigInt(numerator), BigInt(denominator - numerator)];
  let ways = 1n;
  let sum = 0n;
  for (let k = 0; k <= total; k++) {
    if (k >= count) sum += ways * yes ** BigInt(k) * no ** BigInt(total - k);
    ways = (ways * BigInt(total - k)) / BigInt(k + 1);
  }
  const bits = 2n ** 1000n;
  const share = (sum * bits) / BigInt(denominator) ** BigInt(total);
  // The highest 60 bits as a number, and how many were left out.
  const length = share.toString(2).length;
  const out = BigInt(Math.max(0, length - 60));
  return Math.log(Number(share >> out)) + (Number(out) - 1000) * Math.LN2;
}

test('the tail of a binomial is the sum of its terms, however small', () => {
  for (const [numerator, denominator] of [
    [1, 321],
    [5, 1925],
    [1, 2],
    [320, 321],
    [9, 10],
  ] as const)
    for (const total of [0, 1, 2, 7, 60, 400])
      for (const count of [0, 1, 2, 3, 6, 30, 60, 150, 399, 400].filter((k) => k <= total)) {
        const found = logBinomialTail(count, total, numerator / denominator);
        const expected = byTerms(count, total, numerator, denominator);
        const close = Math.abs(found - expected) <= 1e-9 * Math.max(1, Math.abs(expected));
        assert.ok(close, `${count} of ${total} by ${numerator}/${denominator}: ${found}, not ${expected}`);
      }
});

test('of many trials it is the normal tail, with the correction for whole counts', () => {
  const [total, share] = [100_000_000, 1 / 321];
  const [mean, sd] = [total * share, Math.sqrt(total * share * (1 - share))];
  for (const z of [-3, -1, 0, 1, 3]) {
    const count = Math.round(mean + z * sd);
    const found = Math.exp(logBinomialTail(count, total, share));
    const expected = normalTail((count - 0.5 - mean) / sd);
    assert.ok(Math.abs(found / expected - 1) < 0.01, `${found} for ${expected}`);
  }
});

test('more than all and none at all are what they must be', () => {
  assert.equal(logBinomialTail(0, 10, 0.3), 0);
  assert.equal(logBinomialTail(11, 10, 0.3), -Infinity);
  assert.equal(logBinomialTail(3, 10, 1), 0);
  assert.equal(logBinomialTail(3, 10, 0), -Infinity);
});

test('the deviate of a tail is the one that has it, also where the tail is below the smallest double', () => {
  for (const tail of [0.5, 0.3, 0.05, 1e-3, 1e-9, 1e-100, 1e-300])
    assert.ok(Math.abs(deviateOfLogTail(Math.log(tail)) - normalQuantile(tail)) < 5e-4, `${tail}`);
  // ln of the tail beyond z: −z²/2 − ln(z √2π), less 1/z² of itself.
  for (const z of [50, 200, 1000]) {
    const logTail = -(z * z) / 2 - Math.log(z * Math.sqrt(2 * Math.PI)) + Math.log1p(-1 / (z * z));
    assert.ok(Math.abs(deviateOfLogTail(logTail) - z) < 1e-3, `${z}`);
  }
  assert.equal(deviateOfLogTail(Math.log(0.9)), 0);
});
