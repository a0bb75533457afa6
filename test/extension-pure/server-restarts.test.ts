import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serverRestarts } from '../../extension/server-restarts.ts';

test('a language server that ends is started again each time, and says so once', () => {
  let nowMs = 0;
  const crashed = serverRestarts(() => nowMs);
  const told = [1, 2, 3].map(() => {
    nowMs += 100_000;
    return crashed();
  });
  assert.deepEqual(
    told.map(({ restart }) => restart),
    [true, true, true],
  );
  assert.deepEqual(
    told.map(({ message }) => message?.includes('started again') ?? null),
    [true, null, null],
  );
});

test('one that ends twice within a minute stays off, and that is said', () => {
  let nowMs = 0;
  const crashed = serverRestarts(() => nowMs);
  crashed();
  nowMs += 59_000;
  const { restart, message } = crashed();
  assert.equal(restart, false);
  assert.match(message ?? '', /until the window is reloaded/);
});
