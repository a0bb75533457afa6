import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { catalogue } from '../../core/analyses/catalogue.ts';
import { Engine } from '../../core/engine/engine.ts';
import { layout } from '../../core/figure/layout.ts';
import { toSvg } from '../../core/figure/svg.ts';
import { themes } from '../../core/figure/theme.ts';
import { parseNpy } from '../../core/formats/npy.ts';
import { findRecordings } from '../../core/io/find-recordings.ts';
import { openDataset } from '../../core/io/open-dataset.ts';
import { assertNear, type Golden, numbersOf } from '../golden.ts';
import { mergedRecording, npyxMerged, probesOf } from '../merged.ts';
import { recordingFixture } from '../synthetic.ts';

const engine = new Engine({ threads: 0 });
const made: string[] = [];
after(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

const entries = (
  JSON.parse(readFileSync('test/fixtures/golden/merge/golden.json', 'utf8')) as { entries: Golden[] }
).entries.map((entry): Golden => ({ ...entry, case: 'merge' }));
const golden = (id: string): Golden => entries.find((entry) => entry.id === id) as Golden;

/** The merged folder that npyx made of preset `merge`. */
const byNpyx = recordingFixture({ preset: 'merge' }).then((folder) => {
  const merged = npyxMerged(probesOf(folder));
  made.push(path.dirname(merged));
  return merged;
});
const pair = mergedRecording().then((merged) => {
  made.push(merged.folder);
  return merged;
});

async function result<T>(dataset: string, analysis: string, units: string[], params = {}): Promise<T> {
  const run = await engine.run({ dataset, analysis, units, params, cache: 'off' });
  return run.analysis.toJson(run.result, run.params) as T;
}
const npyxId = (number: number): string => number.toFixed(1);

test('units, labels, trains and ids of a folder that npyx merged are those npyx finds', async () => {
  const merged = await byNpyx;
  for (const quality of ['all', 'good', 'mua']) {
    const { units } = await result<{ units: { id: string }[] }>(merged, 'units', [], { quality });
    assert.deepEqual(
      units.map(({ id }) => id),
      numbersOf(golden(`merged.get_units.${quality}`)).map(npyxId),
    );
  }
  for (const [id, unit] of [
    ['merged.trn.a', '0.0'],
    ['merged.trn.b', '13.1'],
  ] as const) {
    const { samples } = await result<{ samples: number[] }>(merged, 'spike-train', [unit]);
    assertNear(samples, golden(id));
  }
  const { ids } = await result<{ ids: number[] }>(merged, 'spike-ids', ['13.1'], { enforcedRpMs: -1 });
  assertNear(ids, golden('merged.ids.b'));
});

test('a unit without its dataset is not known (npyx raises an AssertionError), the answer shows how ids look', async () => {
  await assert.rejects(result(await byNpyx, 'spike-train', ['0']), {
    name: 'UnknownUnit',
    message: /no unit 0; it holds 25 units \(0\.0, 1\.0, /,
  });
});

test('correlograms across probes are npyx’s count for count, with its bins', async () => {
  const values = { binMs: 0.5, windowMs: 50, normalize: 'counts', binning: 'npyx' };
  const merged = await byNpyx;
  const across = await result<{ values: number[][][] }>(merged, 'correlogram', ['0.0', '13.1'], values);
  assertNear(across.values.flat(2), golden('merged.ccg.across'));
  // The planted follower fires 2 ms later on the other probe.
  const row = across.values[0]![1]!;
  assert.equal(row.indexOf(Math.max(...row)), 54);
});

test('correlograms within a probe are npyx’s too, which counts them on that probe’s own clock', async () => {
  const values = { binMs: 0.5, windowMs: 50, normalize: 'counts', binning: 'npyx' };
  const within = await result<{ values: number[][][] }>(await byNpyx, 'correlogram', ['0.1', '1.1'], values);
  const [, second] = probesOf(await recordingFixture({ preset: 'merge' }));
  const own = await result<{ values: number[][][] }>(second, 'correlogram', ['0', '1'], values);
  assertNear(own.values.flat(2), golden('merged.ccg.same-probe'));
  // Here all are on the merged clock: a lag changes by one sample at most, where rounding falls between its spikes.
  assertNear(within.values.flat(2), golden('merged.ccg.same-probe'));
});

test('peak channels are those of the source probes', async () => {
  const merged = await byNpyx;
  const sorted = numbersOf(golden('merged.get_depthSort_peakChans'));
  const pairs = Array.from({ length: sorted.length / 2 }, (_, i) => sorted.slice(2 * i, 2 * i + 2));
  const { units } = await result<{ units: { id: string; channel: number }[] }>(
    merged,
    'peak-channel',
    pairs.map(([unit]) => npyxId(unit as number)),
  );
  const channels = new Map(units.map(({ id, channel }) => [id, channel]));
  for (const [unit, channel] of pairs) assert.equal(channels.get(npyxId(unit as number)), channel);
  const [own] = (await result<{ units: { channel: number }[] }>(merged, 'peak-channel', ['13.1'])).units;
  assert.equal(own?.channel, numbersOf(golden('merged.get_peak_chan'))[0]);
});

test('waveforms of a merged unit are those of its source, spike for spike (D112), also in periods on the merged clock', async () => {
  const merged = await byNpyx;
  const [, second] = probesOf(await recordingFixture({ preset: 'merge' }));
  interface Waveforms {
    spikeIds: number[];
    meanUv: number[][];
    peakChannel: number;
  }
  const params = { count: 50 };
  const ours = await result<Waveforms>(merged, 'waveforms', ['13.1'], params);
  const theirs = await result<Waveforms>(second, 'waveforms', ['13'], params);
  assert.deepEqual(ours.meanUv, theirs.meanUv);
  // Ids are positions among all spikes of the dataset that was asked, here as `spike-ids` has them.
  const places = async (dataset: string, unit: string, { spikeIds }: Waveforms) => {
    const { units, offsets, ranks } = await (await openDataset(dataset)).sorting!.spikes();
    const row = units.indexOf(unit);
    const own = ranks.subarray(offsets[row], offsets[row + 1]);
    return spikeIds.map((id) => own.indexOf(id));
  };
  assert.deepEqual(await places(merged, '13.1', ours), await places(second, '13', theirs));
  assert.equal(ours.peakChannel, numbersOf(golden('merged.wvf.mean'), 'peak channel')[0]);

  const clock = { a: 1.000003, b: 4321.4 };
  const within = [5, 9] as const;
  const early = await result<Waveforms>(merged, 'waveforms', ['13.1'], { periodsS: [within], count: 1000 });
  const ownPeriod = within.map((second) => (second * 30_000 - clock.b) / clock.a / 30_000);
  const own = await result<Waveforms>(second, 'waveforms', ['13'], { periodsS: [ownPeriod], count: 1000 });
  assert.ok(own.spikeIds.length > 10);
  assert.deepEqual(await places(merged, '13.1', early), await places(second, '13', own));
});

test('the length and the metadata are of all probes, rates of the reference', async () => {
  const merged = await byNpyx;
  const { durationS, streams, probes } = await result<{
    durationS: number;
    streams: { id: string }[];
    probes: { name: string; stream: string }[];
  }>(merged, 'metadata', []);
  // npyx gives a dictionary by probe.
  assert.deepEqual(
    probes.map(({ name, stream }) => [name, stream]),
    [
      ['probe1', 'imec0.ap'],
      ['probe2', 'imec1.ap'],
    ],
  );
  assert.equal(durationS, numbersOf(golden('merged.get_rec_len.seconds'))[0]);
  assert.deepEqual(
    streams.map(({ id }) => id),
    ['imec0.ap', 'imec0.lf', 'imec1.ap', 'imec1.lf'],
  );
  const summary = await engine.open(merged);
  assert.deepEqual(
    summary.merged?.map(({ name, index, streamId, isMissing }) => ({ name, index, streamId, isMissing })),
    [
      { name: 'probe1', index: 0, streamId: 'imec0.ap', isMissing: false },
      { name: 'probe2', index: 1, streamId: 'imec1.ap', isMissing: false },
    ],
  );
  assert.equal(summary.mainStream, 'imec0.ap');
});

test('sync lines are those of the first dataset, which the merged clock is, one sample later than npyx’s (D22)', async () => {
  const { lines } = await result<{ lines: Record<string, { onsetSamples: number[] }> }>(
    await byNpyx,
    'sync',
    [],
  );
  const theirs = golden('merged.get_npix_sync').outputs?.[0]?.value as Record<string, number[]>;
  assert.deepEqual(
    lines['6']?.onsetSamples,
    theirs['6']?.map((sample) => sample + 1),
  );
});

test('times that npyx wrapped into unsigned numbers are negative again (D99)', async () => {
  const merged = mkdtempSync(path.join(tmpdir(), 'neuropyxels-wrapped-'));
  made.push(merged);
  cpSync(await byNpyx, merged, { recursive: true });
  const file = path.join(merged, 'spike_times.npy');
  const bytes = readFileSync(file);
  const dataOffset = bytes.length - 8 * parseNpy(new Uint8Array(bytes), file).data.length;
  // What was first by 200 samples comes to lie before the beginning, and at the end of the file.
  const times = new BigInt64Array(
    bytes.buffer.slice(bytes.byteOffset + dataOffset, bytes.byteOffset + bytes.length),
  );
  const shifted = times.map((time) => time - 700n);
  const wrapped = BigUint64Array.from(shifted, (time) => BigInt.asUintN(64, time)).sort();
  bytes.set(new Uint8Array(wrapped.buffer), dataOffset);
  writeFileSync(file, bytes);
  const sorting = (await openDataset(merged)).sorting!;
  const { samples } = await sorting.spikes();
  assert.deepEqual([...samples], [...shifted].map(Number));
  assert.match(sorting.warnings.join(' '), /stored as unsigned numbers, as npyx does/);
});

test('a folder is merged by its table, not by its name (D101)', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'neuropyxels-merged-by-name-'));
  made.push(folder);
  const named = path.join(folder, 'merged_it_is_not');
  cpSync(await recordingFixture({ preset: 'glx-1.0', seconds: 3, channels: 24, units: 6 }), named, {
    recursive: true,
  });
  assert.equal((await openDataset(`${named}/`)).merged, undefined);
  const { merged } = await pair;
  const other = path.join(folder, 'any name');
  cpSync(merged, other, { recursive: true });
  assert.equal((await openDataset(other)).merged?.length, 2);
});

