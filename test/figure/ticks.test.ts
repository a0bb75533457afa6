import assert from 'node:assert/strict';
import test from 'node:test';
import { formatNumber, formatTicks, linearTicks, logTicks, thinTicks } from '../../core/figure/ticks.ts';

test('linear ticks of [−40, 40] with at most five are the multiples of 20', () => {
  assert.deepEqual(linearTicks(-40, 40, 5), { ticks: [-40, -20, 0, 20, 40], step: 20 });
});

test('linear ticks of [0, 0.5] are exact decimals, without rounding dust', () => {
  assert.deepEqual(linearTicks(0, 0.5, 6).ticks, [0, 0.1, 0.2, 0.3, 0.4, 0.5]);
});

test('linear ticks are multiples of 1, 2 or 5 × 10ⁿ inside the domain, never more than asked for', () => {
  for (const [low, high] of [
    [0, 1],
    [-3.7, 12.2],
    [1e-6, 3e-6],
    [123456, 987654],
    [-1e9, 1e9],
  ] as const) {
    for (let most = 1; most <= 12; most++) {
      const { ticks, step } = linearTicks(low, high, most);
      assert.ok(ticks.length <= most, `${ticks.length} ticks of at most ${most}`);
      const mantissa = step / 10 ** Math.floor(Math.log10(step) + 1e-9);
      assert.ok(
        [1, 2, 5].some((m) => Math.abs(mantissa - m) < 1e-9),
        `step ${step}`,
      );
      for (const tick of ticks) {
        assert.ok(tick >= low - 1e-9 * Math.abs(low) && tick <= high + 1e-9 * Math.abs(high));
        assert.ok(
          Math.abs(tick / step - Math.round(tick / step)) < 1e-6,
          `${tick} is no multiple of ${step}`,
        );
      }
    }
  }
});

test('linear ticks choose the finest step that stays within the number asked for', () => {
  assert.deepEqual(linearTicks(0, 10, 11).ticks.length, 11);
  assert.deepEqual(linearTicks(0, 10, 10).ticks, [0, 2, 4, 6, 8, 10]);
  assert.deepEqual(linearTicks(0, 10, 5).ticks, [0, 5, 10]);
});

test('an empty or reversed domain has no linear ticks', () => {
  assert.deepEqual(linearTicks(3, 3, 5).ticks, []);
  assert.deepEqual(linearTicks(Number.NaN, 3, 5).ticks, []);
});

test('log ticks are powers of ten, with 2 and 5 between them where they fit', () => {
  assert.deepEqual(logTicks(0.1, 100, 4), [0.1, 1, 10, 100]);
  assert.deepEqual(logTicks(1, 10, 4), [1, 2, 5, 10]);
  assert.deepEqual(logTicks(1, 1e8, 5), [1, 100, 1e4, 1e6, 1e8]);
  assert.deepEqual(logTicks(20, 60, 6), [20, 50]);
  assert.deepEqual(logTicks(0, 10, 5), []);
});

test('thinning keeps zero', () => {
  assert.deepEqual(thinTicks([-40, -20, 0, 20, 40], 3), [-40, 0, 40]);
  assert.deepEqual(thinTicks([-40, 0, 40], 2), [0]);
  assert.deepEqual(thinTicks([-40, 0, 40], 1), [0]);
  assert.deepEqual(thinTicks([1, 2], 5), [1, 2]);
});

test('numbers have a true minus, thin spaces between thousands and no negative zero', () => {
  assert.equal(formatNumber(-40, 0), '−40');
  assert.equal(formatNumber(1234567, 0), '1\u2009234\u2009567');
  assert.equal(formatNumber(1234, 0), '1234');
  assert.equal(formatNumber(-0.001, 1), '0.0');
  assert.equal(formatNumber(1.5e-7, 2), '1.5e−7');
  assert.equal(formatNumber(2e9, 0), '2e9');
  assert.equal(formatNumber(Number.NaN, 0), 'n/a');
});

test('labels of one axis share their decimals', () => {
  assert.deepEqual(formatTicks([-0.5, 0, 0.5, 1]), ['−0.5', '0.0', '0.5', '1.0']);
  assert.deepEqual(formatTicks([0, 50, 100]), ['0', '50', '100']);
});
