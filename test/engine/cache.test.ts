import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  existsSync,
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
import { promisify } from 'node:util';
import { Cache, userCacheFolder } from '../../core/engine/cache.ts';
import { parseNpy } from '../../core/formats/npy.ts';
import { builtThread } from '../built-worker.ts';

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
    filesOf(dataset).map((file) => path.relative(path.join(dataset, 'npyxMemory'), file)),
    [path.join('correlogram', `${'a'.repeat(40)}.json`)],
  );
});

test('several processes write and read the same result at once: each reads a whole one or none, and no file is left over', async () => {
  const dataset = folder('processes');
  const program = await builtThread('test/engine/cache-process.ts');
  try {
    await Promise.all(
      [1, 2, 3, 4].map((name) =>
        promisify(execFile)(process.execPath, [program, dataset, '25', String(name)]),
      ),
    );
  } finally {
    rmSync(path.dirname(program), { recursive: true, force: true });
  }
  const kept = (await new Cache(dataset).read('psth', 'c'.repeat(64))) as {
    result: { values: Float64Array };
  };
  assert.equal(new Set(kept.result.values).size, 1);
  assert.deepEqual(
    filesOf(dataset)
      .map((file) => path.extname(file))
      .sort(),
    ['.json', '.npy'],
  );
});

test('larger arrays are .npy files of their own, with the shape that stands beside them', async () => {
  const dataset = folder('arrays');
  const data = Float32Array.from({ length: 240 }, (_, i) => i / 7);
  const value = {
    result: {
      units: [{ mean: { data, shape: [4, 60] }, ids: Uint32Array.from({ length: 100 }, (_, i) => i) }],
      few: Int32Array.of(-1, 2),
      empty: new Float64Array(0),
      odd: [Number.POSITIVE_INFINITY, -0, null, true, 'text'],
    },
    warnings: [],
  };
  await new Cache(dataset).write('waveforms', '1'.repeat(64), value, { units: ['7'] });
  assert.deepEqual(await new Cache(dataset).read('waveforms', '1'.repeat(64)), value);
  const stem = path.join(dataset, 'npyxMemory', 'waveforms', '1'.repeat(40));
  const file = `${stem}.result.units.0.mean.data.npy`;
  const array = parseNpy(new Uint8Array(readFileSync(file)), file);
  assert.deepEqual(array.shape, [4, 60]);
  assert.deepEqual(array.data, data);
  assert.deepEqual(JSON.parse(readFileSync(`${stem}.json`, 'utf8')).about, { units: ['7'] });
  // Without one of its arrays a result is a miss.
  rmSync(`${stem}.result.units.0.ids.npy`);
  assert.equal(await new Cache(dataset).read('waveforms', '1'.repeat(64)), undefined);
});

test('what is no plain data is not kept, and nothing is left of the attempt', async () => {
  const dataset = folder('no-plain-data');
  await new Cache(dataset).write('x', '2'.repeat(64), { a: new Map([[1, 2]]) });
  assert.deepEqual(existsSync(path.join(dataset, 'npyxMemory')) ? filesOf(dataset) : [], []);
});

test('who reads a result that is being written waits for it', async () => {
  const dataset = folder('waiting');
  const cache = new Cache(dataset);
  void cache.write('x', '3'.repeat(64), new Float64Array(100_000).fill(1));
  assert.equal(((await cache.read('x', '3'.repeat(64))) as Float64Array).length, 100_000);
});

test('one analysis, one result or everything of the dataset can be cleared; files of npyx stay', async () => {
  const dataset = folder('clearing');
  const cache = new Cache(dataset, { fallbackFolder: folder('clearing-fallback') });
  const keys = ['4', '5', '6'].map((digit) => digit.repeat(64));
  for (const key of keys) await cache.write(key.startsWith('6') ? 'b' : 'a', key, new Float64Array(80));
  writeFileSync(path.join(dataset, 'npyxMemory', 'a', 'trn_qual_7.npy'), 'of npyx');
  assert.equal((await cache.list()).length, 3);
  assert.equal(await cache.clear({ key: '4'.repeat(40) }), 1);
  assert.equal(await cache.clear({ analysis: 'b' }), 1);
  assert.equal(await cache.clear(), 1);
  assert.deepEqual(
    filesOf(dataset).map((file) => path.basename(file)),
    ['trn_qual_7.npy'],
  );
});

test('arrays left behind by a process that died are deleted after an hour', async () => {
  const dataset = folder('orphans');
  const place = path.join(dataset, 'npyxMemory', 'x');
  mkdirSync(place, { recursive: true });
  const [old, young] = ['7', '8'].map((digit) => path.join(place, `${digit.repeat(40)}.values.npy`));
  for (const file of [old!, young!]) writeFileSync(file, 'x');
  utimesSync(old!, Date.now() / 1000 - 7200, Date.now() / 1000 - 7200);
  await new Cache(dataset).write('x', '9'.repeat(64), 1);
  assert.ok(!existsSync(old!));
  assert.ok(existsSync(young!));
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
  const digits = '0123456789';
  const memory = path.join(dataset, 'npyxMemory');
  mkdirSync(memory);
  writeFileSync(path.join(memory, 'ccg_stack.npy'), new Uint8Array(100_000));
  for (let i = 0; i < 6; i++) {
    await cache.write('x', digits.charAt(i).repeat(64), new Uint8Array(8900));
    for (const file of filesOf(dataset))
      if (path.basename(file).startsWith(digits.charAt(i))) utimesSync(file, 1000 + i, 1000 + i);
    // Used all the time, though the oldest.
    assert.ok(await cache.read('x', '0'.repeat(64)));
  }
  const kept = filesOf(dataset)
    .filter((file) => !file.endsWith('.json'))
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
