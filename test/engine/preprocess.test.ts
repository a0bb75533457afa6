import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { preprocess } from '../../core/analyses/jobs/preprocess.ts';
import { Engine } from '../../core/engine/engine.ts';
import { butterworthHighpass } from '../../core/kernels/butterworth.ts';
import { filterForwardBackward } from '../../core/kernels/filter-forward-backward.ts';
import { isCancelled } from '../../core/model/errors.ts';
import { recordingFixture } from '../synthetic.ts';

const columnCount = 33;
const name = 'rec_g0_t0.imec0.ap';
let folder: string;
/** Made copies go elsewhere: beside the recording they would be part of it. */
let made: string;
let original: Int16Array;

const samplesOf = async (file: string) => {
  const bytes = await readFile(file);
  return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
};

/** A recording of its own, so that outputs and journals do not meet those of other tests. */
before(async () => {
  const fixture = await recordingFixture({ preset: 'glx-1.0', seconds: 3, channels: 32 });
  folder = await mkdtemp(path.join(tmpdir(), 'neuropyxels-job-'));
  made = await mkdtemp(path.join(tmpdir(), 'neuropyxels-made-'));
  for (const file of await readdir(fixture))
    if (file.startsWith(name)) await copyFile(path.join(fixture, file), path.join(folder, file));
  original = await samplesOf(path.join(folder, `${name}.bin`));
});
after(async () => {
  for (const each of [folder, made]) await rm(each, { recursive: true, force: true });
});

async function run(
  params: Record<string, unknown>,
  {
    signal = new AbortController().signal,
    progress = () => {},
    dataset = folder,
  }: { signal?: AbortSignal; progress?: () => void; dataset?: string } = {},
) {
  const engine = new Engine({ threads: 0 });
  try {
    return await engine.job(
      { dataset, job: 'preprocess', params },
      { signal, progress, confirm: async () => true },
    );
  } finally {
    await engine.close();
  }
}

test('in steps equals at once: filtered within a bit, sync words identical, not a sample more or less (npyx loses some: D84)', async () => {
  const output = path.join(made, 'high.ap.bin');
  const { result } = await run({ highpassHz: 300, reference: 'none', output });
  const copy = await samplesOf(output);
  assert.equal(copy.length, original.length);
  assert.equal(result.sampleCount, original.length / columnCount);
  assert.ok(result.steps > 2, 'several steps');
  const sections = butterworthHighpass(3, 300 / 30_000);
  for (const column of [0, 17, 31]) {
    const whole = filterForwardBackward(
      original.filter((_, i) => i % columnCount === column),
      sections,
    );
    const farthest = whole.reduce(
      (most, value, s) => Math.max(most, Math.abs(value - (copy[s * columnCount + column] as number))),
      0,
    );
    // Half a bit is the rounding itself.
    assert.ok(farthest <= 0.501, `column ${column}: ${farthest} bits away`);
  }
  const sync = (data: Int16Array) => data.filter((_, i) => i % columnCount === columnCount - 1);
  assert.deepEqual(sync(copy), sync(original));
});

test('the median reference leaves each sample with median zero over the channels', async () => {
  const output = path.join(made, 'median.ap.bin');
  await run({ highpassHz: 'none', reference: 'median', output });
  const copy = await samplesOf(output);
  for (let row = 0; row < copy.length; row += 997 * columnCount) {
    const values = [...copy.subarray(row, row + columnCount - 1)].sort((a, b) => a - b);
    const middle = ((values[15] as number) + (values[16] as number)) / 2;
    assert.ok(Math.abs(middle) <= 1, `sample ${row / columnCount}: median ${middle}`);
  }
});

