import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LinkSpeed } from '../../extension/link-speed.ts';

test('a link is as fast as more bytes take longer, whatever its delay', async () => {
  let nowMs = 0;
  const link = new LinkSpeed(async ({ length }) => {
    nowMs += 30 + length / 20_000;
  });
  await link.measure(() => nowMs);
  assert.ok(Math.abs(link.bytesPerS! - 20e6) < 1e3);
  let asked = 0;
  const once = new LinkSpeed(async () => void asked++);
  for (let i = 0; i < 5; i++) once.start();
  assert.equal(asked, 0, 'the first picture comes first');
  once.dispose();
  const silent = new LinkSpeed(() => Promise.reject(new Error('hidden')));
  await silent.measure();
  assert.equal(silent.bytesPerS, null);
});

test('a page that is busy for a moment does not make its link look faster than it may be', async () => {
  for (const busyMs of [
    [80, 0, 0],
    [80, 80, 0],
    [500, 500, 0],
    [0, 0, 300],
  ]) {
    let nowMs = 0;
    let call = 0;
    const link = new LinkSpeed(async ({ length }) => {
      nowMs += 2 + length / 20_000 + (busyMs[call++] ?? 0);
    });
    await link.measure(() => nowMs);
    assert.ok(link.bytesPerS! <= 2 * 20e6, `${busyMs}: ${link.bytesPerS}`);
  }
});

test('nothing is measured while somebody waits for an answer', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let asked = 0;
  const link = new LinkSpeed(async () => void asked++);
  link.start();
  let answer = () => {};
  const waiting = link.during(new Promise<void>((resolve) => (answer = resolve)));
  t.mock.timers.tick(3000);
  assert.equal(asked, 0);
  answer();
  await waiting;
  t.mock.timers.tick(400);
  assert.equal(asked, 0, 'nor when the next question is likely');
  for (let i = 0; i < 3; i++) t.mock.timers.tick(500);
  assert.equal(asked, 1, 'then it is');
  link.dispose();
});
