import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { writeNpy } from '../../core/formats/npy-write.ts';
import { findRecordings } from '../../core/io/find-recordings.ts';
import { datasetFolder, openDataset, watchedFiles } from '../../core/io/open-dataset.ts';
import { unitTable } from '../../core/io/unit-table.ts';
import { type Dataset, needSorting } from '../../core/model/dataset.ts';
import { isCancelled, isInputError } from '../../core/model/errors.ts';
import { recordingFixture } from '../synthetic.ts';
import { scratchFolder, writeFiles } from './scratch.ts';

const tiny = { preset: 'glx-1.0', seconds: 3, channels: 24, units: 6 } as const;
const int64 = (values: number[], shape = [values.length]) =>
  writeNpy({ data: Float64Array.from(values), shape }, { int64: true });
const int32 = (values: number[]) => writeNpy({ data: Int32Array.from(values), shape: [values.length] });

const spikes = (): Record<string, string | Uint8Array> => ({
  'spike_times.npy': int64([10, 20, 30]),
  'spike_clusters.npy': int32([1, 0, 1]),
});
const params = (dat: string) =>
  `dat_path = '${dat}'\nn_channels_dat = 4\ndtype = 'int16'\noffset = 0\nsample_rate = 30000.\nhp_filtered = False`;

const partOf = (dataset: Dataset, name: string) => dataset.parts.find(({ part }) => part === name);
const sentence = (pattern: RegExp) => (error: unknown) => {
  assert.ok(isInputError(error), String(error));
  assert.match(error.message, pattern);
  return true;
};

/** A copy of the tiny recording without what the filter refuses. */
async function copy(keep: (name: string) => boolean, folder = scratchFolder()): Promise<string> {
  const from = await recordingFixture(tiny);
  for (const name of readdirSync(from))
    if (keep(name)) cpSync(path.join(from, name), path.join(folder, name), { recursive: true });
  return folder;
}

test('a recording opens by its folder and by each file that names it, to the same dataset', async () => {
  const folder = await recordingFixture(tiny);
  const stem = 'rec_g0_t0.imec0.ap';
  for (const door of ['.', `${stem}.meta`, `${stem}.bin`, 'params.py', 'rec_g0_t0.imec0.lf.meta']) {
    const dataset = await openDataset(path.join(folder, door));
    assert.equal(dataset.folder, folder);
    assert.equal(dataset.name, 'rec_g0_t0.imec0');
    assert.equal(dataset.acquisition, 'SpikeGLX');
    assert.deepEqual(
      dataset.streams.map(({ id }) => id),
      ['imec0.ap', 'imec0.lf'],
    );
    assert.equal(dataset.sorting?.streamId, 'imec0.ap');
    assert.ok(dataset.parts.every(({ state }) => state === 'present'));
  }
  const watched = watchedFiles(await openDataset(folder));
  for (const name of [`${stem}.meta`, `${stem}.bin`, 'spike_clusters.npy', 'cluster_group.tsv', 'params.py'])
    assert.ok(watched.includes(path.join(folder, name)), name);
});

test('an Open Ephys recording opens by its session folder, its oebin and its continuous.dat', async () => {
  const session = await recordingFixture({ preset: 'oe', seconds: 3, channels: 24, units: 6 });
  const folder = path.join(session, 'Record Node 101/experiment1/recording1');
  const dat = 'continuous/Neuropix-PXI-100.ProbeA-AP/continuous.dat';
  for (const door of [session, path.join(folder, 'structure.oebin'), path.join(folder, dat)]) {
    assert.equal(await datasetFolder(door), folder);
    const dataset = await openDataset(door);
    assert.equal(dataset.acquisition, 'Open Ephys');
    // dat_path is relative and names a file that both streams have: the folder decides.
    assert.match(dataset.sorting?.streamId ?? '', /ProbeA-AP$/);
  }
});

