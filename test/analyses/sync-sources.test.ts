import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import type { SyncResult } from '../../core/analyses/sync-params.ts';
import { Engine } from '../../core/engine/engine.ts';
import { exportFiles } from '../../core/engine/export-files.ts';
import { isCancelled } from '../../core/model/errors.ts';
import { ownRecording, recordingFixture } from '../synthetic.ts';

const engine = new Engine({ threads: 0 });
const made: string[] = [];
after(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});
const scratch = (): string => {
  const folder = mkdtempSync(path.join(tmpdir(), 'neuropyxels-sync-'));
  made.push(folder);
  return folder;
};
const syncOf = (dataset: string, params = {}, stream?: string) =>
  engine.run({
    ...{ dataset, analysis: 'sync', units: [], params, cache: 'off' as const },
    ...(stream === undefined ? {} : { stream }),
  });
const linesOf = (result: unknown) =>
  (result as SyncResult).lines.map(({ line, onsetSamples, offsetSamples }) => [
    line,
    [...onsetSamples],
    [...offsetSamples],
  ]);

/** A probe's file of four columns whose last is the sync word. */
async function withWords(words: readonly number[]): Promise<string> {
  const folder = await ownRecording({ preset: 'glx-1.0', seconds: 3, channels: 4, units: 2, lf: false });
  made.push(folder);
  const name = readdirSync(folder).find((file) => file.endsWith('.ap.bin')) as string;
  const bytes = readFileSync(path.join(folder, name));
  const samples = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
  for (let i = 0; i < samples.length / 5; i++) samples[5 * i + 4] = words[i] ?? 0;
  writeFileSync(path.join(folder, name), bytes);
  return folder;
}

test('lines 0, 5, 10 and 15 go through npyx’s files and come back, where npyx reads 10 as 0 and 15 as 5 (D25)', async () => {
  const words = Array.from({ length: 400 }, (_, i) =>
    [0, 5, 10, 15].reduce((word, line) => word | ((Math.floor(i / (20 + line)) % 2) << line), 0),
  );
  const folder = await withWords(words);
  const run = await syncOf(folder);
  assert.deepEqual(
    (run.result as SyncResult).lines.map(({ line }) => line),
    ['0', '5', '10', '15'],
  );
  const saved = path.join(folder, 'sync_chan');
  const files = await exportFiles(run, saved);
  assert.equal(files.length, 8);
  await engine.changed(folder);
  const again = await syncOf(folder, { edgesFrom: 'npyx' });
  assert.deepEqual(linesOf(again.result), linesOf(run.result));
  await assert.rejects(exportFiles(run, saved), { name: 'ParameterError', message: /exists already/ });

  const bin = readdirSync(folder).find((file) => file.endsWith('.ap.bin')) as string;
  rmSync(path.join(folder, bin));
  await engine.changed(folder);
  const without = await syncOf(folder);
  assert.deepEqual(linesOf(without.result), linesOf(run.result));
  assert.match(without.warnings.join(' '), /The edges that npyx wrote down in .*sync_chan are used/);
});

test('line 0 alone works (D26), and so does a folder that exists with nothing in it (D24)', async () => {
  const folder = await withWords([0, 1, 1, 0, 1]);
  mkdirSync(path.join(folder, 'sync_chan'));
  const { result } = await syncOf(folder);
  assert.deepEqual(linesOf(result), [['0', [1, 4], [3, 5]]]);
});

test('a line that never changes is told, and so are lines that are asked for in vain', async () => {
  const folder = await withWords([]);
  const { warnings, result, analysis, params } = await syncOf(folder);
  assert.match(warnings.join(' '), /imec0\.ap: no line ever changes/);
  assert.deepEqual(linesOf(result), []);
  assert.match(analysis.draw(result, params).alt, /No line changes: 0 pulses/);
  const small = await recordingFixture();
  const some = await syncOf(small, { lines: [6, 9] });
  assert.deepEqual(
    (some.result as SyncResult).lines.map(({ line }) => line),
    ['6'],
  );
  assert.match(some.warnings.join(' '), /line 9 never changes; lines that do: 2, 6/);
});

test('missing and broken sources are told in a sentence', async () => {
  const raw = await recordingFixture({
    preset: 'glx-1.0',
    seconds: 3,
    channels: 24,
    units: 6,
    raw: false,
    lf: false,
  });
  await assert.rejects(syncOf(raw), { name: 'MissingPart', message: /no raw data of imec0\.ap/ });
  await assert.rejects(syncOf(raw, { edgesFrom: 'npyx' }), {
    name: 'MissingPart',
    message: /no edges of npyx for imec0\.ap/,
  });
  await assert.rejects(syncOf(await recordingFixture(), { analogChannels: [0] }), {
    name: 'ParameterError',
    message: /^analogChannels: imec0\.ap has no analog inputs; name a stream of a NI-DAQ or OneBox/,
  });
});

