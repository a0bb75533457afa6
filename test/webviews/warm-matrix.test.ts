import assert from 'node:assert/strict';
import { test } from 'node:test';
import { warmMatrix } from '../../webviews/matrix/warm-matrix.ts';

test('a page that has time draws a made-up matrix some times, a step whenever it is idle, and then no more', () => {
  const page = globalThis as { requestIdleCallback?: (callback: () => void) => void };
  const waiting: (() => void)[] = [];
  page.requestIdleCallback = (callback) => void waiting.push(callback);
  try {
    warmMatrix();
    let steps = 0;
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      assert.equal(waiting.length, 0);
      step();
      steps++;
    }
    assert.equal(steps, 8);
  } finally {
    delete page.requestIdleCallback;
  }
});
