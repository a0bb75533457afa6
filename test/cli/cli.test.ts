import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { parseNpy } from '../../core/formats/npy.ts';
import { version } from '../../package.json';
import { builtThread } from '../built-worker.ts';
import { ownRecording } from '../synthetic.ts';

let folder: string;
let program: string;
let outside: string;
before(async () => {
  folder = await ownRecording();
  const [cli, worker] = await Promise.all([
    builtThread('core/cli/main.ts'),
    builtThread('core/engine/worker.ts'),
  ]);
  program = cli;
  copyFileSync(worker, path.join(path.dirname(cli), 'worker.js'));
  rmSync(path.dirname(worker), { recursive: true, force: true });
  outside = mkdtempSync(path.join(tmpdir(), 'neuropyxels-cli-'));
});
after(() => {
  for (const place of [folder, path.dirname(program), outside])
    rmSync(place, { recursive: true, force: true });
});

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** With `interrupt` the program gets SIGINT as soon as it reports progress. */
function run(words: readonly string[], interrupt = false): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (text) => {
      stdout += text;
    });
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    // Once: a second one ends the program at once, as impatient people expect.
    if (interrupt) child.stderr.once('data', () => child.kill('SIGINT'));
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  });
}

async function json(words: readonly string[]) {
  const { status, stdout, stderr } = await run([...words, '--json']);
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as {
    command: string;
    version: string;
    dataset: string;
    params: Record<string, unknown>;
    result: never;
    warnings: string[];
  };
}

test('the envelope names command, version, dataset and every parameter', async () => {
  const envelope = await json([
    'correlogram',
    folder,
    '--units',
    '0,1',
    '--bin-ms',
    '1',
    '--periods-s',
    '0:6,8:10',
  ]);
  assert.deepEqual(Object.keys(envelope), ['command', 'version', 'dataset', 'params', 'result', 'warnings']);
  assert.equal(envelope.command, 'correlogram');
  assert.equal(envelope.version, version);
  assert.equal(envelope.dataset, folder);
  assert.equal(envelope.params['binMs'], 1);
  assert.deepEqual(envelope.params['periodsS'], [
    [0, 6],
    [8, 10],
  ]);
  const { units, lagsMs, values } = envelope.result as {
    units: string[];
    lagsMs: number[];
    values: number[][][];
  };
  assert.deepEqual(units, ['0', '1']);
  assert.equal(lagsMs.length, 81);
  assert.deepEqual([values.length, values[0]!.length, values[0]![0]!.length], [2, 2, 81]);
  assert.equal(lagsMs[41], 1);
});

