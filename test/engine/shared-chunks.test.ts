import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { jobMemoryBytes } from '../../core/analyses/job.ts';
import { Engine } from '../../core/engine/engine.ts';
import { stepsAtOnce } from '../../core/engine/run-job.ts';
import { type ChunkTask, runChunk, SharedChunks } from '../../core/engine/shared-chunks.ts';
import { type SharedChunk, sharedReader } from '../../core/io/compressed-chunks.ts';
import { openRecording } from '../../core/io/open-recording.ts';
import { mtscompRaw } from '../../core/io/raw-file.ts';
import type { RecordingRef } from '../../core/model/recording.ts';
import { recordingFixture } from '../synthetic.ts';

const columnCount = 33;
const name = 'rec_g0_t0.imec0.ap';
let made: string;
let plain: string;
let packed: string;
let recording: RecordingRef;
let samples: Int16Array;

const engineJob = async (folder: string, params: Record<string, unknown>) => {
  const engine = new Engine({ threads: 0 });
  try {
    const listening = { confirm: async () => true, progress() {}, signal: new AbortController().signal };
    await engine.job({ dataset: folder, job: 'preprocess', params }, listening);
    return await engine.jobPlan({ dataset: folder, job: 'preprocess', params: { output: 'x.ap.cbin' } });
  } finally {
    await engine.close();
  }
};

/** A recording, and the same one compressed in chunks of 8192 samples. */
before(async () => {
  const fixture = await recordingFixture({ preset: 'glx-1.0', seconds: 3, channels: 32 });
  made = await mkdtemp(path.join(tmpdir(), 'neuropyxels-shared-'));
  plain = await mkdtemp(path.join(made, 'plain-'));
  packed = await mkdtemp(path.join(made, 'packed-'));
  for (const file of await readdir(fixture))
    if (file.startsWith(name)) await copyFile(path.join(fixture, file), path.join(plain, file));
  await engineJob(plain, {
    highpassHz: 'none',
    reference: 'median',
    output: path.join(packed, `${name}.cbin`),
  });
  await engineJob(plain, { highpassHz: 'none', reference: 'median', output: path.join(plain, `new.bin`) });
  await copyFile(path.join(plain, 'new.bin'), path.join(plain, `${name}.bin`));
  await rm(path.join(plain, 'new.bin'));
  await rm(path.join(plain, 'new.meta'));
  const file = path.join(packed, `${name}.cbin`);
  const { raw, reason } = await mtscompRaw(file, file.replace(/cbin$/, 'ch'), file, columnCount);
  assert.ok(raw, reason);
  recording = raw;
  const bytes = await readFile(path.join(plain, `${name}.bin`));
  samples = new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
});
after(() => rm(made, { recursive: true, force: true }));

test('steps that are under way together have each chunk decompressed once, in memory that is used again', async () => {
  const reads = { recording, first: 0, step: 3000, before: 500, behind: 500 };
  const decompressed: number[] = [];
  const memories = new Set<SharedArrayBuffer>();
  const chunks = await SharedChunks.open(reads, async (task: ChunkTask) => {
    decompressed.push(task.chunk);
    memories.add(task.memory);
    return runChunk(task);
  });
  const stepCount = Math.ceil(recording.sampleCount / reads.step);
  const waiting = Array.from({ length: stepCount }, (_, step) => step);
  const work = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const taken = await chunks.take(step);
      const reader = sharedReader(recording, taken, () => Promise.reject(new Error('all is there')));
      const from = Math.max(0, step * reads.step - 500);
      const to = Math.min(recording.sampleCount, (step + 1) * reads.step + 500);
      const expected = samples.subarray(from * columnCount, to * columnCount);
      assert.deepEqual(await reader.read(from, to), expected);
      await new Promise((resolve) => setTimeout(resolve, step % 3));
      chunks.giveBack(step);
    }
  };
  await Promise.all([work(), work(), work()]);
  const chunkCount = Math.ceil(recording.sampleCount / 8192);
  assert.deepEqual(
    decompressed,
    Array.from({ length: chunkCount }, (_, chunk) => chunk),
  );
  assert.ok(memories.size <= 4, `${memories.size} chunks at once`);
});

test('a chunk that could not be decompressed is left to the reader, which tells why', async () => {
  const reads = { recording, first: 0, step: 9000, before: 0, behind: 0 };
  const chunks = await SharedChunks.open(reads, (task) =>
    task.chunk === 1 ? Promise.reject(new Error('damaged')) : runChunk(task),
  );
  const taken: readonly SharedChunk[] = await chunks.take(0);
  assert.deepEqual(
    taken.map(({ firstSample }) => firstSample),
    [0],
  );
  const reader = sharedReader(recording, taken, () => Promise.reject(new Error('damaged')));
  await assert.rejects(reader.read(8000, 9000), { message: 'damaged' });
  const whole = await sharedReader(recording, taken, openRecording).read(8000, 9000);
  assert.deepEqual(whole, samples.subarray(8000 * columnCount, 9000 * columnCount));
});

test('a compressed recording is cleaned to the same bytes as a plain one, and to a compressed copy of the same samples', async () => {
  const [a, b, c, d] = ['a.ap.bin', 'b.ap.bin', 'c.ap.cbin', 'd.ap.cbin'].map((file) =>
    path.join(made, file),
  );
  const [, plan] = [await engineJob(plain, { output: a }), await engineJob(packed, { output: b })];
  assert.deepEqual(await readFile(b!), await readFile(a!));
  assert.ok(plan.reads, 'the chunks are shared');
  await engineJob(plain, { output: c });
  await engineJob(packed, { output: d });
  const checksum = async (file: string) =>
    JSON.parse(await readFile(file.replace(/cbin$/, 'ch'), 'utf8')).sha1_uncompressed;
  assert.equal(await checksum(d!), await checksum(c!));
});

test('chunks of a second are counted in the memory of a job, and leave room for two threads', async () => {
  const { stepSizeOf } = await import('../../core/analyses/jobs/step-size.ts');
  const engine = new Engine({ threads: 0 });
  const { cleaning } = (await engine.jobPlan({
    dataset: plain,
    job: 'preprocess',
    params: {},
  })) as unknown as {
    cleaning: Parameters<typeof stepSizeOf>[0];
  };
  await engine.close();
  const shape = {
    ...cleaning.shape,
    columnCount: 385,
    columns: Int32Array.from({ length: 384 }, (_, i) => i),
  };
  for (const isPacked of [false, true]) {
    const size = stepSizeOf({ ...cleaning, shape }, { columnCount: 385, isPacked, chunkSamples: 30_000 });
    assert.ok(size.sharedBytes >= 4 * 2 * 385 * 30_000, `${size.sharedBytes} bytes`);
    const atOnce = stepsAtOnce(size, 2);
    assert.equal(atOnce, 2);
    assert.ok(size.sharedBytes + atOnce * size.stepBytes <= jobMemoryBytes);
  }
});
