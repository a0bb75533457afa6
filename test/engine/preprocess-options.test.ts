import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { cleaningOf } from '../../core/analyses/cleaning.ts';
import { cleaningParams } from '../../core/analyses/cleaning-params.ts';
import { stepSizeOf } from '../../core/analyses/jobs/step-size.ts';
import { parseParams } from '../../core/analyses/params.ts';
import { Engine } from '../../core/engine/engine.ts';
import { stepsAtOnce } from '../../core/engine/run-job.ts';
import { frameCleaner } from '../../core/kernels/frame-cleaner.ts';
import type { Stream } from '../../core/model/recording.ts';
import { builtThread } from '../built-worker.ts';
import { goldens, numbersOf } from '../golden.ts';
import { recordingFixture } from '../synthetic.ts';

const columnCount = 33;
const name = 'rec_g0_t0.imec0.ap';
let fixture: string;
let made: string;
let original: Int16Array;
let meta: string;

const samplesOf = async (file: string) => {
  const bytes = await readFile(file);
  return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
};

before(async () => {
  fixture = await recordingFixture();
  made = await mkdtemp(path.join(tmpdir(), 'neuropyxels-options-'));
  original = await samplesOf(path.join(fixture, `${name}.bin`));
  meta = await readFile(path.join(fixture, `${name}.meta`), 'utf8');
});
after(() => rm(made, { recursive: true, force: true }));

/** A recording of its own with these samples: its folder. */
async function recordingOf(samples: Int16Array): Promise<string> {
  const folder = await mkdtemp(path.join(made, 'recording-'));
  await writeFile(
    path.join(folder, `${name}.bin`),
    new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength),
  );
  const size = `fileSizeBytes=${samples.byteLength}`;
  await writeFile(path.join(folder, `${name}.meta`), meta.replace(/^fileSizeBytes=.*$/m, size));
  return folder;
}

async function run(dataset: string, params: Record<string, unknown>, threads = 0) {
  const engine = new Engine({ threads });
  const output = path.join(dataset, 'out', `${name}.bin`);
  await rm(path.dirname(output), { recursive: true, force: true });
  const messages: string[] = [];
  try {
    const done = await engine.job(
      { dataset, job: 'preprocess', params: { output, ...params } },
      {
        signal: new AbortController().signal,
        confirm: async () => true,
        progress: ({ message }) => void messages.push(message ?? ''),
      },
    );
    return { ...done, copy: await samplesOf(output), output, messages };
  } finally {
    await engine.close();
  }
}

const column = (samples: Int16Array, k: number) => samples.filter((_, i) => i % columnCount === k);
const rows = (from: number, to: number) => original.slice(from * columnCount, to * columnCount);

// Vector 18: of these lengths npyx loses 65600, 65599, 65536, 65473, 0 and 0 samples (D84).
for (const rest of [0, 1, 64, 127, 128, 1000])
  test(`of 5 · 65600 + ${rest} samples none is lost, and sync words stay bit for bit`, async () => {
    const samples = rows(0, 5 * 65_600 + rest);
    const { copy, result } = await run(await recordingOf(samples), { reference: 'none', causal: true });
    assert.equal(copy.length, samples.length);
    assert.equal(result.sampleCount, samples.length / columnCount);
    assert.deepEqual(column(copy, 32), column(samples, 32));
  });

test('the causal copy is npyx’s, which cuts fractions off where ours rounds', async () => {
  const [golden] = goldens('glx-1.0-c32', 'preprocess_binary_file').filter(({ id }) => id.endsWith('.nocar'));
  assert.ok(golden);
  const { copy } = await run(await recordingOf(rows(0, 200_000)), { reference: 'none', causal: true });
  const expected = numbersOf(golden, 'last 100 rows, same columns');
  for (const [i, value] of expected.entries()) {
    const ours = copy[(199_900 + Math.floor(i / 4)) * columnCount + [0, 5, 11, 32][i % 4]!]!;
    assert.ok(Math.abs(ours - value) <= 1, `value ${i}: ${ours}, npyx has ${value}`);
  }
});

test('the reference is the same to the last bit however the work is divided', async () => {
  const whole = await recordingOf(rows(0, 40_000));
  const all = await run(whole, { highpassHz: 'none' });
  const part = await run(whole, { highpassHz: 'none', startS: 0.5, endS: 1.1 });
  assert.deepEqual(part.copy, all.copy.slice(15_000 * columnCount, 33_000 * columnCount));
  const [filtered, cut] = [await run(whole, {}), await run(whole, { startS: 0.5, endS: 1.1 })];
  const far = cut.copy.reduce(
    (most, value, i) => Math.max(most, Math.abs(value - filtered.copy[15_000 * columnCount + i]!)),
    0,
  );
  assert.ok(far <= 1, `${far} bits`);
  const header = await readFile(cut.output.replace(/bin$/, 'meta'), 'utf8');
  const first = Number(/^firstSample=(.*)$/m.exec(meta)?.[1] ?? 0);
  assert.match(header, new RegExp(`^firstSample=${first + 15_000}$`, 'm'));
  assert.match(header, /^fileTimeSecs=0\.6/m);
});

