import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { packChunk } from '../../core/engine/packed-chunks.ts';
import { type UnpackTask, unpackStep, verifyPacked } from '../../core/engine/verify-packed.ts';
import { byteSumOf } from '../../core/kernels/byte-sums.ts';

const packing = { columnCount: 3, sampleCount: 1000, sampleRateHz: 30_000, stepSamples: 300 };
let folder: string;
let file: string;
let tasks: UnpackTask[];
let frames: Uint8Array;
let packed: Uint8Array;

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'neuropyxels-packed-'));
  file = path.join(folder, 'x.cbin');
  frames = Uint8Array.from({ length: 6 * packing.sampleCount }, (_, i) => (i * i) % 251);
  const chunks: Uint8Array[] = [];
  tasks = [];
  let offset = 0;
  for (let step = 0; step < 4; step++) {
    const own = frames.slice(1800 * step, 1800 * (step + 1));
    const bytes = await packChunk(own, packing);
    const piece = { offset, length: bytes.length, sum: byteSumOf(bytes), unpackedSum: byteSumOf(own) };
    tasks.push({ unpack: file, step, piece, packing });
    chunks.push(bytes);
    offset += bytes.length;
  }
  packed = Buffer.concat(chunks);
  await writeFile(file, packed);
});
after(() => rm(folder, { recursive: true, force: true }));

const sha1 = (bytes: Uint8Array) => createHash('sha1').update(bytes).digest('hex');

test('chunks that are read back in any order give the checksums of the whole, and no more than asked for are at work', async () => {
  const waits = [30, 1, 20, 1];
  let [atWork, most] = [0, 0];
  const found = await verifyPacked(tasks, 3, async (task) => {
    most = Math.max(most, ++atWork);
    await new Promise((resolve) => setTimeout(resolve, waits[task.step]));
    const unpacked = await unpackStep(task);
    atWork--;
    return unpacked;
  });
  assert.deepEqual(found.wrongSteps, []);
  assert.deepEqual(found.sha1, { compressed: sha1(packed), uncompressed: sha1(frames) });
  assert.ok(most > 1 && most <= 3, `${most} at once`);
});

test('a chunk with a changed byte, and one that is cut, are told', async () => {
  const spoiled = packed.slice(0, -2);
  const { offset } = tasks[1]!.piece;
  spoiled[offset + 20] = spoiled[offset + 20]! ^ 1;
  await writeFile(file, spoiled);
  assert.deepEqual((await verifyPacked(tasks, 2, unpackStep)).wrongSteps, [1, 3]);
  await writeFile(file, packed);
});

test('what goes wrong with one chunk ends the reading', async () => {
  const failing = (task: UnpackTask) =>
    task.step === 2 ? Promise.reject(new Error('gone')) : unpackStep(task);
  await assert.rejects(verifyPacked(tasks, 2, failing), { message: 'gone' });
});