test('spikes are found in a subfolder, in its sorter_output, and beside the recording when params.py names its raw file', async () => {
  const isSorting = (name: string) => /\.(?:npy|tsv|py)$/.test(name);
  for (const [recording, sorting] of [
    ['.', 'kilosort4'],
    ['.', 'sorter_output'],
    ['.', 'phy'],
    ['.', 'ks25_results/sorter_output'],
    ['.', 'kilosort3/sorter_output'],
    ['raw', 'kilosort2.5'],
    ['raw', '.'],
  ] as const) {
    const folder = scratchFolder();
    for (const name of [recording, sorting]) mkdirSync(path.join(folder, name), { recursive: true });
    await copy((name) => !isSorting(name), path.join(folder, recording));
    await copy(isSorting, path.join(folder, sorting));
    const dataset = await openDataset(path.join(folder, recording));
    assert.equal(dataset.sorting?.folder, path.join(folder, sorting), sorting);
    assert.equal(dataset.sorting.streamId, 'imec0.ap');
    // The sorting opened by itself finds its recording.
    const alone = await openDataset(path.join(folder, sorting, 'params.py'));
    if (recording === '.')
      assert.deepEqual(
        alone.streams.map(({ id }) => id),
        ['imec0.ap', 'imec0.lf'],
      );
  }
});

test('a sorting beside the folder that belongs to another raw file is left alone', async () => {
  const folder = scratchFolder();
  mkdirSync(path.join(folder, 'raw'));
  await copy((name) => /\.(?:meta|bin)$/.test(name), path.join(folder, 'raw'));
  writeFiles(path.join(folder, 'kilosort4'), {
    ...spikes(),
    'params.py': params('D:\\\\other\\\\rec.imec1.ap.bin'),
  });
  const dataset = await openDataset(path.join(folder, 'raw'));
  assert.equal(dataset.sorting, undefined);
  assert.match(partOf(dataset, 'spikes')?.message ?? '', /found no spike_times\.npy in it/);
});

test('of several sortings one is chosen, and the choice is said', async () => {
  const folder = await copy((name) => /\.ap\./.test(name));
  for (const name of ['kilosort3', 'kilosort4']) writeFiles(path.join(folder, name), spikes());
  const dataset = await openDataset(folder);
  assert.equal(dataset.sorting?.folder, path.join(folder, 'kilosort4'));
  assert.equal(dataset.sorting.sorter, 'Kilosort 4');
  assert.ok(
    dataset.warnings.some((text) => /those of kilosort4; kilosort3 hold/.test(text)),
    dataset.warnings.join(),
  );
});

test('a foreign absolute dat_path is found by its name, and without a header the raw file is read as params.py says', async () => {
  const folder = scratchFolder();
  writeFiles(folder, {
    ...spikes(),
    'params.py': params('E:\\\\lab\\\\mouse 7\\\\filtré.dat'),
    'filtré.dat': new Uint8Array(4 * 2 * 50 + 3),
  });
  const dataset = await openDataset(folder);
  const [stream] = dataset.streams;
  assert.deepEqual(
    [stream?.id, stream?.sampleCount, stream?.sampleRateHz, stream?.channels.length, stream?.raw?.file],
    ['filtré', 50, 30000, 4, path.join(folder, 'filtré.dat')],
  );
  assert.ok(Number.isNaN(stream?.channels[0]?.uvPerBit));
  assert.ok(dataset.warnings.some((text) => /found 403 bytes, expected a multiple of 8/.test(text)));
  assert.equal(partOf(dataset, 'recording header')?.state, 'missing');
  assert.equal(partOf(dataset, 'AP raw data')?.state, 'present');
});

test('spikes alone are a dataset: no header, no params.py, no labels', async () => {
  const folder = scratchFolder();
  writeFiles(folder, spikes());
  const dataset = await openDataset(folder);
  const table = await unitTable(dataset);
  assert.deepEqual(
    [table.ids, [...table.spikeCount], table.group],
    [
      ['0', '1'],
      [1, 2],
      ['unsorted', 'unsorted'],
    ],
  );
  assert.ok(dataset.warnings.some((text) => /30000 Hz is assumed/.test(text)));
  assert.equal(partOf(dataset, 'labels')?.state, 'missing');
});