test('folders may move together, and a dataset beside the merged folder is found by its name', async () => {
  const { folder: made2, merged } = await mergedRecording();
  made.push(made2);
  const moved = `${made2}-moved`;
  made.push(moved);
  renameSync(made2, moved);
  const place = path.join(moved, path.basename(merged));
  const dataset = await openDataset(place);
  assert.deepEqual(
    dataset.merged?.map(({ folder }) => folder),
    probesOf(moved),
  );
  const table = path.join(place, 'datasets_table.csv');
  writeFileSync(
    table,
    'dataset_i,dataset_name,dp,probe\n0,rec_g0_imec0,D:\\data\\rec_g0_imec0,a\n1,rec_g0_imec1,/nowhere/rec_g0_imec1,b\n',
  );
  assert.deepEqual(
    (await openDataset(table)).merged?.map(({ folder, name }) => [name, folder]),
    [
      ['a', path.join(moved, 'rec_g0_imec0')],
      ['b', path.join(moved, 'rec_g0_imec1')],
    ],
  );
  await assert.rejects(
    async () => {
      writeFileSync(table, 'dataset_i,dataset_name,dp,probe\n0,x,x,a\n2,y,y,b\n');
      await openDataset(place);
    },
    {
      name: 'FormatError',
      message: /datasets_table\.csv: found the numbers 0, 2, expected .* numbered from 0/,
    },
  );
});

