import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { writeAside, writeAsideBy } from '../../core/engine/write-aside.ts';

test('a file that cannot be written whole stays as it was, nothing is left beside it, and a full disk is told', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'neuropyxels-aside-'));
  try {
    const file = path.join(folder, 'figure.svg');
    await writeFile(file, 'before');
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    const fails = async () => {
      throw full;
    };
    await assert.rejects(writeAsideBy(file, fails), {
      name: 'AccessError',
      message: `${file}: no room is left (ENOSPC). Make room or choose another place.`,
    });
    assert.equal(await readFile(file, 'utf8'), 'before');
    assert.deepEqual(await readdir(folder), ['figure.svg']);

    await writeAside(file, new TextEncoder().encode('after'));
    assert.equal(await readFile(file, 'utf8'), 'after');
    assert.deepEqual(await readdir(folder), ['figure.svg']);

    const lost = path.join(folder, 'missing', 'figure.svg');
    await assert.rejects(writeAside(lost, new Uint8Array(1)), {
      name: 'AccessError',
      message: `${lost}: its folder does not exist. Make the folder first.`,
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});
