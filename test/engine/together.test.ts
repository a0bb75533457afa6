import assert from 'node:assert/strict';
import { test } from 'node:test';
import { together } from '../../core/engine/together.ts';

test('calls of one turn are answered at once, each with its own; later calls again', async () => {
  const seen: (readonly number[])[] = [];
  const squared = together(async (asked: readonly number[]) => {
    seen.push([...asked]);
    return asked.map((value) => value * value);
  });
  assert.deepEqual(await Promise.all([3, 1, 3].map(squared)), [9, 1, 9]);
  assert.equal(await squared(5), 25);
  assert.deepEqual(seen, [[3, 1, 3], [5]]);
});

test('what fails for one fails for all of its turn, and not for the next', async () => {
  const half = together(async (asked: readonly number[]) => {
    if (asked.includes(0)) throw new RangeError('no half of nothing');
    return asked.map((value) => value / 2);
  });
  const said = await Promise.allSettled([half(4), half(0)]);
  assert.deepEqual(
    said.map((one) => one.status === 'rejected' && (one.reason as Error).message),
    ['no half of nothing', 'no half of nothing'],
  );
  assert.equal(await half(4), 2);
});