test('the copy opens as a recording that says what was done', async () => {
  await run({});
  const engine = new Engine({ threads: 0 });
  const copy = path.join(folder, 'preprocessed');
  const { streams, warnings } = await engine.open(copy);
  const [source] = (await engine.open(folder)).streams;
  assert.deepEqual(warnings, []);
  assert.deepEqual(
    streams.map(({ id, sampleCount, uvPerBit, probe }) => [id, sampleCount, uvPerBit, probe?.sites.length]),
    [[source?.id, source?.sampleCount, source?.uvPerBit, source?.probe?.sites.length]],
  );
  const meta = await readFile(path.join(copy, `${name}.meta`), 'utf8');
  assert.match(meta, /^neuropyxelsSteps=zero-phase high-pass 300 Hz of order 3; global median reference$/m);
  assert.match(meta, /^~imroTbl=\(/m);
  assert.doesNotMatch(meta, /^fileSHA1=/m);
});

test('interrupted, it leaves the recording alone and goes on where it was, to the same bytes', async () => {
  const output = path.join(made, 'resumed.ap.bin');
  const controller = new AbortController();
  let steps = 0;
  const stop = () => {
    if (++steps === 2) controller.abort();
  };
  await assert.rejects(run({ output }, { signal: controller.signal, progress: stop }), isCancelled);
  assert.deepEqual(
    (await readdir(made)).filter((file) => file.startsWith('resumed')),
    ['resumed.ap.bin.journal', 'resumed.ap.bin.partial'],
  );
  const { result } = await run({ output });
  assert.equal(result.resumedSteps, 2);
  assert.deepEqual(
    await samplesOf(output),
    await samplesOf(path.join(folder, 'preprocessed', `${name}.bin`)),
  );
  assert.deepEqual(await samplesOf(path.join(folder, `${name}.bin`)), original);
});

test('a journal cut in its last line repeats that step, and another plan starts anew', async () => {
  const output = path.join(made, 'cut.ap.bin');
  const controller = new AbortController();
  await assert.rejects(
    run({ output }, { signal: controller.signal, progress: () => controller.abort() }),
    isCancelled,
  );
  const journal = `${output}.journal`;
  await writeFile(journal, (await readFile(journal, 'utf8')).trimEnd());
  assert.equal((await run({ output })).result.resumedSteps, 0);
  await rm(output);
  await assert.rejects(run({ output }, { signal: AbortSignal.abort(), progress: () => {} }), isCancelled);
  assert.equal((await run({ output, highpassHz: 500 })).result.resumedSteps, 0);
});

test('it refuses the recording itself, an existing file, a second writer and nothing to do, in one sentence', async () => {
  const raw = path.join(folder, `${name}.bin`);
  await assert.rejects(run({ output: raw }), {
    name: 'ParameterError',
    message: /is the recording itself, which is never written/,
  });
  const taken = path.join(made, 'taken.bin');
  await writeFile(taken, 'mine');
  await assert.rejects(run({ output: taken }), { name: 'ParameterError', message: /exists already/ });
  assert.equal(await readFile(taken, 'utf8'), 'mine');
  await assert.rejects(run({ output: path.join(made, 'clean.txt') }), {
    name: 'ParameterError',
    message: /clean\.txt is the name of no raw file; give it one that ends in \.bin, \.cbin or \.dat/,
  });
  const busy = path.join(made, 'busy.bin');
  await writeFile(`${busy}.lock`, `${process.pid}\n`);
  await assert.rejects(run({ output: busy }), {
    name: 'ParameterError',
    message: new RegExp(`being written by process ${process.pid}`),
  });
  await assert.rejects(run({ highpassHz: 'none', reference: 'none' }), {
    name: 'ParameterError',
    message: /at least one thing to do/,
  });
  await assert.rejects(run({ highpassHz: 15_000 }), {
    name: 'ParameterError',
    message: /not below half the sampling rate/,
  });
});

test('a recording that was cut in the middle of a frame is copied up to there, and who copies it is told', async () => {
  const cut = await mkdtemp(path.join(tmpdir(), 'neuropyxels-cut-'));
  try {
    await copyFile(path.join(folder, `${name}.meta`), path.join(cut, `${name}.meta`));
    const frames = 20_000;
    const bytes = new Uint8Array(original.buffer, 0, 2 * (frames * columnCount + 7));
    await writeFile(path.join(cut, `${name}.bin`), bytes);
    const output = path.join(made, 'cut.bin');
    const { result, warnings } = await run({ output }, { dataset: cut });
    assert.equal(result.sampleCount, frames);
    assert.equal((await samplesOf(output)).length, frames * columnCount);
    assert.match(warnings.join('\n'), /^rec_g0_t0\.imec0\.ap\.bin: .*The last 14 bytes are left out/m);
  } finally {
    await rm(cut, { recursive: true, force: true });
  }
});

test('every parameter of the job has a doc line', () => {
  for (const [param, { doc }] of Object.entries(preprocess.params)) assert.ok(doc.length > 20, param);
});