test('a dataset that is gone costs its own waveforms and places, and nothing else', async () => {
  const { folder, merged, probes } = await mergedRecording();
  made.push(folder);
  renameSync(probes[1], path.join(folder, 'hidden'));
  const table = await engine.units(merged);
  const row = table.ids.indexOf('13.1');
  assert.equal(table.peakChannel[row], -1);
  assert.equal(table.group[row], 'mua');
  assert.ok(table.peakChannel[table.ids.indexOf('13.0')]! >= 0);
  await result(merged, 'correlogram', ['0.0', '13.1']);
  await result(merged, 'waveforms', ['13.0']);
  for (const analysis of ['waveforms', 'templates'])
    await assert.rejects(result(merged, analysis, ['13.1']), {
      name: 'MissingPart',
      message: /no dataset probe2, which unit 13\.1 comes from\. .*found no folder/,
    });
  const { merged: summary, parts } = await engine.open(merged);
  assert.equal(summary?.[1]?.isMissing, true);
  assert.match(parts.find(({ state }) => state === 'missing')?.costs ?? '', /units of probe2 are off/);
});

test('labels are those that the sources have now; spikes curated since are refused, not mixed up', async () => {
  const { folder, merged, probes } = await mergedRecording();
  made.push(folder);
  const labels = path.join(probes[1], 'cluster_group.tsv');
  writeFileSync(labels, readFileSync(labels, 'utf8').replace('13\tmua', '13\tgood'));
  const table = await engine.units(merged);
  const row = table.ids.indexOf('13.1');
  assert.deepEqual([table.group[row], table.groupSource[row]], ['good', 'probe2/cluster_group.tsv: group']);

  const file = path.join(probes[1], 'spike_clusters.npy');
  const bytes = readFileSync(file);
  const { data } = parseNpy(new Uint8Array(bytes), file);
  const first = data.indexOf(13);
  const width = 4;
  bytes.writeInt32LE(14, bytes.length - width * (data.length - first));
  writeFileSync(file, bytes);
  await engine.changed(merged);
  await assert.rejects(result(merged, 'waveforms', ['13.1']), {
    name: 'FormatError',
    message: /spikes of unit 13\.1, expected \d+ as unit 13 has in .*It was curated since/,
  });
});

