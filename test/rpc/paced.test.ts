import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { paced } from '../../core/rpc/paced.ts';

beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
afterEach(() => mock.timers.reset());

function telling() {
  const told: number[] = [];
  return { told, pace: paced<number>((value) => told.push(value), 100) };
}

test('what comes first is told at once, then the latest of each while', () => {
  const { told, pace } = telling();
  for (const value of [1, 2, 3]) pace.tell(value);
  mock.timers.tick(99);
  assert.deepEqual(told, [1]);
  mock.timers.tick(1);
  assert.deepEqual(told, [1, 3]);
  pace.tell(4);
  assert.deepEqual(told, [1, 3]);
  mock.timers.tick(100);
  assert.deepEqual(told, [1, 3, 4]);
});

test('after a while without anything to tell the next is told at once', () => {
  const { told, pace } = telling();
  pace.tell(1);
  mock.timers.tick(1000);
  assert.deepEqual(told, [1], 'nothing is told twice');
  pace.tell(2);
  assert.deepEqual(told, [1, 2]);
});

test('what was not told when it ended is not told later', () => {
  const { told, pace } = telling();
  pace.tell(1);
  pace.tell(2);
  pace.end();
  mock.timers.tick(1000);
  assert.deepEqual(told, [1]);
});