test('the contract of each command', async () => {
  const metadata = (await json(['metadata', folder])).result as Record<string, never[]>;
  const [ap, lf] = metadata['streams'] as unknown as Record<string, unknown>[];
  assert.deepEqual(
    [
      ap!['id'],
      ap!['band'],
      ap!['sampleRateHz'],
      ap!['channelCount'],
      ap!['syncWordCount'],
      ap!['sampleCount'],
    ],
    ['imec0.ap', 'ap', 30000, 32, 1, 360000],
  );
  assert.deepEqual(ap!['uvPerBit'], Array(32).fill(2.34375));
  assert.deepEqual(lf!['uvPerBit'], Array(32).fill(4.6875));
  assert.equal(ap!['binFile'], 'rec_g0_t0.imec0.ap.bin');
  assert.equal((ap!['probe'] as { channels: unknown[] }).channels.length, 32);
  assert.ok('raw' in metadata && metadata['durationS'] !== undefined);

  const { units } = (await json(['units', folder, '--quality', 'mua'])).result as {
    units: Record<string, unknown>[];
  };
  assert.deepEqual(
    units.map(({ id }) => id),
    ['13', '14', '21'],
  );
  for (const key of [
    'group',
    'groupSource',
    'spikeCount',
    'rateHz',
    'peakChannel',
    'shank',
    'xUm',
    'depthUm',
    'amplitudeUv',
    'templateCount',
  ])
    assert.ok(key in units[0]!, key);

  const train = (await json(['spike-train', folder, '--units', '0'])).result as {
    unit: string;
    samples: number[];
  };
  assert.deepEqual([train.unit, train.samples.length], ['0', 220]);
  const many = (await json(['spike-train', folder, '--units', 'mua'])).result as {
    units: { unit: string }[];
  };
  assert.deepEqual(
    many.units.map(({ unit }) => unit),
    ['13', '14', '21'],
  );

  const peaks = (await json(['peak-channel', folder, '--units', '1'])).result as { units: unknown[] };
  assert.deepEqual(Object.keys(peaks.units[0]!), ['id', 'channel', 'shank', 'xUm', 'yUm']);

  const templates = (await json(['templates', folder, '--units', '28'])).result as {
    templateIds: number[];
    shape: number[];
  };
  assert.deepEqual(templates.shape, [2, 82, 32]);
  assert.equal(templates.templateIds.length, 2);

  const waveforms = (await json(['waveforms', folder, '--units', '1', '--count', '7'])).result as Record<
    string,
    number[][]
  >;
  assert.deepEqual(Object.keys(waveforms), [
    'unit',
    'spikeIds',
    'channelIds',
    'peakChannel',
    'sampleRateHz',
    'meanUv',
    'sdUv',
    'leftOutSpikeIds',
  ]);
  assert.deepEqual([waveforms['meanUv']!.length, waveforms['meanUv']![0]!.length], [82, 32]);
});

test('a file of the dataset names it as well as its folder', async () => {
  const file = path.join(folder, 'rec_g0_t0.imec0.ap.meta');
  assert.equal((await json(['units', file])).dataset, folder);
});

test('files are written by extension, several at once, and only results go to stdout', async () => {
  const files = ['a.npy', 'a.csv', 'a.svg', 'a.png', 'a.pdf', 'a.json'].map((name) =>
    path.join(outside, name),
  );
  const { status, stdout, stderr } = await run([
    'correlogram',
    folder,
    '--units=0',
    ...files.flatMap((file) => ['--out', file]),
  ]);
  assert.equal(status, 0, stderr);
  assert.equal(stdout, '');
  for (const file of files) assert.ok(existsSync(file), file);
  assert.deepEqual(parseNpy(new Uint8Array(readFileSync(files[0]!)), 'a.npy').shape, [1, 1, 401]);
});

test('a train is written as 64-bit integers', async () => {
  const file = path.join(outside, 'train.npy');
  assert.equal((await run(['spike-train', folder, '--units', '0', '--out', file])).status, 0);
  assert.match(readFileSync(file).subarray(0, 128).toString('latin1'), /'descr': '<i8'.*'shape': \(220,\)/);
});

test('bad arguments and bad input end with status 2 and one line that says what to do', async () => {
  const cases: [words: string[], message: RegExp][] = [
    [['wavforms', folder], /expected one of metadata, units/],
    [['units'], /no dataset given/],
    [['units', path.join(outside, 'nowhere')], /nowhere/],
    [['correlogram', folder, '--units', '0', '--cbin', '1'], /called --bin-ms here/],
    [
      ['correlogram', folder, '--units', '0', '--bin-size', '1'],
      /unknown to correlogram; expected one of --bin-ms/,
    ],
    [['correlogram', folder, '--units', '0', '--bin-ms', '0'], /binMs: 0 ms is below 0.001 ms/],
    [['correlogram', folder], /units: none given/],
    [['units', '--qualty', folder], /--qualty: unknown to units; expected one of --quality/],
    [['units', folder, '--qualty'], /--qualty: unknown to units/],
    [['units', folder, '--quality'], /--quality: no value given/],
    [['units', folder, '--quality', '--json'], /--quality: no value given/],
    [['correlogram', folder, '--units', '0,99'], /no unit 99; it holds 20 units/],
    [['units', folder, '--quality', 'excellent'], /expected one of all, /],
    [['spike-train', folder, '--units', 'great'], /expected one of all, /],
    [['units', folder, '--out', path.join(outside, 'a.xls')], /expected \.svg/],
    [['units', folder, '--out', path.join(outside, 'no', 'u.csv')], /its folder does not exist/],
    [['units', folder, '--threads', 'many'], /--threads: got "many"/],
    [['units', folder, '--stream', 'imec7.ap', '--no-cache', '--again'], /one of them, not both/],
    [['waveforms', folder, '--units', '0', '--stream', 'imec7.ap'], /no stream 'imec7.ap'/],
  ];
  for (const [words, message] of cases) {
    const { status, stdout, stderr } = await run(words);
    assert.equal(status, 2, `${words.join(' ')}: ${stderr}`);
    assert.match(stderr, message);
    assert.equal(stderr.trim().split('\n').length, 1, stderr);
    assert.equal(stdout, '');
  }
});

