import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { options } from 'preact';
import { afterSending } from '../../webviews/dashboard/after-sending.ts';

/** A window that the test presses keys in. */
const target = new EventTarget();
const page = globalThis as {
  addEventListener?: unknown;
  removeEventListener?: unknown;
};

beforeEach(() => {
  page.addEventListener = target.addEventListener.bind(target);
  page.removeEventListener = target.removeEventListener.bind(target);
  mock.timers.enable({ apis: ['setTimeout'] });
});
afterEach(() => {
  mock.timers.reset();
  delete page.addEventListener;
  delete page.removeEventListener;
});

function pass() {
  for (let i = 0; i < 20; i++) mock.timers.tick(5);
}

test('a change comes after some turns of the thread, once', () => {
  let changes = 0;
  afterSending(() => changes++);
  assert.equal(changes, 0);
  pass();
  assert.equal(changes, 1);
  target.dispatchEvent(new Event('keydown'));
  pass();
  assert.equal(changes, 1);
});

test('a key or a press before then meets the page after the change, drawn at once', () => {
  for (const input of ['keydown', 'pointerdown']) {
    const seen: string[] = [];
    afterSending(() => {
      options.debounceRendering?.(() => seen.push('drawn'));
      seen.push('changed');
    });
    target.dispatchEvent(new Event(input));
    seen.push(input);
    assert.deepEqual(seen, ['drawn', 'changed', input]);
    pass();
    assert.equal(seen.length, 3);
    assert.equal(options.debounceRendering, undefined, 'later changes are drawn as ever');
  }
});
