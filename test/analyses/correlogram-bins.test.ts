import assert from 'node:assert/strict';
import { test } from 'node:test';
import { binCountOf, binsOf, scaled } from '../../core/analyses/correlogram-bins.ts';

const choice = (binMs: number, windowMs: number) =>
  ({ binMs, windowMs, binning: 'centred', logBins: null }) as const;

test('a window of 80 ms has 401 bins of 0.2 ms, one of 2 ms eleven', () => {
  assert.equal(binCountOf(choice(0.2, 80)), 401);
  assert.equal(binCountOf(choice(0.2, 2)), 11);
});

test('every window has 2·⌊window / (2·bin)⌋ + 1 bins, counted without the rounding of binary fractions', () => {
  for (let tenths = 1; tenths <= 30; tenths++)
    for (let window = 40; window <= 1000; window += 8) {
      // In whole hundredths of a millisecond: tenths / 10 ms bins in a window of window / 10 ms.
      const expected = 2 * Math.floor(window / (2 * tenths)) + 1;
      const { lagsMs } = binsOf(choice(tenths / 10, window / 10), 30_000);
      assert.equal(lagsMs.length, expected, `${tenths / 10} ms in ${window / 10} ms`);
      assert.equal(binCountOf(choice(tenths / 10, window / 10)), expected);
      assert.equal(lagsMs[(expected - 1) / 2], 0);
    }
});

test('Pearson’s scale is counts / √(N₁·N₂)', () => {
  const by = { normalize: 'pearson', binning: 'centred' } as const;
  assert.deepEqual([...scaled(Float64Array.of(2, 4), by, 1, 4, 16)], [0.25, 0.5]);
});