test('a millivolt that all channels have in common is gone below a microvolt', async () => {
  const bits = 1000 / 2.34375;
  const samples = rows(0, 30_000);
  const common = (s: number) => bits * Math.sin((2 * Math.PI * 1000 * s) / 30_000);
  for (let s = 0; s < 30_000; s++)
    for (let k = 0; k < 32; k++) samples[s * columnCount + k]! += Math.round(common(s));
  const { copy } = await run(await recordingOf(samples), {});
  for (let k = 0; k < 32; k++) {
    let [sum, size] = [0, 0];
    for (let s = 3000; s < 27_000; s++) {
      sum += copy[s * columnCount + k]! * common(s);
      size += common(s) ** 2;
    }
    // Neighbouring samples of the noise that is left make less than this of a millivolt.
    assert.ok((1000 * Math.abs(sum)) / size < 1, `channel ${k}: ${(1000 * sum) / size} µV left`);
  }
});

test('references of a shank and of a ring are medians of the channels that geometry says', async () => {
  const engine = new Engine({ threads: 0 });
  const { streams } = await engine.open(fixture);
  await engine.close();
  const sites = streams.find(({ id }) => id === 'imec0.ap')?.probe?.sites ?? [];
  const dataset = await recordingOf(rows(0, 2000));
  const median = (values: number[]) => {
    values.sort((a, b) => a - b);
    return (values[(values.length - 1) >> 1]! + values[values.length >> 1]!) / 2;
  };
  const ring = await run(dataset, {
    highpassHz: 'none',
    reference: 'local',
    localInnerUm: 30,
    localOuterUm: 90,
  });
  const shank = await run(dataset, { highpassHz: 'none', reference: 'shank' });
  for (let s = 0; s < 2000; s += 211)
    for (const own of sites) {
      const at = (k: number) => original[s * columnCount + k]!;
      const far = (site: (typeof sites)[number]) => Math.hypot(site.xUm - own.xUm, site.yUm - own.yUm);
      const near = sites.filter((site) => far(site) >= 30 && far(site) <= 90).map((site) => at(site.column));
      const all = sites.filter((site) => !site.isReference).map((site) => at(site.column));
      const [ours, ofAll] = [ring, shank].map(({ copy }) => copy[s * columnCount + own.column]!) as [
        number,
        number,
      ];
      assert.ok(Math.abs(ours - (at(own.column) - median(near))) <= 0.5);
      assert.ok(Math.abs(ofAll - (at(own.column) - median(all))) <= 0.5);
    }
});

test('excluded channels weigh in no reference and are written as zeros', async () => {
  const samples = rows(0, 3000);
  for (let s = 0; s < 3000; s++) samples[s * columnCount + 5] = 500 * (s % 2);
  const given = { highpassHz: 'none', excludeChannels: '5' };
  const [loud, quiet] = [
    await run(await recordingOf(samples), given),
    await run(await recordingOf(rows(0, 3000)), given),
  ];
  assert.deepEqual(loud.copy, quiet.copy);
  assert.ok(column(loud.copy, 5).every((value) => value === 0));
});

test('saturated samples are drawn over by lines or set to zero, and told', async () => {
  const samples = rows(0, 20_000);
  for (let s = 9000; s < 9090; s++) for (let k = 0; k < 32; k++) samples[s * columnCount + k] = 511;
  const dataset = await recordingOf(samples);
  const given = { highpassHz: 'none', reference: 'none' };
  const line = await run(dataset, { ...given, artefacts: 'line' });
  // A millisecond on either side is taken with it.
  assert.equal(line.result.counts['saturatedSamples'], 90 + 60);
  assert.match(
    line.warnings.join(),
    /150 samples of 20000 \(0\.75 %\) were saturated and drawn over by lines/,
  );
  const channel = column(line.copy, 3);
  const [left, right] = [channel[8969]!, channel[9120]!];
  for (let s = 8970; s < 9120; s++)
    assert.ok(Math.abs(channel[s]! - (left + ((right - left) * (s - 8969)) / 151)) <= 0.51);
  assert.deepEqual(column(line.copy, 32), column(samples, 32));
  const zero = await run(dataset, { artefacts: 'zero' });
  assert.ok(
    column(zero.copy, 3)
      .subarray(8970, 9120)
      .every((value) => value === 0),
  );
  assert.ok(
    column(zero.copy, 3)
      .subarray(9120, 9200)
      .some((value) => value !== 0),
  );
});