test('a merged folder is found as one recording, and its datasets as theirs', async () => {
  const { folder } = await pair;
  const found = await findRecordings(folder, 10);
  assert.deepEqual(
    found.map(({ door }) => path.basename(door)),
    ['datasets_table.csv', 'rec_g0_t0.imec0.ap.meta', 'rec_g0_t0.imec1.ap.meta'],
  );
});

/** What an analysis cannot do without. */
const given: Record<string, Record<string, unknown>> = {
  psth: { syncLine: '6' },
  'joint-psth': { syncLine: '6' },
  trials: { syncLine: '6' },
  'event-synchrony': { syncLine: '6' },
  csd: { spacingUm: 40 },
};
for (const analysis of catalogue)
  test(`${analysis.id} runs and draws on a merged dataset`, async () => {
    const { merged } = await pair;
    const { target, id } = analysis;
    const units = target === 'recording' ? [] : target === 'unit' ? ['13.1'] : ['0.0', '2.1'];
    const run = await engine.run({
      dataset: merged,
      analysis: id,
      units,
      params: given[id] ?? {},
      cache: 'off',
    });
    const figure = analysis.draw(run.result, run.params);
    const svg = toSvg(layout(figure, { width: 640, height: 480 }, themes.dark));
    assert.doesNotMatch(svg, /NaN|Infinity/);
    const json = JSON.stringify(analysis.toJson(run.result, run.params));
    if (/"units?":/.test(json))
      for (const unit of units) assert.ok(json.includes(`"${unit}"`), `${unit} in ${json.slice(0, 200)}`);
  });
