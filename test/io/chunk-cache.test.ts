import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChunkCache } from '../../core/io/chunk-cache.ts';

const mega = 2 ** 20;

/** Chunks that say how often each was decoded. */
function counted() {
  const cache = new ChunkCache();
  const decoded: string[] = [];
  const get = (key: string, bytes = mega) =>
    cache.get(key, bytes, async () => {
      decoded.push(key);
      return Int16Array.of(key.length);
    });
  return { cache, decoded, get };
}

test('a chunk is decoded once, also for those who ask while it is', async () => {
  const { decoded, get } = counted();
  const [a, b] = await Promise.all([get('one'), get('one')]);
  assert.equal(a, b);
  assert.equal(await get('one'), a);
  assert.deepEqual([...(await get('other!'))], [6]);
  assert.deepEqual(decoded, ['one', 'other!']);
});

test('no more than 96 MB are kept, what was used last; of large chunks two', async () => {
  const { cache, decoded, get } = counted();
  for (let i = 0; i < 4; i++) await get(`${i}`, 24 * mega);
  assert.equal(cache.bytes, 96 * mega);
  await get('0', 24 * mega);
  await get('4', 24 * mega);
  assert.equal(cache.bytes, 96 * mega);
  await get('0', 24 * mega);
  assert.equal(decoded.length, 5);
  await get('1', 24 * mega);
  assert.equal(decoded.length, 6, 'the chunk that was not needed for longest has gone');
  await get('a', 500 * mega);
  await get('b', 500 * mega);
  assert.equal(cache.bytes, 1000 * mega);
  await get('a', 500 * mega);
  assert.equal(decoded.length, 8);
});

test('after ten seconds without a question nothing is kept', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { cache, decoded, get } = counted();
  await get('one');
  t.mock.timers.tick(9000);
  await get('one');
  t.mock.timers.tick(9000);
  assert.equal(cache.bytes, mega);
  t.mock.timers.tick(1000);
  assert.equal(cache.bytes, 0);
  await get('one');
  assert.equal(decoded.length, 2);
});

test('what failed is not kept, and another who waited for it decodes it with a reader of its own', async () => {
  const cache = new ChunkCache();
  const frames = Int16Array.of(1);
  let fail: (error: Error) => void = () => undefined;
  const first = cache.get('one', mega, () => new Promise((_, reject) => (fail = reject)));
  const second = cache.get('one', mega, async () => frames);
  fail(new Error('the file was closed'));
  await assert.rejects(first, /closed/);
  assert.equal(await second, frames);
  assert.equal(cache.bytes, 0);
});