test('times out of order are sorted with their units, and it is said', async () => {
  const folder = scratchFolder();
  writeFiles(folder, {
    'spike_times.npy': int64([30, 10, 20, 10], [1, 4]),
    'spike_clusters.npy': int32([0, 1, 0, 2]),
    'amplitudes.npy': writeNpy({ data: new Float64Array([3, 1, 2, 1.5]), shape: [4, 1] }),
    'spike_templates.npy': int32([9, 8, 7, 6]),
  });
  const sorting = needSorting(await openDataset(folder));
  const { samples, units, offsets, ranks } = await sorting.spikes();
  assert.deepEqual([...samples], [10, 10, 20, 30]);
  assert.deepEqual(
    units.map((unit, i) => [
      unit,
      ...[...ranks.subarray(offsets[i], offsets[i + 1])].map((rank) => samples[rank]),
    ]),
    [
      ['0', 20, 30],
      ['1', 10],
      ['2', 10],
    ],
  );
  assert.deepEqual([...(await sorting.amplitudes())!], [1, 1.5, 2, 3]);
  assert.deepEqual([...(await sorting.spikeTemplates())!], [8, 6, 7, 9]);
  assert.ok(
    sorting.warnings.some((text) =>
      /spike_times\.npy: found times out of order; they were sorted/.test(text),
    ),
  );
});

test('a broken half of the spikes is a broken part with a sentence, and labels and headers still work', async () => {
  const cases: [string, Record<string, string | Uint8Array>, RegExp][] = [
    [
      'mismatch',
      { 'spike_clusters.npy': int32([1, 0]) },
      /spike_clusters\.npy: found 2 spikes, expected 3 as in spike_times\.npy/,
    ],
    ['empty', { 'spike_times.npy': '' }, /spike_times\.npy: found an empty file, expected a NumPy/],
    [
      'cut',
      { 'spike_times.npy': int64([10, 20, 30]).subarray(0, -3) },
      /found 21 bytes of values, expected 24/,
    ],
    ['random', { 'spike_clusters.npy': 'random bytes of no format' }, /found other first bytes/],
  ];
  for (const [name, files, pattern] of cases) {
    const folder = await copy((file) => /\.ap\./.test(file));
    writeFiles(folder, { ...spikes(), 'cluster_group.tsv': 'cluster_id\tgroup\n1\tgood\n', ...files });
    const dataset = await openDataset(folder);
    assert.equal(dataset.streams.length, 1, name);
    assert.equal(partOf(dataset, 'spikes')?.state, 'broken', name);
    assert.match(partOf(dataset, 'spikes')?.message ?? '', pattern);
    await assert.rejects(unitTable(dataset), sentence(pattern));
    assert.equal((await needSorting(dataset).labels()).get('1')?.group, 'good');
  }
});

test('times that are no whole samples and units that are no numbers are refused with a sentence', async () => {
  const cases: [Record<string, Uint8Array>, RegExp][] = [
    [
      { 'spike_times.npy': writeNpy({ data: new Float64Array([1, 2.5, 3]), shape: [3] }) },
      /found 2\.5 at position 1, expected whole sample numbers/,
    ],
    [{ 'spike_clusters.npy': int32([0, -1, 2]) }, /found -1 at position 1, expected whole numbers from 0/],
    [
      {
        'spike_times.npy': writeNpy({ data: new Float64Array(6), shape: [3, 2] }),
        'spike_clusters.npy': int32([0, 0, 0, 0, 0, 0]),
      },
      /found a shape of \(3, 2\), expected one list of numbers/,
    ],
  ];
  for (const [files, pattern] of cases) {
    const folder = scratchFolder();
    writeFiles(folder, { ...spikes(), ...files });
    await assert.rejects(unitTable(await openDataset(folder)), sentence(pattern));
  }
  const whole = scratchFolder();
  writeFiles(whole, {
    ...spikes(),
    'spike_times.npy': writeNpy({ data: new Float64Array([1, 2, 3]), shape: [3] }),
  });
  assert.equal((await unitTable(await openDataset(whole))).ids.length, 2);
});

