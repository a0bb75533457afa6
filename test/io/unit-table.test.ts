import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Engine } from '../../core/engine/engine.ts';
import { writeNpy } from '../../core/formats/npy-write.ts';
import { openDataset } from '../../core/io/open-dataset.ts';
import { openRecording } from '../../core/io/open-recording.ts';
import { loadSpikes } from '../../core/io/spike-files.ts';
import { readSpikes, surveySpikes } from '../../core/io/survey-spikes.ts';
import { statisticsFromArrays, unitStatistics } from '../../core/io/unit-statistics.ts';
import { unitTable } from '../../core/io/unit-table.ts';
import { chooseStream, needSorting } from '../../core/model/dataset.ts';
import { recordingFixture } from '../synthetic.ts';
import { scratchFolder, writeFiles } from './scratch.ts';

interface PlantedUnit {
  readonly id: number;
  readonly role: string;
  readonly label: string;
  readonly templates: readonly number[];
  readonly templatePeakColumn: number;
  readonly shank: number;
  readonly nSpikes: number;
}

async function planted(folder: string): Promise<PlantedUnit[]> {
  const truth = JSON.parse(readFileSync(path.join(folder, 'ground_truth.json'), 'utf8'));
  return truth.recordings[0].sorting.units;
}

test('the table of a synthetic recording holds the units that were planted', async () => {
  const folder = await recordingFixture();
  const dataset = await openDataset(folder);
  const table = await unitTable(dataset);
  const units = await planted(folder);
  assert.deepEqual(
    table.ids,
    units.map(({ id }) => String(id)),
  );
  assert.deepEqual(
    [...table.spikeCount],
    units.map(({ nSpikes }) => nSpikes),
  );
  assert.deepEqual(
    table.group,
    // The unit that is not listed counts as unsorted: its KSLabel is no decision.
    units.map(({ label }) => (label === 'unlisted' ? 'unsorted' : label)),
  );
  units.forEach(({ label, templates, nSpikes, shank }, i) => {
    assert.equal(table.groupSource[i], label === 'unlisted' ? '' : 'cluster_group.tsv: group');
    assert.equal(table.templateCount[i], templates.length);
    assert.ok(Math.abs(table.rateHz[i]! - nSpikes / 12) < 1e-9);
    assert.equal(table.shank[i], shank);
  });
  assert.ok('ContamPct' in table.extra && !('n_spikes' in table.extra));
});

test('the peak channel is the column of the largest template, and its place is that of the site', async () => {
  const folder = await recordingFixture();
  const dataset = await openDataset(folder);
  const table = await unitTable(dataset);
  const map = (await needSorting(dataset).channelMap())!;
  const sites = chooseStream(dataset).probe!.sites;
  for (const [i, unit] of (await planted(folder)).entries()) {
    if (unit.templates.length > 1) continue;
    const column = map[unit.templatePeakColumn]!;
    const site = sites.find((candidate) => candidate.column === column)!;
    assert.deepEqual(
      [table.peakChannel[i], table.xUm[i], table.depthUm[i]],
      [column, site.xUm, site.yUm],
      `unit ${unit.id}`,
    );
  }
});

test('amplitudes are those of the mean raw waveform on the peak channel', async () => {
  const folder = await recordingFixture();
  const drifting = (await planted(folder)).filter(({ role }) => role === 'drift').map(({ id }) => String(id));
  const dataset = await openDataset(folder);
  const table = await unitTable(dataset);
  const sorting = needSorting(dataset);
  const stream = chooseStream(dataset, sorting.streamId ?? undefined);
  const { samples, offsets, ranks, units } = await sorting.spikes();
  const reader = await openRecording(stream.raw!);
  const columns = stream.channels.length;
  let compared = 0;
  for (let unit = 0; unit < units.length; unit++) {
    const mine = ranks.subarray(offsets[unit], offsets[unit + 1]);
    // A drifting unit has no one mean; few spikes leave noise in it, small amplitudes too.
    if (drifting.includes(units[unit]!) || mine.length < 100 || table.amplitudeUv[unit]! < 200) continue;
    const mean = new Float64Array(60);
    let count = 0;
    for (const rank of mine) {
      const start = samples[rank]! - 20;
      if (start < 0 || start + 60 > stream.sampleCount!) continue;
      const frames = await reader.read(start, start + 60);
      for (let t = 0; t < 60; t++) mean[t] = mean[t]! + frames[t * columns + table.peakChannel[unit]!]!;
      count++;
    }
    const span = ((Math.max(...mean) - Math.min(...mean)) / count) * stream.channels[0]!.uvPerBit;
    const ratio = table.amplitudeUv[unit]! / span;
    assert.ok(
      Math.abs(ratio - 1) < 0.1,
      `unit ${units[unit]}: ${table.amplitudeUv[unit]} µV, raw ${span} µV`,
    );
    compared++;
  }
  await reader.close();
  assert.ok(compared >= 5);
});