/** A NI-DAQ stream with two analog inputs and two digital words. */
function nidq(columns: readonly (readonly number[])[]): string {
  const folder = scratch();
  const corpus = 'test/fixtures/corpus/spikeglx_meta/ibl-neuropixel/sample3B_g0_t0.nidq.meta';
  const meta = readFileSync(corpus, 'utf8')
    .replace(/^(sns|acq)MnMaXaDw=.*$/gm, '$1MnMaXaDw=0,0,2,2')
    .replace(/^nSavedChans=.*$/m, 'nSavedChans=4')
    .replace(/^niXAChans1=.*$/m, 'niXAChans1=0:1')
    .replace(/^~snsChanMap=.*$/m, '~snsChanMap=(0,0,2,2,1)(XA0;0:0)(XA1;1:1)(XD0;2:2)(XD1;3:3)');
  writeFileSync(path.join(folder, 'rec_g0_t0.nidq.meta'), meta);
  const count = columns[0]!.length;
  const samples = Int16Array.from({ length: 4 * count }, (_, i) => columns[i % 4]![Math.floor(i / 4)]!);
  writeFileSync(path.join(folder, 'rec_g0_t0.nidq.bin'), new Uint8Array(samples.buffer));
  return folder;
}

test('a NI-DAQ has lines of all its words, 16 each, and of analog inputs by a threshold in volts', async () => {
  const volt = 32768 / 5;
  const rise = [0, 0, 2, 2, 2, 1.4, 2, 0, 0, 0].map((volts) => Math.round(volts * volt));
  const still = Array<number>(10).fill(0);
  const folder = nidq([still, rise, [0, 1, 1, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 8, 8, 8, -32768, 0, 0, 0]]);
  assert.deepEqual(linesOf((await syncOf(folder)).result), [
    ['0', [1], [3]],
    ['19', [3], [6]],
    ['31', [6], [7]],
  ]);
  const { result } = await syncOf(folder, { analogChannels: [0, 1], thresholdV: 1.5, hysteresisV: 0.2 });
  assert.deepEqual(linesOf(result).at(-1), ['XA1', [2], [7]]);
  const strict = await syncOf(folder, { analogChannels: [1], thresholdV: 1.5, hysteresisV: 0 });
  assert.deepEqual(linesOf(strict.result).at(-1), ['XA1', [2, 6], [5, 7]]);
  await assert.rejects(syncOf(folder, { analogChannels: [2] }), {
    message: /^analogChannels: nidq has no analog input in column 2; it has 0, 1/,
  });
});

test('the clock of the LF file is a twelfth of the AP file’s', async () => {
  const run = await engine.run({
    dataset: await recordingFixture(),
    analysis: 'clocks',
    units: [],
    params: {},
    cache: 'off',
  });
  const { clocks } = run.analysis.toJson(run.result, run.params) as {
    clocks: { name: string; a: number; driftMsPerHour: number; maxResidualUs: number }[];
  };
  assert.equal(clocks[0]?.name, 'imec0.lf');
  assert.ok(Math.abs(clocks[0]!.a - 12) < 1e-3);
  // An LF sample is 400 µs long.
  assert.ok(clocks[0]!.maxResidualUs < 400);
});

test('events on a NI-DAQ’s lines come onto the spikes’ clock by the pulses that both saw', async () => {
  const folder = await ownRecording({ preset: 'glx-1.0', seconds: 6, channels: 4, units: 2, lf: false });
  made.push(folder);
  const { lines } = (await syncOf(folder)).result as SyncResult;
  const clock = { a: 30_000 / 30_003.0003, b: 2_400 };
  const toNidq = (sample: number) => Math.round((sample - clock.b) / clock.a);
  const sync = lines.find(({ line }) => line === '6')!;
  const words = new Array<number>(170_000).fill(0);
  const raise = (bit: number, from: number, to: number) => {
    for (let i = Math.max(0, from); i < to && i < words.length; i++) words[i]! |= 1 << bit;
  };
  for (const [i, onset] of sync.onsetSamples.entries())
    raise(3, toNidq(onset), toNidq(sync.offsetSamples[i] ?? 1e9));
  const events = [40_000, 91_000, 133_000];
  for (const event of events) raise(1, toNidq(event), toNidq(event) + 50);
  const still = new Array<number>(words.length).fill(0);
  const aside = nidq([still, still, words, still]);
  for (const name of readdirSync(aside))
    writeFileSync(path.join(folder, name), readFileSync(path.join(aside, name)));
  await engine.changed(folder);
  const run = await engine.run({
    dataset: folder,
    analysis: 'psth',
    units: ['0'],
    params: { syncLine: '1' },
    stream: 'nidq',
    cache: 'off',
  });
  assert.doesNotMatch(run.warnings.join(' '), /taken to begin/);
  const compared = await engine.run({
    dataset: folder,
    analysis: 'clocks',
    units: [],
    params: {},
    cache: 'off',
  });
  const { clocks } = compared.analysis.toJson(compared.result, compared.params) as {
    clocks: { name: string; a: number; bSamples: number; line: string; referenceLine: string }[];
  };
  assert.equal(clocks[0]?.name, 'nidq');
  assert.deepEqual([clocks[0]?.line, clocks[0]?.referenceLine], ['3', '6']);
  assert.ok(Math.abs(clocks[0]!.a - clock.a) < 1e-5 && Math.abs(clocks[0]!.bSamples - clock.b) < 2);
});

test('a scan that is not wanted any more stops, and says how far it is until then', async () => {
  const dataset = await recordingFixture();
  const abort = new AbortController();
  const told: number[] = [];
  const run = engine.run(
    { dataset, analysis: 'sync', units: [], params: {}, cache: 'off' },
    {
      signal: abort.signal,
      progress: ({ done }) => {
        told.push(done ?? Number.NaN);
        abort.abort();
      },
    },
  );
  await assert.rejects(run, (error: Error) => isCancelled(error));
  assert.ok(told[0]! > 0 && told[0]! < 0.5);
});