test('a channel map of another recording is told', async () => {
  const folder = await copy((name) => /\.ap\./.test(name));
  writeFiles(folder, { ...spikes(), 'channel_map.npy': int32([0, 24, 25]) });
  const dataset = await openDataset(folder);
  assert.match(
    partOf(dataset, 'channel map')?.message ?? '',
    /channel_map\.npy: found column 25, expected columns below 25 as in imec0\.ap/,
  );
});

test('a folder without a recording says what was looked for, and a path that is not there says so', async () => {
  const folder = scratchFolder();
  await assert.rejects(
    openDataset(folder),
    sentence(/found an empty folder, expected a \.meta file of SpikeGLX, a structure\.oebin/),
  );
  writeFileSync(path.join(folder, 'notes.txt'), 'x');
  await assert.rejects(openDataset(folder), sentence(/found no recording/));
  writeFileSync(path.join(folder, 'x.ap.bin'), 'x');
  await assert.rejects(
    openDataset(path.join(folder, 'x.ap.bin')),
    sentence(/found x\.ap\.bin without its header/),
  );
  await assert.rejects(openDataset(path.join(folder, 'gone')), sentence(/gone: found nothing there/));
  writeFileSync(path.join(folder, 'x.ap.meta'), '');
  await assert.rejects(openDataset(folder), sentence(/^x\.ap\.meta: found .*, expected a SpikeGLX header/));
});

test('recordings below a folder are found once each, with their streams and spikes', async () => {
  const folder = scratchFolder();
  const inside = (name: string) => {
    mkdirSync(path.join(folder, name), { recursive: true });
    return path.join(folder, name);
  };
  await copy((name) => name !== 'ground_truth.json', inside('mouse 1/run_g0/run_g0_imec0'));
  await copy((name) => /\.(?:meta|bin)$/.test(name), inside('mouse 2'));
  await copy((name) => /\.(?:npy|tsv|py)$/.test(name), inside('mouse 2/kilosort4'));
  cpSync(
    await recordingFixture({ preset: 'oe', seconds: 3, channels: 24, units: 6 }),
    inside('mouse 3/session'),
    { recursive: true },
  );
  writeFiles(inside('sorted only'), spikes());
  writeFiles(inside('broken'), { 'x.ap.meta': '' });
  await copy((name) => /\.meta$/.test(name), inside('node_modules/pack'));
  await copy((name) => /\.meta$/.test(name), inside('a/b/c/d/e/f/too deep'));
  const found = await findRecordings(folder, 100);
  assert.deepEqual(
    found.map((recording) => [
      path.relative(folder, recording.folder),
      path.basename(recording.door),
      recording.streams.length,
      recording.hasSorting,
    ]),
    [
      ['mouse 1/run_g0/run_g0_imec0', 'rec_g0_t0.imec0.ap.meta', 2, true],
      ['mouse 2', 'rec_g0_t0.imec0.ap.meta', 2, true],
      ['mouse 3/session/Record Node 101/experiment1/recording1', 'structure.oebin', 2, true],
      ['sorted only', 'spike_times.npy', 0, true],
    ],
  );
  assert.equal((await findRecordings(folder, 2)).length, 2);
  const stop = new AbortController();
  stop.abort();
  await assert.rejects(findRecordings(folder, 100, stop.signal), isCancelled);
  rmSync(path.join(folder, 'mouse 3'), { recursive: true });
  assert.equal((await findRecordings(folder, 100)).length, 3);
});
