import assert from 'node:assert/strict';
import fs, { promises } from 'node:fs';
import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Engine } from '../../core/engine/engine.ts';
import { recordingFixture } from '../synthetic.ts';

const frameBytes = 2 * 33;
const name = 'rec_g0_t0.imec0.ap';
let made: string;
let folder: string;
let raw: string;

before(async () => {
  const fixture = await recordingFixture({ preset: 'glx-1.0', seconds: 3, channels: 32 });
  made = await mkdtemp(path.join(tmpdir(), 'neuropyxels-faults-'));
  folder = await mkdtemp(path.join(made, 'recording-'));
  for (const file of await readdir(fixture))
    if (file.startsWith(name)) await copyFile(path.join(fixture, file), path.join(folder, file));
  raw = path.join(folder, `${name}.bin`);
});
after(() => rm(made, { recursive: true, force: true }));

async function run(output: string) {
  const engine = new Engine({ threads: 0 });
  try {
    const listening = { confirm: async () => true, progress() {} };
    const signal = new AbortController().signal;
    return await engine.job(
      { dataset: folder, job: 'preprocess', params: { output } },
      { signal, ...listening },
    );
  } finally {
    await engine.close();
  }
}

type Call = (bytes: unknown, done: number, length: number, offset: number) => Promise<unknown>;

/**
 * While `use` runs, reads or writes of files whose name ends in `ending` fail with `code` when they begin in the bytes
 * from `failsFrom` to `failsTo`, and end there when they begin before: what a bad sector or a full disk does.
 */
async function failing<T>(
  fault: { ending: string; call: 'read' | 'write'; code: string; failsFrom: number; failsTo: number },
  use: () => Promise<T>,
): Promise<T> {
  const { open } = promises;
  const { openSync, writeSync } = fs;
  /** How much of `length` bytes is written or read before the fault. */
  const most = (length: number, offset: number) => {
    const left = fault.failsFrom - offset;
    if (left > 0) return Math.min(length, left);
    if (offset >= fault.failsTo) return length;
    throw Object.assign(new Error(fault.code), { code: fault.code });
  };
  const bad = new Set<number>();
  fs.openSync = (...given) => {
    const file = openSync(...given);
    if (fault.call === 'write' && String(given[0]).endsWith(fault.ending)) bad.add(file);
    else bad.delete(file);
    return file;
  };
  fs.writeSync = ((file: number, bytes: Uint8Array, done: number, length: number, offset: number) =>
    writeSync(file, bytes, done, bad.has(file) ? most(length, offset) : length, offset)) as typeof writeSync;
  promises.open = (async (...given: Parameters<typeof open>) => {
    const handle = await open(...given);
    if (!String(given[0]).endsWith(fault.ending)) return handle;
    const call = handle[fault.call].bind(handle) as Call;
    const broken: Call = async (bytes, done, length, offset) =>
      call(bytes, done, most(length, offset), offset);
    return Object.assign(handle, { [fault.call]: broken });
  }) as typeof open;
  syncBuiltinESMExports();
  try {
    return await use();
  } finally {
    promises.open = open;
    Object.assign(fs, { openSync, writeSync });
    syncBuiltinESMExports();
  }
}

/** The bytes that an undisturbed run makes. */
async function expected(file: string): Promise<Buffer> {
  const output = path.join(made, 'good', file);
  await run(output);
  return readFile(output);
}

for (const file of ['read.ap.bin', 'read.ap.cbin'])
  test(`a bad sector is named by its range in ${file}, what was done is kept, and the same command goes on to the same bytes`, async () => {
    const output = path.join(made, 'read', file);
    const bad = 50_000;
    const before = await readFile(raw);
    const failsFrom = bad * frameBytes;
    const place = { failsFrom, failsTo: failsFrom + 4096 };
    const fault = { ending: `${name}.bin`, call: 'read', code: 'EIO', ...place } as const;
    await failing(fault, () => assert.rejects(run(output), check));
    function check({ name, message }: Error): boolean {
      assert.equal(name, 'AccessError');
      const [, first, last] =
        /imec0\.ap\.bin: samples (\d+) to (\d+) \(.* could not be read; what is done is kept, run the job again to go on.*the disk or network failed while reading/.exec(
          message,
        ) ?? assert.fail(message);
      assert.ok(Number(first) <= bad && bad < Number(last), message);
      return true;
    }
    await assertKept(output);
    const { result } = await run(output);
    assert.ok(result.resumedSteps >= 4, `${result.resumedSteps} steps`);
    assert.deepEqual(await readFile(output), await expected(file));
    assert.deepEqual(await readFile(raw), before);
  });

for (const [file, failsFrom] of [
  ['full.ap.bin', 3_000_000],
  ['full.ap.cbin', 1_000_000],
] as const)
  test(`a disk that becomes full in the middle of ${file} is told, and with room the same command goes on to the same bytes`, async () => {
    const output = path.join(made, 'full', file);
    const fault = { ending: '.partial', call: 'write', code: 'ENOSPC', failsFrom, failsTo: 1e9 } as const;
    await failing(fault, () =>
      assert.rejects(run(output), {
        name: 'AccessError',
        message: `${output}.partial: the disk is full (ENOSPC). Make room and run the job again to go on.`,
      }),
    );
    await assertKept(output);
    const { result } = await run(output);
    assert.ok(result.resumedSteps >= 3, `${result.resumedSteps} steps`);
    assert.deepEqual(await readFile(output), await expected(file));
  });

/** No output of that name yet, no lock left, and a journal of whole lines. */
async function assertKept(output: string): Promise<void> {
  const own = (await readdir(path.dirname(output))).filter((each) => each.startsWith(path.basename(output)));
  assert.deepEqual(
    own.sort(),
    ['.journal', '.partial'].map((ending) => path.basename(output) + ending),
  );
  const lines = (await readFile(`${output}.journal`, 'utf8')).split('\n');
  assert.equal(lines.pop(), '');
  for (const line of lines.slice(1)) assert.match(line, /^\d+ \{.*\}$/);
  assert.ok(lines.length > 3 && lines.length < 12, `${lines.length} lines`);
}
