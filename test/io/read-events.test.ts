import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { writeNpy } from '../../core/formats/npy-write.ts';
import { eventKinds } from '../../core/io/event-kinds.ts';
import { openDataset } from '../../core/io/open-dataset.ts';
import type { EventsUnit } from '../../core/model/events.ts';
import { ndArray } from '../../core/model/nd-array.ts';
import { ownRecording, recordingFixture } from '../synthetic.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'neuropyxels-events-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, content: string | Uint8Array) => {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
};
const array = (name: string, values: readonly number[], int64 = false) =>
  write(name, writeNpy(ndArray(Float64Array.from(values), values.length), { int64 }));

const noRaw = { preset: 'glx-1.0', seconds: 3, channels: 32, raw: false, lf: false } as const;

async function read(sources: readonly string[], unit: EventsUnit = 'auto', dataset?: string) {
  const warnings: string[] = [];
  const opened = await openDataset(dataset ?? (await recordingFixture(noRaw)));
  const kinds = await eventKinds(opened, sources, unit, (message) => void warnings.push(message));
  return { kinds: kinds.map(({ name, samples }) => [name, [...samples]]), warnings };
}

test('times in seconds fall on the samples they came from, whatever floating point made of them', async () => {
  const samples = [25936, 58156, 101835];
  const file = write('tones.csv', `time\n${samples.map((sample) => sample / 30000).join('\n')}`);
  assert.deepEqual((await read([file])).kinds, [['tones', samples]]);
  assert.deepEqual((await read([`tone = ${samples.map((sample) => sample / 30000).join(' ')}`])).kinds, [
    ['tone', samples],
  ]);
});

test('in a .npy whole numbers are samples and fractions seconds, unless the unit is said', async () => {
  const whole = array('whole.npy', [300, 600], true);
  const fractions = array('fractions.npy', [0.01, 0.02]);
  assert.deepEqual((await read([whole, fractions])).kinds, [
    ['whole', [300, 600]],
    ['fractions', [300, 600]],
  ]);
  assert.deepEqual((await read([whole], 'ms')).kinds, [['whole', [9000, 18000]]]);
  assert.deepEqual((await read([whole], 's')).kinds, [['whole', [9000000, 18000000]]]);
});

test('what npyx keeps of a sync line is named by its line, and its early samples are told', async () => {
  const file = array('sync_chan/run_g0_t0.imec0.ap_sync12on_samples.npy', [99, 199], true);
  const { kinds, warnings } = await read([file]);
  assert.deepEqual(kinds, [['line 12', [99, 199]]]);
  assert.match(warnings.join(), /as npyx keeps them, the last sample before the change/);
});

test('a name before an equals sign takes the place of the file’s, and kinds of the same name are told apart', async () => {
  const file = write('a.csv', '1,go\n2,stop');
  const other = write('b/a.csv', '1.5\n');
  assert.deepEqual(
    (await read([`left=${file}`, `right=${other}`])).kinds.map(([name]) => name),
    ['left go', 'left stop', 'right'],
  );
  const same = write('c/a.csv', '1.5\n');
  assert.deepEqual(
    (await read([other, same])).kinds.map(([name]) => name),
    ['a', `a (${same})`],
  );
  await assert.rejects(read([other, other, other]), { name: 'ParameterError', message: /was given twice/ });
});

test('files are found beside the recording; one that is nowhere is told with the places looked at', async () => {
  const own = await ownRecording(noRaw);
  try {
    writeFileSync(path.join(own, 'licks.tsv'), 'onset\n0.5\n');
    assert.deepEqual((await read(['licks.tsv'], 'auto', own)).kinds, [['licks', [15000]]]);
    await assert.rejects(read(['nothing-here.csv'], 'auto', own), {
      name: 'ParameterError',
      message: /events: found no .*nothing-here\.csv and no .*nothing-here\.csv, expected a \.csv/,
    });
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
});

test('Open Ephys TTL folders give the rising edges of each line, counted from the first sample of the file', async () => {
  const dataset = await recordingFixture({ preset: 'oe', seconds: 3, channels: 48, lf: false });
  const opened = await openDataset(dataset);
  const ttl = opened.parts.find(
    ({ part, state }) => /^TTL events .*ProbeA/.test(part) && state === 'present',
  );
  assert.ok(ttl?.file);
  const truth = JSON.parse(readFileSync(path.join(dataset, 'ground_truth.json'), 'utf8')) as {
    recordings: { events: { on: number[] }; sync: { on: number[] } }[];
  };
  const { sync, events } = truth.recordings[0]!;
  const file = path.join(opened.folder, ttl.file);
  for (const source of [path.dirname(file), file]) {
    const { kinds } = await read([source], 'auto', dataset);
    assert.deepEqual(
      kinds.map(([, samples]) => samples),
      [sync.on, events.on].filter((samples) => samples.length > 0).slice(0, kinds.length),
    );
    assert.match(String(kinds[0]?.[0]), /^line \d+$/);
  }
});

const refused: readonly [what: string, source: () => string, message: RegExp][] = [
  ['an empty array', () => array('empty.npy', []), /found no events/],
  ['missing values', () => array('nan.npy', [1, Number.NaN]), /found NaN at position 1/],
  [
    'a table of numbers',
    () => write('two.npy', writeNpy(ndArray(Float64Array.of(1, 2, 3, 4), 2, 2))),
    /found a shape of 2 × 2, expected the moments of events/,
  ],
  [
    'a folder without events',
    () => path.dirname(write('bare/readme.txt', '')),
    /found no sample_numbers\.npy/,
  ],
  ['an empty name', () => 'go=', /got an empty name, expected a file/],
];
for (const [what, source, message] of refused)
  test(`${what} is refused in one sentence`, async () => {
    await assert.rejects(read([source()]), { message });
  });
