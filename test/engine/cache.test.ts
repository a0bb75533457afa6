import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { Cache, userCacheFolder } from '../../core/engine/cache.ts';

const root = mkdtempSync(path.join(tmpdir(), 'neuropyxels-cache-'));
after(() => rmSync(root, { recursive: true, force: true }));
const folder = (name: string) => {
  mkdirSync(path.join(root, name), { recursive: true });
  return path.join(root, name);
};
const filesOf = (dataset: string) =>
  readdirSync(path.join(dataset, 'npyxMemory'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));

test('what was written is read again, typed arrays and NaN included, also by another process', async () => {
  const dataset = folder('round-trip');
  const value = { result: { values: Float64Array.of(1, Number.NaN), shape: [2] }, warnings: ['one'] };
  await new Cache(dataset).write('correlogram', 'a'.repeat(64), value);
  assert.deepEqual(await new Cache(dataset).read('correlogram', 'a'.repeat(64)), value);
  assert.equal(await new Cache(dataset).read('correlogram', 'b'.repeat(64)), undefined);
  assert.equal(await new Cache(dataset).read('waveforms', 'a'.repeat(64)), undefined);
  assert.deepEqual(
    filesOf(dataset).map((file) => path.basename(path.dirname(file))),
    ['correlogram'],
  );
});

test('a file that was cut or is something else is a miss and is replaced', async () => {
  const dataset = folder('corrupt');
  const cache = new Cache(dataset);
  await cache.write('units', 'c'.repeat(64), [1, 2, 3]);
  const [file] = filesOf(dataset);
  truncateSync(file!, 7);
  assert.equal(await cache.read('units', 'c'.repeat(64)), undefined);
  writeFileSync(file!, 'not ours');
  assert.equal(await cache.read('units', 'c'.repeat(64)), undefined);
  await cache.write('units', 'c'.repeat(64), [4]);
  assert.deepEqual(await cache.read('units', 'c'.repeat(64)), [4]);
});

test('the results not used for longest go when the cache is full; files of others stay', async () => {
  const dataset = folder('full');
  const cache = new Cache(dataset, { maxBytes: 40_000 });
  const memory = path.join(dataset, 'npyxMemory');
  mkdirSync(memory);
  writeFileSync(path.join(memory, 'ccg_stack.npy'), new Uint8Array(100_000));
  for (let i = 0; i < 6; i++) {
    await cache.write('x', String(i).repeat(64), new Uint8Array(9000));
    for (const file of filesOf(dataset))
      if (path.basename(file).startsWith(String(i))) utimesSync(file, 1000 + i, 1000 + i);
    // Used all the time, though the oldest.
    assert.ok(await cache.read('x', '0'.repeat(64)));
  }
  const kept = filesOf(dataset)
    .map((file) => path.basename(file)[0])
    .sort();
  assert.deepEqual(kept, ['0', '3', '4', '5', 'c']);
});

test('without a place in the dataset results go to the fallback folder', async () => {
  const dataset = folder('read-only');
  // A file where the folder should be: cannot be written by any user, root included.
  writeFileSync(path.join(dataset, 'npyxMemory'), 'x');
  const fallbackFolder = path.join(root, 'fallback');
  const cache = new Cache(dataset, { fallbackFolder });
  await cache.write('x', 'd'.repeat(64), 'kept');
  assert.equal(await cache.read('x', 'd'.repeat(64)), 'kept');
  assert.equal(readdirSync(path.join(fallbackFolder, 'x')).length, 1);
});

test('with no place at all a result is just not kept', async () => {
  const dataset = folder('nowhere');
  const file = path.join(dataset, 'file');
  writeFileSync(file, 'x');
  const cache = new Cache(dataset, { folder: file, fallbackFolder: path.join(file, 'below') });
  await cache.write('x', 'e'.repeat(64), 1);
  assert.equal(await cache.read('x', 'e'.repeat(64)), undefined);
  assert.equal(readFileSync(file, 'utf8'), 'x');
  assert.ok(statSync(file).isFile());
});

test('the user’s cache folder follows the platform', () => {
  assert.equal(userCacheFolder({ XDG_CACHE_HOME: '/c' }, 'linux'), path.join('/c', 'neuropyxels'));
  assert.match(userCacheFolder({}, 'linux'), /\.cache.neuropyxels$/);
  assert.match(userCacheFolder({}, 'darwin'), /Library.Caches.neuropyxels$/);
  assert.match(userCacheFolder({ LOCALAPPDATA: 'C:\\Local' }, 'win32'), /Local.+neuropyxels/);
});
