import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bisectLeft } from '../../core/kernels/bisect.ts';
import { enforceRefractory, isApart } from '../../core/kernels/enforce-refractory.ts';
import { regularSelection } from '../../core/kernels/regular-selection.ts';
import { seededChoice } from '../../core/kernels/seeded-choice.ts';

const burst = Float64Array.of(0, 24, 48, 72);

test('a spike is dropped when it follows the last kept one within the gap; npyx asks for the one before', () => {
  assert.deepEqual([...enforceRefractory(burst, 30)], [0, 2]);
  assert.deepEqual([...enforceRefractory(burst, 30, 'npyx')], [0]);
});

test('spikes are apart when and only when both rules keep all of them', () => {
  for (const train of [[], [4], [5, 5], [0, 30], [0, 31], [0, 31, 62, 92], [0, 40, 80, 120]])
    for (const gap of [-1, 0, 29.5, 30, 40])
      for (const rule of ['kept', 'npyx'] as const) {
        const spikes = Float64Array.from(train);
        assert.equal(isApart(spikes, gap), enforceRefractory(spikes, gap, rule).length === train.length);
      }
});

test('a gap of 0 drops repeated samples, a negative one nothing', () => {
  const train = Float64Array.of(5, 5, 5, 6);
  assert.deepEqual([...enforceRefractory(train, 0)], [0, 3]);
  assert.deepEqual([...enforceRefractory(train, -1)], [0, 1, 2, 3]);
  assert.deepEqual([...enforceRefractory(new Float64Array(), 0)], []);
});

test('no two kept spikes are within the gap, and no dropped one could have stayed', () => {
  const train = Float64Array.from(seededChoice(3000, 400, 7));
  const kept = new Set(enforceRefractory(train, 12));
  let last = Number.NEGATIVE_INFINITY;
  train.forEach((sample, i) => {
    assert.equal(kept.has(i), sample - last > 12);
    if (kept.has(i)) last = sample;
  });
});

test('100 of 1234 in runs of 10 start at 0, 136, 272 … 1224', () => {
  const picked = [...regularSelection(1234, 100)];
  assert.equal(picked.length, 100);
  assert.deepEqual(
    picked.filter((_, i) => i % 10 === 0),
    [0, 136, 272, 408, 544, 680, 816, 952, 1088, 1224],
  );
});

test('any number of spikes can be selected, ascending and each once', () => {
  for (const total of [0, 1, 5, 9, 10, 11, 99, 100, 101, 250, 1234])
    for (const count of [1, 5, 10, 11, 15, 19, 20, 25, 100, 101, 300]) {
      const picked = [...regularSelection(total, count)];
      assert.ok(picked.every((position, i) => position < total && position > (picked[i - 1] ?? -1)));
      // Few spikes are strided, which may take fewer than asked for.
      if (total <= count) assert.equal(picked.length, total);
      else if (total > 10) assert.equal(picked.length, count, `${count} of ${total}`);
      else assert.ok(picked.length > 0);
    }
  assert.equal(regularSelection(50, 0).length, 50);
});

test('a random choice has no repetition, the same for the same seed, another for another', () => {
  const a = seededChoice(1000, 100, 1);
  assert.equal(new Set(a).size, 100);
  assert.deepEqual(a, a.toSorted());
  assert.deepEqual(a, seededChoice(1000, 100, 1));
  assert.notDeepEqual(a, seededChoice(1000, 100, 2));
  assert.deepEqual([...seededChoice(3, 10, 1)], [0, 1, 2]);
});

test('every item is chosen equally often', () => {
  const hits = new Float64Array(20);
  for (let seed = 0; seed < 4000; seed++) for (const i of seededChoice(20, 5, seed)) hits[i]!++;
  // Binomial with n = 4000, p = 1/4: SD 27; five SDs either side.
  for (const count of hits) assert.ok(Math.abs(count - 1000) < 140, `${count} of 1000`);
});

test('bisection finds the first value not below', () => {
  const values = [1, 3, 3, 8];
  assert.deepEqual(
    [0, 1, 2, 3, 4, 8, 9].map((value) => bisectLeft(values, value)),
    [0, 0, 1, 1, 3, 3, 4],
  );
});