test('--no-cache writes nothing, --cache-dir writes there', async () => {
  const fresh = await ownRecording();
  try {
    assert.equal((await run(['correlogram', fresh, '--units', '0', '--no-cache'])).status, 0);
    assert.ok(!existsSync(path.join(fresh, 'npyxMemory')));
    const cacheDir = path.join(outside, 'cache');
    mkdirSync(cacheDir);
    assert.equal((await run(['correlogram', fresh, '--units', '0', '--cache-dir', cacheDir])).status, 0);
    assert.ok(!existsSync(path.join(fresh, 'npyxMemory')));
    assert.deepEqual(readdirSync(cacheDir), ['correlogram']);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
});

test('an interrupt ends with status 130 and leaves no file, whole or partial', async () => {
  const place = path.join(outside, 'interrupted');
  mkdirSync(place);
  const words = ['waveforms', folder, '--units', '16', '--count', '0', '--highpass-hz', '300', '--no-cache'];
  const { status } = await run([...words, '--out', path.join(place, 'w.npy')], true);
  assert.equal(status, 130);
  assert.deepEqual(readdirSync(place), []);
});

test('help lists every command, and every parameter of one; the version is the package’s', async () => {
  const help = (await run(['--help'])).stdout;
  for (const id of [
    'metadata',
    'units',
    'peak-channel',
    'spike-train',
    'templates',
    'waveforms',
    'correlogram',
  ])
    assert.match(help, new RegExp(`^ {2}${id} `, 'm'));
  assert.match(
    (await run(['waveforms', '--help'])).stdout,
    /--window-samples +Length of the window.*default 82 samples/,
  );
  assert.equal((await run(['--version'])).stdout, `${version}\n`);
  assert.equal((await run([])).status, 0);
});

test('a flag stands alone or with a value', async () => {
  const alone = await json(['waveforms', '--median-reference', folder, '--units', '0', '--count', '3']);
  assert.equal(alone.params['medianReference'], true);
  const off = await json([
    'waveforms',
    folder,
    '--median-reference',
    'false',
    '--units',
    '0',
    '--count',
    '3',
  ]);
  assert.equal(off.params['medianReference'], false);
});

test('progress is lines on stderr when it is no terminal', async () => {
  const { stderr } = await run(['waveforms', folder, '--units', '0', '--no-cache']);
  assert.match(stderr, /^waveforms: \d+ %$/m);
});

test('self-test runs every command on the dataset and says so line by line', async () => {
  const { status, stdout, stderr } = await run(['self-test', folder]);
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout, /^ok +correlogram +\d+\.\d\d s$/m);
  assert.match(stdout, /\d+ passed, 0 failed\n$/);
  const { result, command } = await json(['self-test', folder]);
  const { checks } = result as { checks: { name: string; ok: boolean; secondsElapsed: number }[] };
  assert.equal(command, 'self-test');
  assert.ok(checks.length > 6 && checks.every(({ ok, secondsElapsed }) => ok && secondsElapsed > 0));
});