test('what does not fit into 16 bits is clipped, counted and told', async () => {
  const samples = rows(0, 2000);
  for (let k = 0; k < 32; k++) samples[1000 * columnCount + k] = k < 20 ? 32767 : -32768;
  const { result, warnings, copy } = await run(await recordingOf(samples), { highpassHz: 'none' });
  assert.equal(result.counts['clippedValues'], 12);
  assert.match(warnings.join(), /12 values of 64000 \(0\.0187 %\) did not fit into 16 bits and were clipped/);
  assert.equal(copy[1000 * columnCount + 25], -32768);
});

/** Vector 19. */
const streamOf = (slots: number): Stream => ({
  id: 'imec0.ap',
  band: 'ap',
  sampleRateHz: 30_000,
  channels: Array.from({ length: 384 }, (_, id) => ({
    column: id,
    id,
    name: `AP${id}`,
    role: 'neural',
    uvPerBit: 1,
  })),
  probe: {
    type: '0',
    partNumber: null,
    model: '',
    serial: null,
    shankCount: 1,
    shankPitchUm: 0,
    shankWidthUm: 70,
    adcSlotCount: slots,
    sites: [],
    geometrySource: 'none',
  },
  sampleCount: null,
  firstSample: 0,
  headerFile: '',
  warnings: [],
});
const delaysOf = (slots: number) => {
  const params = parseParams(cleaningParams, { adcRealign: true });
  return cleaningOf(streamOf(slots), params).shape.delays!;
};

test('channels are delayed by their slot of 13 in 1.0 (npyx takes 12: D91) and of 16 in 2.0', () => {
  const [one] = goldens('glx-1.0-c32', 'adc_shifts').filter(({ id }) => id === 'adc_shifts.1');
  const [two] = goldens('glx-1.0-c32', 'adc_shifts').filter(({ id }) => id === 'adc_shifts.2');
  assert.deepEqual([...delaysOf(13).subarray(0, 4)], [0, 0, 1 / 13, 1 / 13]);
  assert.deepEqual([...delaysOf(16).subarray(0, 4)], [0, 0, 1 / 16, 1 / 16]);
  const theirs = numbersOf(one!, 'sample_shift');
  for (const [channel, delay] of delaysOf(13).entries())
    assert.ok(Math.abs(delay - (theirs[channel]! * 12) / 13) < 1e-12);
  assert.deepEqual([...delaysOf(16)], numbersOf(two!, 'sample_shift'));
});

for (const highpassHz of [6, 10, 300])
  for (const isPacked of [false, true])
    for (const causal of [false, true])
      test(`steps of a ${causal ? 'causal' : 'zero-phase'} high-pass of ${highpassHz} Hz${isPacked ? ', compressed,' : ''} stay within their memory on 2 and on 8 threads`, () => {
        const params = parseParams(cleaningParams, { highpassHz, causal, adcRealign: true });
        const cleaning = cleaningOf(streamOf(13), params);
        const { before, behind, shape } = cleaning;
        const { stepSamples, stepBytes } = stepSizeOf(cleaning, { columnCount: 385, isPacked });
        const { raw } = frameCleaner(
          { ...shape, columnCount: 385 },
          { stretch: stepSamples + before + behind, rows: stepSamples },
        );
        assert.ok(raw.buffer.byteLength <= stepBytes, `${raw.buffer.byteLength} of ${stepBytes} bytes`);
        for (const threads of [2, 8]) {
          const atOnce = stepsAtOnce({ stepBytes }, threads);
          assert.ok(atOnce >= 1 && atOnce <= threads);
          assert.ok(atOnce * stepBytes <= 200e6, `${atOnce} steps of ${stepBytes} bytes`);
        }
        if (highpassHz === 300) assert.equal(stepsAtOnce({ stepBytes }, 2), 2);
      });

test('a high-pass of 1 Hz needs more than that, whatever is divided, and only on few channels does not', () => {
  const cleaning = cleaningOf(streamOf(13), parseParams(cleaningParams, { highpassHz: 1 }));
  assert.ok(stepSizeOf(cleaning, { columnCount: 385, isPacked: false }).stepBytes > 200e6);
  const shape = { ...cleaning.shape, columns: cleaning.shape.columns.subarray(0, 32) };
  assert.ok(stepSizeOf({ ...cleaning, shape }, { columnCount: 33, isPacked: false }).stepBytes <= 200e6);
});

