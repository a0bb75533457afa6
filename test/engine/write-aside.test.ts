import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { toWriteError, writeAside, writeAsideBy } from '../../core/engine/write-aside.ts';
import { type MergedSource, writeMerged } from '../../core/engine/write-merged.ts';

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
    const below = path.join(file, 'figure.svg');
    await assert.rejects(writeAside(below, new Uint8Array(1)), {
      name: 'AccessError',
      message: `${below}: its folder does not exist. Make the folder first.`,
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a merged dataset for which there is no room names the folder that was asked for, and leaves nothing', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'neuropyxels-aside-'));
  try {
    const output = path.join(folder, 'merged');
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    const source: MergedSource = {
      folder: '/data/rec_imec0',
      name: 'probe1',
      clusters: new Int32Array(1),
      // Where the labels are written, the disk is full.
      get groups(): never {
        throw toWriteError(path.join(folder, '.0123.merging/cluster_group.tsv'), full);
      },
    };
    const contents = {
      version: '1',
      sources: [source],
      clocks: [],
      referenceOnsets: new Float64Array(1),
      samples: new Float64Array(1),
      trains: new Uint16Array(1),
    };
    const signal = new AbortController().signal;
    await assert.rejects(writeMerged(output, contents, { replace: false, signal }), {
      name: 'AccessError',
      message: `${output}: no room is left (ENOSPC). Make room or choose another place.`,
    });
    assert.deepEqual(await readdir(folder), []);

    await writeFile(path.join(folder, 'notes.txt'), '');
    const below = path.join(folder, 'notes.txt', 'merged');
    await assert.rejects(writeMerged(below, contents, { replace: false, signal }), {
      name: 'AccessError',
      message: `${below}: its folder does not exist. Make the folder first.`,
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});
