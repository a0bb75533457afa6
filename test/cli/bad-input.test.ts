import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { builtThread } from '../built-worker.ts';
import { recordingFixture } from '../synthetic.ts';

/** Everybody may enter it: one test runs the program as a user without rights. */
const place = mkdtempSync(path.join(tmpdir(), 'neuropyxels-bad-'));
const program = path.join(place, 'cli.mjs');
const nobody = 65534;
const isRoot = process.getuid?.() === 0;
let base: string;
before(async () => {
  chmodSync(place, 0o755);
  base = await recordingFixture({ preset: 'glx-1.0', seconds: 3, channels: 24, units: 6 });
  const built = await builtThread('core/cli/main.ts');
  cpSync(built, program);
  chmodSync(program, 0o755);
  rmSync(path.dirname(built), { recursive: true, force: true });
});
after(() => rmSync(place, { recursive: true, force: true }));

/** A copy of the recording under a name with a space, quotes and non-Latin letters. */
function recording(name: string): string {
  const folder = path.join(place, `${name} it's "é 記録"`);
  cpSync(base, folder, { recursive: true, filter: (file) => path.basename(file) !== 'npyxMemory' });
  for (const each of [folder, path.join(folder, '.')]) chmodSync(each, 0o755);
  return folder;
}

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

type Environment = Readonly<Record<string, string>>;

/** As the user `uid` when one is given, who is at home nowhere unless `env` says where. */
function run(words: readonly string[], uid?: number, env: Environment = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...words, '--threads', '0'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: place,
      ...(uid === undefined ? {} : { uid }),
      env: {
        ...(uid === undefined ? process.env : { PATH: process.env['PATH'], HOME: '/nonexistent' }),
        ...env,
      },
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (text) => {
      stdout += text;
    });
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  });
}

/** Status 2, nothing on stdout, and the sentence as the only line on stderr. */
async function refused(words: readonly string[], sentence: RegExp, uid?: number): Promise<string> {
  const { status, stdout, stderr } = await run(words, uid);
  assert.equal(status, 2, `${words.join(' ')}: ${stderr}`);
  assert.equal(stdout, '');
  assert.match(stderr, sentence);
  assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
  return stderr.trimEnd();
}

async function done(words: readonly string[], uid?: number, env?: Environment) {
  const { status, stdout, stderr } = await run([...words, '--json'], uid, env);
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as { dataset: string; warnings: string[]; result: Record<string, never[]> };
}

test('broken spikes stop the commands that need them, with the sentence that metadata tells', async () => {
  const folder = recording('spikes');
  truncateSync(path.join(folder, 'spike_times.npy'), 900);
  const sentence = await refused(
    ['units', folder],
    /spike_times\.npy: found 772 bytes of values, expected \d+ for a shape of .+ The file was cut short/,
  );
  for (const command of ['spike-train', 'peak-channel', 'correlogram'])
    assert.equal(await refused([command, folder, '--units', '0'], /cut short/), sentence);
  const { warnings, result } = await done(['metadata', folder]);
  assert.ok(warnings.includes(sentence));
  assert.equal(result['streams']?.length, 2);
});

test('a raw file of no whole number of frames is read as far as it goes, and it is said', async () => {
  const folder = recording('frames');
  appendFileSync(path.join(folder, 'rec_g0_t0.imec0.ap.bin'), 'abc');
  for (const words of [
    ['metadata', folder],
    ['waveforms', folder, '--units', '0', '--count', '3'],
    ['sync', folder],
    ['raw-traces', folder],
  ]) {
    const { warnings } = await done(words);
    assert.equal(
      warnings.filter((text) =>
        /ap\.bin: found 4500003 bytes, expected a multiple of 50 bytes per frame.+The last 3 bytes are left out/.test(
          text,
        ),
      ).length,
      1,
      `${words[0]}: ${warnings.join('\n')}`,
    );
  }
  // What does not read it is not troubled with it.
  assert.deepEqual((await done(['correlogram', folder, '--units', '0'])).warnings, []);
});

test('waveforms are not cut from a stream of another rate than the spikes, named or not', async () => {
  const folder = recording('bands');
  const words = ['waveforms', folder, '--units', '0'];
  await refused(
    [...words, '--stream', 'imec0.lf'],
    /stream: imec0\.lf has 2500 Hz, expected one of 30000 Hz, as the spikes were sorted from/,
  );
  rmSync(path.join(folder, 'rec_g0_t0.imec0.ap.meta'));
  await refused(
    words,
    /no stream of 30000 Hz.+It has imec0\.lf of 2500 Hz\. rec_g0_t0\.imec0\.ap\.bin: found no rec_g0_t0\.imec0\.ap\.meta beside it/,
  );
  const { warnings } = await done(['metadata', folder]);
  assert.ok(warnings.some((text) => /ap\.bin: found no rec_g0_t0\.imec0\.ap\.meta beside it/.test(text)));
});

