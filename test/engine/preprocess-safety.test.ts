import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { closeSync, openSync, truncateSync, utimesSync, writeSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { Engine } from '../../core/engine/engine.ts';
import { JobOutput } from '../../core/engine/job-output.ts';
import { writeRange, writeRangeNow } from '../../core/engine/write-range.ts';
import { openRecording } from '../../core/io/open-recording.ts';
import { mtscompRaw } from '../../core/io/raw-file.ts';
import { isCancelled } from '../../core/model/errors.ts';
import { recordingFixture } from '../synthetic.ts';

const columnCount = 33;
const name = 'rec_g0_t0.imec0.ap';
let made: string;
let fixture: string;
let folder: string;
let raw: string;

before(async () => {
  fixture = await recordingFixture({ preset: 'glx-1.0', seconds: 3, channels: 32 });
  made = await mkdtemp(path.join(tmpdir(), 'neuropyxels-safety-'));
});
/** A recording of its own for each test. */
beforeEach(async () => {
  folder = await mkdtemp(path.join(made, 'recording-'));
  for (const file of await readdir(fixture))
    if (file.startsWith(name)) await copyFile(path.join(fixture, file), path.join(folder, file));
  raw = path.join(folder, `${name}.bin`);
});
after(() => rm(made, { recursive: true, force: true }));

/** Runs the job; `during` is called after each step. */
async function run(
  params: Record<string, unknown>,
  during: (steps: number) => void | Promise<void> = () => undefined,
  { signal }: { signal?: AbortSignal } = {},
) {
  const engine = new Engine({ threads: 0 });
  let steps = 0;
  try {
    return await engine.job(
      { dataset: folder, job: 'preprocess', params },
      {
        signal: signal ?? new AbortController().signal,
        confirm: async () => true,
        progress: ({ message }) => {
          if (message !== 'reading back') void during(++steps);
        },
      },
    );
  } finally {
    await engine.close();
  }
}

/** Cancels after so many steps. */
async function interrupted(params: Record<string, unknown>, steps: number): Promise<void> {
  const controller = new AbortController();
  const stop = (done: number) => {
    if (done === steps) controller.abort();
  };
  await assert.rejects(run(params, stop, { signal: controller.signal }), isCancelled);
}

const sha1 = (bytes: Uint8Array) => createHash('sha1').update(bytes).digest('hex');

test('a .cbin holds the samples of the .bin, its .ch their checksums, and goes on where it was interrupted', async () => {
  const [plain, packed, resumed] = ['a.ap.bin', 'b.ap.cbin', 'c.ap.cbin'].map((file) =>
    path.join(folder, 'out', file),
  ) as [string, string, string];
  await run({ output: plain });
  const { result } = await run({ output: packed });
  assert.equal(result.verified, true);
  const expected = await readFile(plain);
  const table = packed.replace(/cbin$/, 'ch');
  const { raw: found, reason } = await mtscompRaw(packed, table, packed, columnCount);
  assert.ok(found, reason);
  const reader = await openRecording(found);
  const samples = await reader.read(0, found.sampleCount);
  await reader.close();
  assert.deepEqual(new Uint8Array(samples.buffer), new Uint8Array(expected));
  const bytes = await readFile(packed);
  assert.ok(bytes.length < 0.6 * expected.length, `${bytes.length} of ${expected.length} bytes`);
  const facts = JSON.parse(await readFile(table, 'utf8'));
  assert.equal(facts.sha1_compressed, sha1(bytes));
  assert.equal(facts.sha1_uncompressed, sha1(expected));
  assert.deepEqual(facts.shape, [expected.length / 2 / columnCount, columnCount]);
  // Without a name it is the .cbin of preprocessed/.
  const { output } = (await run({ compress: true })).result;
  assert.equal(output, path.join(folder, 'preprocessed', `${name}.cbin`));
  assert.deepEqual(await readFile(output), bytes);
  await interrupted({ output: resumed }, 3);
  // As after a kill in the middle of a write: more than the journal knows of.
  await writeFile(`${resumed}.partial`, new Uint8Array(1000), { flag: 'a' });
  assert.equal((await run({ output: resumed })).result.resumedSteps, 3);
  assert.deepEqual(await readFile(resumed), bytes);
  assert.deepEqual((await readdir(path.dirname(resumed))).sort(), [
    'a.ap.bin',
    'a.ap.meta',
    'b.ap.cbin',
    'b.ap.ch',
    'b.ap.meta',
    'c.ap.cbin',
    'c.ap.ch',
    'c.ap.meta',
  ]);
});

test('steps of a compressed output that are ready early wait for those before them, unless these will not come', async () => {
  const packed = { columnCount: 1, sampleCount: 4, sampleRateHz: 1, stepSamples: 1 };
  const file = path.join(folder, 'order.cbin');
  const plan = { output: { file, bytes: 100, packed }, inputBytes: 8, stepCount: 4, summary: '' };
  const output = await JobOutput.prepare(plan, raw);
  const append = (step: number) =>
    output.append(step, Uint8Array.of(step, step), {
      counts: {},
      pieces: [{ offset: 0, length: 2, sum: 0 }],
    });
  const early = [append(2), append(1)];
  await append(0);
  await Promise.all(early);
  assert.deepEqual([...(await readFile(`${file}.partial`))], [0, 0, 1, 1, 2, 2]);
  assert.deepEqual(
    output.pieces.map((pieces) => pieces[0]?.offset),
    [0, 2, 4, undefined],
  );
  const never = output.append(9, new Uint8Array(2), { counts: {}, pieces: [] });
  output.abandon();
  await assert.rejects(never, isCancelled);
  await output.release();
});

for (const file of ['x.ap.bin', 'x.ap.cbin'])
  test(`bytes that change on the disk are found before ${file} gets its name, and written anew by the next run`, async () => {
    const output = path.join(folder, 'out', file);
    const spoil = (steps: number) => {
      if (steps !== 3) return;
      const handle = openSync(`${output}.partial`, 'r+');
      writeSync(handle, Uint8Array.of(77, 78, 79, 80), 0, 4, 1001);
      closeSync(handle);
    };
    await assert.rejects(run({ output }, spoil), {
      name: 'AccessError',
      message: /1 of \d+ parts read back otherwise than they were written\. Check the disk/,
    });
    await assert.rejects(stat(output), { code: 'ENOENT' });
    const again = await run({ output });
    assert.equal(again.result.resumedSteps, file.endsWith('.cbin') ? 0 : again.result.steps - 1);
    const good = path.join(folder, 'good', file);
    await run({ output: good });
    assert.deepEqual(await readFile(output), await readFile(good));
  });

test('a second job on the same recording is refused, whatever it writes', async () => {
  let second: Promise<unknown> | undefined;
  await run({ output: path.join(folder, 'out', 'first.ap.bin') }, (steps) => {
    if (steps === 1) second = run({ output: path.join(folder, 'out', 'second.ap.bin') }).catch((e) => e);
  });
  const error = (await second) as Error;
  assert.equal(error.name, 'ParameterError');
  assert.match(error.message, new RegExp(`imec0\\.ap\\.bin: process ${process.pid} works on it already`));
  await run({ output: path.join(folder, 'out', 'second.ap.bin') });
});

test('what cannot be read in the middle is named by its range, and the job goes on when it can', async () => {
  const output = path.join(folder, 'out', 'read.ap.bin');
  const original = await readFile(raw);
  // The recording is known by its time too, which is put back below.
  utimesSync(raw, 1e9, 1e9);
  const cut = (steps: number) => {
    if (steps === 4) truncateSync(raw, original.length / 2);
  };
  await assert.rejects(run({ output }, cut), {
    name: 'AccessError',
    message:
      /imec0\.ap\.bin: samples \d+ to \d+ \([\d.]+ s to [\d.]+ s\) could not be read; what is done is kept/,
  });
  const journal = await readFile(`${output}.journal`, 'utf8');
  assert.equal(journal.trimEnd().split('\n').length, 5);
  await writeFile(raw, original);
  utimesSync(raw, 1e9, 1e9);
  assert.equal((await run({ output })).result.resumedSteps, 4);
  const whole = path.join(folder, 'out', 'whole.ap.bin');
  await run({ output: whole });
  assert.deepEqual(await readFile(output), await readFile(whole));
});

test('a disk without room is told before the work, and one that becomes full in its middle then', async (t) => {
  const plan = {
    output: { file: path.join(folder, 'large.bin'), bytes: 1e16 },
    inputBytes: 1e16,
    stepCount: 1,
    summary: '',
  };
  await assert.rejects(JobOutput.prepare(plan, raw), {
    name: 'AccessError',
    message: /\d+ MB free, 10000000000 MB needed\. Make room or choose another output/,
  });
  assert.ok(!(await readdir(folder)).some((file) => file.startsWith('large')));
  if (process.platform !== 'linux') return t.skip('/dev/full is Linux’s');
  const full = {
    name: 'AccessError',
    message: /the disk is full \(ENOSPC\)\. Make room and run the job again to go on/,
  };
  await assert.rejects(writeRange('/dev/full', 0, new Uint8Array(10)), full);
  assert.throws(() => writeRangeNow('/dev/full', 0, new Uint8Array(10)), full);
});

test('asked to, it moves the original to original_data and puts the copy in its place, and moving back undoes it', async () => {
  const [original, header] = await Promise.all([readFile(raw), readFile(raw.replace(/bin$/, 'meta'))]);
  const elsewhere = path.join(folder, 'out', 'x.ap.bin');
  await run({ output: elsewhere });
  const expected = await readFile(elsewhere);
  await rm(path.dirname(elsewhere), { recursive: true });
  const { result } = await run({ moveOriginal: true });
  assert.equal(result.output, raw);
  assert.deepEqual(await readFile(raw), expected);
  const kept = path.join(folder, 'original_data');
  assert.deepEqual((await readdir(kept)).sort(), [`${name}.bin`, `${name}.meta`]);
  assert.deepEqual(await readFile(path.join(kept, `${name}.bin`)), original);
  assert.deepEqual(await readFile(path.join(kept, `${name}.meta`)), header);
  const engine = new Engine({ threads: 0 });
  const { streams, warnings } = await engine.open(folder);
  await engine.close();
  assert.deepEqual(warnings, []);
  assert.equal(streams.find(({ id }) => id === 'imec0.ap')?.sampleCount, original.length / 2 / columnCount);
  await assert.rejects(run({ moveOriginal: true }), { name: 'ParameterError', message: /exists already/ });
});

test('interrupted between the renames, the next run does the rest of them and nothing else', async () => {
  const original = await readFile(raw);
  await run({});
  const copy = path.join(folder, 'preprocessed', `${name}.bin`);
  const expected = await readFile(copy);
  const kept = path.join(folder, 'original_data');
  const meta = (file: string) => file.replace(/bin$/, 'meta');
  const moves = [
    [raw, path.join(kept, `${name}.bin`)],
    [meta(raw), path.join(kept, `${name}.meta`)],
    [meta(copy), meta(raw)],
    [copy, raw],
  ] as const;
  await mkdir(kept);
  await writeFile(path.join(kept, '.moving.json'), JSON.stringify(moves));
  await rename(...moves[0]);
  await rename(...moves[1]);
  await assert.rejects(run({ moveOriginal: true }), { name: 'ParameterError', message: /That is done now/ });
  assert.deepEqual(await readFile(raw), expected);
  assert.deepEqual(await readFile(path.join(kept, `${name}.bin`)), original);
  assert.deepEqual((await readdir(kept)).sort(), [`${name}.bin`, `${name}.meta`]);
});