test('it says before any work what it cannot write', async () => {
  const dataset = await recordingOf(rows(0, 2000));
  await assert.rejects(run(dataset, { output: path.join(dataset, 'x.bin'), moveOriginal: true }), {
    name: 'ParameterError',
    message: /moveOriginal: only for the .bin of a SpikeGLX recording, and without output/,
  });
  await assert.rejects(run(dataset, { compress: true }), { message: /a name that ends in \.cbin/ });
  await assert.rejects(run(dataset, { startS: 1 }), {
    name: 'ParameterError',
    message: /not before the end/,
  });
  await assert.rejects(run(dataset, { highpassHz: 0.1, order: 8 }), {
    name: 'ParameterError',
    message:
      /lasts [\d.]+ s, and so much of the recording on both sides takes \d+ MB of memory, more than the 200 MB/,
  });
  await assert.rejects(run(dataset, { excludeChannels: '77' }), { message: /has no channel 77/ });
  await assert.rejects(run(await recordingOf(rows(0, 10)), {}), {
    name: 'FormatError',
    message: /10 samples.*more than the 12 that the filter needs/s,
  });
  if (process.getuid?.() !== 0) {
    const locked = path.join(made, 'locked');
    await mkdir(locked);
    await chmod(locked, 0o555);
    await assert.rejects(run(dataset, { output: path.join(locked, 'x.bin') }), { name: 'AccessError' });
  }
  assert.deepEqual((await readdir(dataset)).sort(), [`${name}.bin`, `${name}.meta`]);
});

test('progress tells speed and time left', async () => {
  const { messages } = await run(await recordingOf(rows(0, 30_000)), {});
  assert.equal(messages.length, 5);
  assert.equal(messages.pop(), 'reading back');
  for (const message of messages) assert.match(message, /^\d+ MB\/s, \d+ s left$/);
});

test('killed at any moment it leaves the recording alone, and the same command finishes to the same bytes', async () => {
  const [program, worker] = await Promise.all([
    builtThread('core/cli/main.ts'),
    builtThread('core/engine/worker.ts'),
  ]);
  copyFileSync(worker, path.join(path.dirname(program), 'worker.js'));
  const dataset = await recordingOf(original);
  const expected = (await run(dataset, { adcRealign: true })).copy;
  await rm(path.join(dataset, 'out'), { recursive: true });
  const output = path.join(dataset, 'killed', `${name}.bin`);
  const words = [
    'preprocess',
    dataset,
    '--adc-realign',
    'true',
    '--output',
    output,
    '--yes',
    '--json',
    '--threads',
    '1',
  ];
  const journal = `${output}.journal`;
  const stepsDone = () =>
    existsSync(journal) ? readFileSync(journal, 'utf8').split('\n').length - 2 : Number.NEGATIVE_INFINITY;
  /** Runs the command until it ends or `isTime` to kill it; whether it ended by itself. */
  const attempt = (isTime: () => boolean) =>
    new Promise<boolean>((resolve, reject) => {
      const child = spawn(process.execPath, [program, ...words], { stdio: ['ignore', 'ignore', 'pipe'] });
      let said = '';
      child.stderr.on('data', (part) => {
        said += part;
      });
      const timer = setInterval(() => isTime() && child.kill('SIGKILL'), 1);
      child.on('close', (status, signal) => {
        clearInterval(timer);
        if (status === 0 || signal === 'SIGKILL') resolve(status === 0);
        else reject(new Error(`ended with ${status ?? signal}: ${said}`));
      });
    });
  // Moments are told by what it has done, not by a clock: when it begins, while it works, when all is done but the name.
  const stepCount = Math.ceil(original.length / columnCount / 8192);
  const moments = [
    () => existsSync(`${output}.lock`),
    () => existsSync(`${output}.partial`),
    () => stepsDone() >= 0,
    ...Array.from({ length: 6 }, () => Math.ceil(stepCount * Math.random()))
      .sort((a, b) => a - b)
      .map((steps) => () => stepsDone() >= steps),
    () => stepsDone() >= stepCount,
    () => existsSync(output),
  ];
  let kills = 0;
  let isFinished = false;
  for (const isTime of moments) {
    if (isFinished) break;
    isFinished = await attempt(isTime);
    assert.deepEqual(await samplesOf(path.join(dataset, `${name}.bin`)), original);
    if (!isFinished) kills++;
    // Killed after its last act.
    isFinished = existsSync(output) && !existsSync(journal);
  }
  if (!isFinished) assert.ok(await attempt(() => false));
  assert.ok(kills > 0);
  assert.deepEqual(await samplesOf(output), expected);
  assert.deepEqual((await readdir(path.dirname(output))).sort(), [`${name}.bin`, `${name}.meta`]);
  assert.ok((await stat(output)).size > 0);
  for (const file of [program, worker]) rmSync(path.dirname(file), { recursive: true, force: true });
});
