import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unitsAround } from '../../webviews/dashboard/use-read-ahead.ts';

test('around a unit are the units above and below it in the order of the table, the nearest first', () => {
  const order = ['a', 'b', 'c', 'd', 'e', 'f'];
  assert.deepEqual(unitsAround(order, 'c', 2), ['d', 'b', 'e', 'a']);
  assert.deepEqual(unitsAround(order, 'a', 2), ['b', 'c']);
  assert.deepEqual(unitsAround(order, 'f', 9), ['e', 'd', 'c', 'b', 'a']);
  assert.deepEqual(unitsAround(order, 'filtered out', 9), []);
});