test('one pass over the files tells the same of the units as the arrays do', async () => {
  const bins = { width: 30_000, count: 12 };
  for (const ks of ['ks2', 'ks4'] as const) {
    const dataset = await openDataset(
      await recordingFixture({ preset: 'glx-1.0', seconds: 4, channels: 24, ks }),
    );
    const sorting = needSorting(dataset) as import('../../core/io/open-sorting.ts').FileSorting;
    const [streamed, whole] = [
      await sorting.unitStatistics(45, bins),
      await statisticsFromArrays(sorting, 45, bins),
    ];
    assert.deepEqual(streamed, whole);
    assert.ok(streamed.shortIntervals.some((count) => count > 0));
  }
});

test('spikes and the facts of units read in one pass are those of the arrays that are read whole', async () => {
  const folder = await recordingFixture({ preset: 'glx-1.0', seconds: 4, channels: 24, ks: 'ks2' });
  const files = new Set(readdirSync(folder));
  const at = (name: string) => path.join(folder, name);
  const bins = { width: 30_000, count: 4 };
  const survey = (clusters = 'spike_clusters.npy', there = files) =>
    surveySpikes(folder, there, clusters, 45, bins);
  const alone = await loadSpikes(at('spike_times.npy'), at('spike_clusters.npy'));
  const { index } = await readSpikes(folder, 'spike_clusters.npy');
  for (const part of ['samples', 'units', 'offsets', 'ranks'] as const)
    assert.deepEqual(index[part], alone.index[part], part);
  assert.ok(index.samples.buffer instanceof SharedArrayBuffer);
  assert.deepEqual(await survey(), await unitStatistics(folder, files, alone, 45, bins));
  const without = new Set([...files].filter((name) => name !== 'amplitudes.npy'));
  assert.ok(Number.isNaN((await survey(undefined, without))!.templates[0]![0]!.amplitudeSum));
  // A list of another length, and none at all: others say what is wrong.
  assert.equal(await survey('channel_map.npy'), null);
  assert.equal(await survey('no such file.npy'), null);
});

/** A sorting of four spikes by hand: unit 3 has two of template 0 and one of template 1, unit 5 one of template 1. */
const byHand = (): Record<string, Uint8Array | string> => ({
  'spike_times.npy': writeNpy(
    { data: new Float64Array([100, 130, 200, 3000]), shape: [4, 1] },
    { int64: true },
  ),
  'spike_clusters.npy': writeNpy({ data: new Int32Array([3, 3, 5, 3]), shape: [4] }),
  'spike_templates.npy': writeNpy({ data: new Uint32Array([0, 0, 1, 1]), shape: [4, 1] }),
  // Two templates, two samples, three channels: the first largest on channel 0, the second on channel 2.
  'templates.npy': writeNpy({
    data: new Float32Array([6, 1, 0, -1, 0, 0, 0, 1, 10, 0, 0, 0]),
    shape: [2, 2, 3],
  }),
  'channel_map.npy': writeNpy({ data: new Int32Array([4, 2, 7]), shape: [1, 3] }),
  'channel_positions.npy': writeNpy({ data: new Float32Array([0, 0, 16, 20, 32, 40]), shape: [3, 2] }),
  'params.py':
    "dat_path = 'gone.dat'\nn_channels_dat = 8\ndtype = 'int16'\noffset = 0\nsample_rate = 1000.\n",
});

test('without a header the rate comes from params.py, the place from channel_positions, the length from the last spike', async () => {
  const folder = scratchFolder();
  writeFiles(folder, byHand());
  const table = await unitTable(await openDataset(folder));
  assert.deepEqual(table.ids, ['3', '5']);
  // Weighted by spikes the mean template of unit 3 is (12, 3, 10) / 3 against -2 / 3: channel 0, column 4. The
  // unweighted mean that npyx takes, (6, 2, 10) / 2, has its peak on channel 2: a
  // difference on purpose.
  assert.deepEqual([...table.peakChannel], [4, 7]);
  assert.deepEqual([...table.depthUm], [0, 40]);
  assert.deepEqual([...table.shank], [0, 0]);
  assert.deepEqual([...table.templateCount], [2, 1]);
  assert.deepEqual([...table.rateHz], [1, 1 / 3]);
  assert.ok(Number.isNaN(table.amplitudeUv[0]));
  // Intervals of 30 and 2870 ms; a lone spike has none.
  assert.equal(table.isiViolationPercent[0], 0);
  assert.ok(Number.isNaN(table.isiViolationPercent[1]));
});