test('an empty header is why there are no waveforms, and that is what is said', async () => {
  const folder = recording('header');
  truncateSync(path.join(folder, 'rec_g0_t0.imec0.ap.meta'));
  await refused(
    ['waveforms', folder, '--units', '0'],
    /It has imec0\.lf of 2500 Hz\. rec_g0_t0\.imec0\.ap\.meta: found no key=value lines/,
  );
});

test('the table of units says once which file leaves a column empty, and tells the rest', async () => {
  for (const [name, column, sentence] of [
    ['templates.npy', 'depthUm', /templates\.npy: found an empty file/],
    ['whitening_mat_inv.npy', 'amplitudeUv', /whitening_mat_inv\.npy: found an empty file/],
    ['amplitudes.npy', 'amplitudeUv', /\/amplitudes\.npy: found an empty file/],
    ['cluster_group.tsv', null, /cluster_group\.tsv: found an empty file/],
  ] as const) {
    const folder = recording(`without ${name}`);
    truncateSync(path.join(folder, name));
    const { warnings, result } = await done(['units', folder]);
    assert.equal(warnings.filter((text) => sentence.test(text)).length, 1, warnings.join('\n'));
    const rows = result['units'] as Record<string, unknown>[];
    assert.ok(rows.length > 0 && rows.every((row) => (row['spikeCount'] as number) > 0));
    if (column) assert.ok(rows.every((row) => row[column] === null));
    // Where several parts need the file, too.
    if (column === 'amplitudeUv') {
      const told = await done(['templates', folder, '--units', '0']);
      assert.equal(told.warnings.filter((text) => sentence.test(text)).length, 1, told.warnings.join('\n'));
    }
  }
  const folder = recording('without depths');
  rmSync(path.join(folder, 'templates.npy'));
  const { stdout } = await run(['units', folder]);
  assert.match(stdout, /Rates up to [\d.]+ Hz; no depth is known\./);
});

test('a folder that holds nothing of use, and a file that is none, are refused in a line', async () => {
  const folder = path.join(place, 'nothing\nhere');
  mkdirSync(folder);
  await refused(['metadata', folder], /found an empty folder, expected a \.meta file of SpikeGLX/);
  writeFileSync(path.join(folder, 'x.ap.meta'), '\u001b[2J\u0000');
  await refused(['units', folder], /x\.ap\.meta: found .+, expected a SpikeGLX header/);
  await refused(['units', path.join(folder, 'gone')], /found nothing there/);
});

test('each door of a recording opens it', async () => {
  const folder = recording('doors');
  for (const door of [
    '',
    'rec_g0_t0.imec0.ap.meta',
    'rec_g0_t0.imec0.ap.bin',
    'params.py',
    'spike_times.npy',
  ])
    assert.equal((await done(['metadata', path.join(folder, door)])).dataset, folder, door);
});

test('a folder that cannot be written is read all the same, and its results are kept in the user’s cache folder', {
  skip: isRoot || process.platform !== 'win32' ? false : 'Windows has other permissions',
}, async () => {
  const uid = isRoot ? nobody : undefined;
  const folder = recording('read-only');
  const words = ['correlogram', folder, '--units', '0,1', '--bin-ms', '3'];
  const written = await done([...words, '--no-cache']);
  const home = path.join(place, 'home of nobody');
  mkdirSync(home);
  if (uid !== undefined) chownSync(home, uid, uid);
  chmodSync(folder, 0o555);
  try {
    const { result } = await done(words, uid, { XDG_CACHE_HOME: home, HOME: home });
    assert.deepEqual(result, written.result);
    assert.ok(!readdirSync(folder).includes('npyxMemory'));
    const kept = readdirSync(home, { recursive: true }).map(String);
    assert.ok(
      kept.some((name) => /correlogram.+\.json$/.test(name)),
      kept.join(),
    );
    // Where nothing at all can be written it is computed and not kept.
    const homeless = await done(words, uid, { XDG_CACHE_HOME: folder, HOME: folder });
    assert.deepEqual(homeless.result, written.result);
  } finally {
    chmodSync(folder, 0o755);
  }
});

test('what may not be read is said so, and the rest is read', {
  skip: isRoot || process.platform !== 'win32' ? false : 'Windows has other permissions',
}, async () => {
  const uid = isRoot ? nobody : undefined;
  const folder = recording('closed');
  for (const name of ['rec_g0_t0.imec0.ap.bin', 'templates.npy']) chmodSync(path.join(folder, name), 0);
  const { warnings } = await done(['metadata', folder], uid);
  assert.ok(
    warnings.some((text) => /templates\.npy: found it, but it may not be read\. Ask its owner/.test(text)),
    warnings.join('\n'),
  );
  assert.equal((await done(['units', folder], uid)).result['units']?.length, 6);
  await refused(
    ['templates', folder, '--units', '0'],
    /templates\.npy: found it, but it may not be read/,
    uid,
  );
  await refused(['waveforms', folder, '--units', '0'], /ap\.bin.+may not be read/, uid);
  chmodSync(folder, 0);
  try {
    await refused(
      ['metadata', folder],
      /closed it's "é 記録": found it, but it may not be read\. Ask its owner/,
      uid,
    );
  } finally {
    chmodSync(folder, 0o755);
  }
});
