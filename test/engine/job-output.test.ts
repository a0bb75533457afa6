import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Plan } from '../../core/analyses/job.ts';
import { JobOutput } from '../../core/engine/job-output.ts';
import { writeRange } from '../../core/engine/write-range.ts';

const stepCount = 4;
let folder: string;
let plan: Plan;
/** A process that has ended. */
let deadPid: number;
before(async () => {
  deadPid = spawnSync(process.execPath, ['-e', '']).pid;
});
test.beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'neuropyxels-output-'));
  plan = {
    output: { file: path.join(folder, 'a.bin'), bytes: 4 * stepCount },
    inputBytes: 16,
    stepCount,
    summary: '',
  };
});
test.afterEach(() => rm(folder, { recursive: true, force: true }));
after(() => rm(folder, { recursive: true, force: true }));

const named = (suffix: string) => `${plan.output.file}${suffix}`;
const texts = () => ({ [path.join(folder, 'a.meta')]: 'what was done\n' });
const prepare = (given = plan) => JobOutput.prepare(given, path.join(folder, 'raw.bin'));

async function work(output: JobOutput, most = stepCount, offset = 0): Promise<number> {
  const steps = output.missing.slice(0, most);
  for (const step of steps) {
    await writeRange(output.partial, 4 * step, new Uint8Array(4).fill(step + 1 + offset));
    await output.markDone(step, { written: step }, [{ offset: 4 * step, length: 4, sum: 0 }]);
  }
  return steps.length;
}

/** What the next run of the same plan does: its new steps. Afterwards there is the whole output and nothing else. */
async function finished(): Promise<number> {
  const output = await prepare();
  const count = await work(output);
  assert.deepEqual(output.counts, { written: 6 });
  await output.finish(texts());
  assert.deepEqual(
    [...(await readFile(plan.output.file))],
    [1, 2, 3, 4].flatMap((i) => Array(4).fill(i)),
  );
  assert.deepEqual((await readdir(folder)).sort(), ['a.bin', 'a.meta']);
  return count;
}

test('a lock that is empty or of a process that has ended holds nobody up', async () => {
  for (const text of ['', `${deadPid}\n`]) {
    await writeFile(named('.lock'), text);
    assert.equal(await finished(), stepCount);
    await rm(plan.output.file);
  }
});

test('a lock of a process that lives refuses, and is not taken away', async () => {
  const held = await prepare();
  await assert.rejects(prepare(), { name: 'ParameterError', message: /being written by process/ });
  assert.equal(Number(await readFile(named('.lock'), 'utf8')), process.pid);
  await held.release();
  assert.equal(await finished(), stepCount);
});

test('killed after the partial file was made and before its journal was, it begins anew', async () => {
  await writeFile(named('.partial'), new Uint8Array(16).fill(9));
  assert.equal(await finished(), stepCount);
});

test('killed anywhere in its journal, it does again what no whole line names', async () => {
  const output = await prepare();
  await work(output, 3);
  await output.release();
  const [journal, partial] = await Promise.all([readFile(named('.journal')), readFile(named('.partial'))]);
  const text = journal.toString();
  for (let cut = 0; cut <= text.length; cut++) {
    await writeFile(named('.journal'), journal.subarray(0, cut));
    await writeFile(named('.partial'), partial);
    // Twice, so that what is written after a cut line is read as well.
    const again = await prepare();
    const wholeLines = Math.max(0, text.slice(0, cut).split('\n').length - 2);
    assert.equal(again.missing.length, stepCount - wholeLines, `cut after ${cut} bytes`);
    const more = await work(again, 1);
    await again.release();
    const then = await prepare();
    assert.equal(then.missing.length, stepCount - wholeLines - more, `after ${cut} bytes`);
    await then.release();
  }
  assert.equal(await finished(), 0);
});

test('a partial file that is missing or of another size is not trusted', async () => {
  for (const spoil of [() => rm(named('.partial')), () => truncate(named('.partial'), 3)]) {
    const output = await prepare();
    await work(output, 2);
    await output.release();
    await spoil();
    assert.equal(await finished(), stepCount);
    await rm(plan.output.file);
  }
});

test('a journal never speaks for the partial file of another plan', async () => {
  const mine = await prepare();
  await work(mine, 3);
  await mine.release();
  const other = await prepare({ ...plan, summary: 'another' });
  assert.equal(other.missing.length, stepCount);
  await work(other, 1, 100);
  await other.release();
  assert.equal(await finished(), stepCount);
});

test('a journal from before the machine was started is not trusted', async () => {
  const output = await prepare();
  await work(output, 3);
  await output.release();
  const text = await readFile(named('.journal'), 'utf8');
  await writeFile(
    named('.journal'),
    text.replace(/ (\d+)\n/, (_, ms) => ` ${Number(ms) - 3_600_000}\n`),
  );
  assert.equal(await finished(), stepCount);
});

test('killed after its header was written and before the rename, it has only to be renamed', async () => {
  const output = await prepare();
  await work(output);
  await writeFile(path.join(folder, 'a.meta'), 'what was done\n');
  await writeFile(named('.lock'), `${deadPid}\n`);
  assert.equal(await finished(), 0);
});

test('killed between the rename and its end, it tidies up and has succeeded, even after a restart', async () => {
  for (const ago of [0, 3_600_000]) {
    const output = await prepare();
    await work(output);
    await writeFile(path.join(folder, 'a.meta'), 'what was done\n');
    await rename(output.partial, plan.output.file);
    await writeFile(named('.lock'), `${deadPid}\n`);
    const text = await readFile(named('.journal'), 'utf8');
    await writeFile(
      named('.journal'),
      text.replace(/ (\d+)\n/, (_, ms) => ` ${Number(ms) - ago}\n`),
    );
    assert.equal(await finished(), 0);
    await rm(plan.output.file);
  }
});

test('a file that somebody else put there is refused and stays', async () => {
  const output = await prepare();
  await work(output, 3);
  await output.release();
  await writeFile(plan.output.file, new Uint8Array(16).fill(7));
  await assert.rejects(prepare(), { name: 'ParameterError', message: /exists already/ });
  assert.deepEqual([...(await readFile(plan.output.file))], Array(16).fill(7));
  await rm(plan.output.file);
  assert.equal(await finished(), 1);
});

test('when it has finished, the next run is refused: the journal is gone', async () => {
  await finished();
  await assert.rejects(prepare(), { name: 'ParameterError', message: /exists already/ });
});
