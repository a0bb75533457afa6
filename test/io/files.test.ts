import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  openSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileSource } from '../../core/io/file-source.ts';
import { fingerprint } from '../../core/io/fingerprint.ts';
import { isAbsent, readSmallFile, readSmallText, toAccessError } from '../../core/io/read-file.ts';
import { AccessError, FormatError, isCancelled } from '../../core/model/errors.ts';
import { scratchFolder } from './scratch.ts';

const folder = scratchFolder();
const at = (name: string) => path.join(folder, name);

test('a file is read by ranges, also several at once, whatever its name', async () => {
  const bytes = Uint8Array.from({ length: 1000 }, (_, index) => index % 251);
  writeFileSync(at('данные \'a" b.bin'), bytes);
  const source = await fileSource(at('данные \'a" b.bin'));
  const parts = await Promise.all(
    [0, 500, 999].map((offset) => source.read(offset, Math.min(300, 1000 - offset))),
  );
  assert.deepEqual(parts, [bytes.slice(0, 300), bytes.slice(500, 800), bytes.slice(999)]);
  assert.equal((await source.read(1000, 0)).length, 0);
  await assert.rejects(source.read(999, 2), (error) => {
    assert.ok(error instanceof FormatError);
    assert.match(error.message, /found 1000 bytes, expected at least 1001\. The file was cut short/);
    return true;
  });
  const stop = new AbortController();
  stop.abort();
  await assert.rejects(source.read(0, 10, stop.signal), isCancelled);
  await source.close();
});

test('what is not there, or is a folder, is said in a sentence', async () => {
  for (const read of [fileSource, readSmallFile, fingerprint]) {
    await assert.rejects(read(at('none.bin')), (error) => {
      assert.ok(error instanceof AccessError && isAbsent(error));
      assert.match(error.message, /none\.bin: found nothing there, expected a file or folder/);
      return true;
    });
    await assert.rejects(
      read(folder),
      (error) => error instanceof AccessError && /found a folder/.test(error.message),
    );
  }
  // The tests may run as root, who may read everything: the sentence is made from Node's own error.
  const denied = toAccessError('x.meta', Object.assign(new Error('EACCES: …'), { code: 'EACCES' }));
  assert.ok(denied instanceof AccessError && !isAbsent(denied));
  assert.match(denied.message, /^x\.meta: found it, but it may not be read\. Ask its owner/);
  const other = new TypeError('a fault of ours');
  assert.equal(toAccessError('x', other), other);
});

test('a small file comes as text without its byte order mark, and a large one is refused', async () => {
  writeFileSync(at('small.txt'), '\uFEFFµV\n');
  assert.equal(await readSmallText(at('small.txt')), 'µV\n');
  await assert.rejects(readSmallFile(at('small.txt'), 3), /found 7 bytes, expected at most 3/);
});

test('a fingerprint of a small file is of its content alone', async () => {
  writeFileSync(at('a.meta'), 'one');
  writeFileSync(at('b.meta'), 'one');
  utimesSync(at('b.meta'), 1, 1);
  const print = await fingerprint(at('a.meta'));
  assert.equal(print, createHash('sha256').update('whole 3\none').digest('hex'));
  assert.equal(await fingerprint(at('b.meta')), print);
  writeFileSync(at('b.meta'), 'two');
  assert.notEqual(await fingerprint(at('b.meta')), print);
  writeFileSync(at('empty'), '');
  assert.match(await fingerprint(at('empty')), /^[0-9a-f]{64}$/);
});

test('a fingerprint of a large file sees size, time, head, middle and tail, and not the path', async () => {
  const size = 3 * 2 ** 20;
  const make = (name: string, marks: number[] = []) => {
    const file = openSync(at(name), 'w');
    writeSync(file, new Uint8Array(size));
    for (const mark of marks) writeSync(file, new Uint8Array([1]), 0, 1, mark);
    closeSync(file);
    utimesSync(at(name), 1000, 1000);
    return fingerprint(at(name));
  };
  const plain = await make('plain.bin');
  const changed = await Promise.all(
    [0, size / 2, size - 1].map((mark, i) => make(`changed${i}.bin`, [mark])),
  );
  assert.equal(new Set([plain, ...changed]).size, 4);
  copyFileSync(at('plain.bin'), at('copy.bin'));
  utimesSync(at('copy.bin'), 1000, 1000);
  assert.equal(await fingerprint(at('copy.bin')), plain);
  utimesSync(at('copy.bin'), 1000, 2000);
  assert.notEqual(await fingerprint(at('copy.bin')), plain);
});

test('a fingerprint of an hour of recording reads three blocks of it', async () => {
  writeFileSync(at('hour.bin'), '');
  truncateSync(at('hour.bin'), 83_160_000_000);
  const before = process.hrtime.bigint();
  assert.match(await fingerprint(at('hour.bin')), /^[0-9a-f]{64}$/);
  // Reading it whole would take more than ten seconds on any disk; this is no measure of speed.
  assert.ok(process.hrtime.bigint() - before < 5_000_000_000n);
});