test('each missing or broken optional file costs its own columns and no other', async () => {
  const required = ['spike_times.npy', 'spike_clusters.npy'];
  const names = Object.keys(byHand()).filter((name) => !required.includes(name));
  for (const name of names)
    for (const content of [undefined, new Uint8Array(0), new Uint8Array([1, 2, 3])]) {
      const folder = scratchFolder();
      const { [name]: _, ...others } = byHand();
      writeFiles(folder, content ? { ...others, [name]: content } : others);
      const table = await unitTable(await openDataset(folder));
      const label = `${name} ${content?.length}`;
      assert.deepEqual([...table.spikeCount], [3, 1], label);
      // Units 3 and 5 cannot be templates of their own: there are two.
      const hasPeaks = name !== 'templates.npy' && name !== 'spike_templates.npy';
      assert.equal(table.peakChannel[1]! >= 0, hasPeaks && name !== 'channel_map.npy', label);
      assert.equal(Number.isNaN(table.depthUm[1]), !hasPeaks || name === 'channel_positions.npy', label);
      assert.deepEqual([...table.templateCount], name === 'spike_templates.npy' ? [0, 0] : [2, 1], label);
    }
});

test('presence and contamination of the table are those of the quality metrics', async () => {
  const dataset = await openDataset(
    await recordingFixture({ preset: 'glx-1.0', seconds: 600, raw: false, lf: false }),
  );
  const table = await unitTable(dataset);
  const row = (unit: string) => table.ids.indexOf(unit);
  // Unit 15 is silent for a while, 14 has no refractory period, 0 fires all the time and is pure.
  assert.equal(table.presencePercent![row('0')], 100);
  assert.ok(table.presencePercent![row('15')]! < 90);
  assert.equal(table.contaminationPercent![row('0')], 0);
  assert.ok(table.contaminationPercent![row('14')]! > 30);
  const engine = new Engine({ threads: 0 });
  const { result } = await engine.run({
    dataset: dataset.folder,
    analysis: 'quality-metrics',
    units: [],
    params: {},
    cache: 'off',
  });
  const { presenceRatio, hillContamination, units } = result as {
    presenceRatio: Float64Array;
    hillContamination: Float64Array;
    units: readonly string[];
  };
  units.forEach((unit, i) => {
    assert.ok(Math.abs(table.presencePercent![row(unit)]! - 100 * presenceRatio[i]!) < 1e-4, unit);
    // The metrics drop repeated samples first; only unit 13 has any.
    if (unit !== '13')
      assert.ok(Math.abs(table.contaminationPercent![row(unit)]! - 100 * hillContamination[i]!) < 1e-3, unit);
  });
});

test('a table that is cancelled stops reading, and is read whole by the next who asks', async () => {
  const dataset = await openDataset(await recordingFixture());
  const whole = await unitTable(await openDataset(await recordingFixture()));
  // Somebody who needs the spikes meanwhile has them all the same.
  const table = unitTable(dataset, AbortSignal.abort());
  const spikes = dataset.sorting!.spikes();
  await assert.rejects(table, { name: 'Cancelled' });
  assert.deepEqual((await spikes).units, whole.ids);
  const again = await openDataset(await recordingFixture());
  await assert.rejects(unitTable(again, AbortSignal.abort()), { name: 'Cancelled' });
  assert.deepEqual(await unitTable(again), whole);
});

test('a table of spikes out of order that is cancelled stops in the middle of ordering them', async () => {
  const folder = scratchFolder();
  const count = 2 ** 20;
  const numbers = (value: (i: number) => number) =>
    writeNpy({ data: Int32Array.from({ length: count }, (_, i) => value(i)), shape: [count] });
  // Each spike begins a run of its own: twenty times all of them are merged, in four steps each.
  writeFiles(folder, {
    'spike_times.npy': numbers((i) => count - i),
    'spike_clusters.npy': numbers((i) => i % 3),
  });
  const dataset = await openDataset(folder);
  let asked = 0;
  const signal = {
    get aborted() {
      asked += 1;
      return asked > 10;
    },
  } as AbortSignal;
  await assert.rejects(unitTable(dataset, signal), { name: 'Cancelled' });
  assert.equal(asked, 11);
  const table = await unitTable(dataset);
  assert.deepEqual(table.ids, ['0', '1', '2']);
  assert.equal((await needSorting(dataset).spikes()).samples[0], 1);
});
