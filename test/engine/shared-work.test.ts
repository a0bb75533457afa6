import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SharedWork } from '../../core/engine/shared-work.ts';

/** Work that ends when told, and says how often it was begun and stopped. */
function watched() {
  const seen = { begun: 0, stopped: 0, end: (_value: number) => {} };
  const work = new SharedWork(
    (signal) =>
      new Promise<number>((resolve, reject) => {
        seen.begun += 1;
        seen.end = resolve;
        signal.addEventListener('abort', () => {
          seen.stopped += 1;
          reject(new Error('stopped'));
        });
      }),
  );
  return { work, seen };
}

test('work goes on while one waits for it, is stopped when the last has gone, and begins anew for the next', async () => {
  const { work, seen } = watched();
  const [first, second] = [new AbortController(), new AbortController()];
  const asked = [work.get(first.signal), work.get(second.signal)];
  first.abort();
  await assert.rejects(asked[0]!, { name: 'Cancelled' });
  assert.deepEqual([seen.begun, seen.stopped], [1, 0]);
  second.abort();
  await assert.rejects(asked[1]!, { name: 'Cancelled' });
  assert.deepEqual([seen.begun, seen.stopped], [1, 1]);
  const again = work.get(new AbortController().signal);
  assert.equal(seen.begun, 2);
  seen.end(7);
  assert.equal(await again, 7);
});

test('what is done stays done: a signal that aborts later stops nothing', async () => {
  const { work, seen } = watched();
  const late = new AbortController();
  const asked = work.get(late.signal);
  seen.end(7);
  assert.equal(await asked, 7);
  late.abort();
  assert.equal(await work.get(), 7);
  assert.deepEqual([seen.begun, seen.stopped], [1, 0]);
});

test('who waits without a signal keeps the work going, and a failure is tried again', async () => {
  const { work, seen } = watched();
  const one = new AbortController();
  const asked = work.get();
  const left = work.get(one.signal);
  one.abort();
  await assert.rejects(left, { name: 'Cancelled' });
  assert.equal(seen.stopped, 0);
  seen.end(1);
  await asked;

  let tries = 0;
  const failing = new SharedWork(async () => {
    tries += 1;
    throw new Error('no file');
  });
  await assert.rejects(failing.get(), /no file/);
  await assert.rejects(failing.get(), /no file/);
  assert.equal(tries, 2);
});
