import assert from 'node:assert/strict';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { Engine } from '../../core/engine/engine.ts';
import { parseNpy } from '../../core/formats/npy.ts';
import { writeNpy } from '../../core/formats/npy-write.ts';
import { fingerprint } from '../../core/io/fingerprint.ts';
import { ndArray } from '../../core/model/nd-array.ts';
import { type Golden, numbersOf } from '../golden.ts';
import { mergedRecording, probesOf, SMALL_PAIR } from '../merged.ts';
import { ownRecording, recordingFixture } from '../synthetic.ts';

const engine = new Engine({ threads: 0 });
const made: string[] = [];
after(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});
const own = async (knobs = SMALL_PAIR): Promise<string> => {
  const folder = await ownRecording(knobs);
  made.push(folder);
  return folder;
};
const array = (file: string): number[] => Array.from(parseNpy(new Uint8Array(readFileSync(file)), file).data);
const entries = (
  JSON.parse(readFileSync('test/fixtures/golden/merge/golden.json', 'utf8')) as { entries: Golden[] }
).entries.map((entry): Golden => ({ ...entry, case: 'merge' }));
const golden = (id: string): Golden => entries.find((entry) => entry.id === id) as Golden;

const whole = mergedRecording({ preset: 'merge' }).then((merged) => {
  made.push(merged.folder);
  return merged;
});

test('the merged folder has npyx’s name, files, table and labels', async () => {
  const { merged, probes } = await whole;
  assert.equal(path.basename(merged), golden('merge_datasets.name').outputs?.[0]?.value);
  const files = readdirSync(merged, { recursive: true }).map(String).sort();
  const theirs = golden('merge_datasets.files').outputs?.[0]?.value as string[];
  // clocks.json is ours; sync_chan is a folder.
  assert.deepEqual(
    files.filter((name) => name !== 'clocks.json' && name !== 'sync_chan'),
    theirs,
  );
  assert.equal(
    readFileSync(path.join(merged, 'cluster_group.tsv'), 'utf8'),
    golden('merge_datasets.tsv').outputs?.[0]?.value,
  );
  const [head, ...rows] = readFileSync(path.join(merged, 'datasets_table.csv'), 'utf8').trimEnd().split('\n');
  assert.equal(head, 'dataset_i,dataset_name,dp,probe,relative_path');
  assert.deepEqual(rows, [
    `0,rec_g0_imec0,${probes[0]},probe1,../rec_g0_imec0`,
    `1,rec_g0_imec1,${probes[1]},probe2,../rec_g0_imec1`,
  ]);
});

test('times and numbers of units are those of npyx, and so is the clock', async () => {
  const { merged } = await whole;
  const entry = golden('merge_datasets.arrays');
  const times = array(path.join(merged, 'spike_times.npy'));
  const theirs = numbersOf(entry, 'spike_times');
  // Onsets of npyx are one sample early on both clocks (D22), which moves its b by a − 1 = 3e-6 of a sample.
  const differing = theirs.flatMap((time, i) =>
    time === times[i] ? [] : [Math.abs(time - (times[i] as number))],
  );
  assert.ok(differing.length <= 3 && differing.every((by) => by === 1));
  const clusters = array(path.join(merged, 'spike_clusters.npy'));
  // npyx's sort leaves spikes of the same sample in any order.
  const pairs = (numbers: number[]) =>
    numbers
      .map((number, i) => [theirs[i] as number, Math.round(10 * number)])
      .sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!);
  assert.deepEqual(pairs(clusters), pairs(numbersOf(entry, 'spike_clusters')));

  const fit = golden('fit');
  const { clocks } = JSON.parse(readFileSync(path.join(merged, 'clocks.json'), 'utf8')) as {
    clocks: { a: number; bSamples: number; medianResidualUs: number; eventCount: number }[];
  };
  const [, clock] = clocks;
  const [a, b] = [numbersOf(fit, 'a')[0]!, numbersOf(fit, 'b')[0]!];
  assert.ok(Math.abs(clock!.a - a) < 1e-12);
  assert.ok(Math.abs(clock!.bSamples - (b + 1 - a)) < 1e-6);
  assert.equal(clock!.eventCount, 19);
  assert.ok(clock!.medianResidualUs < 17);
});

test('spikes from before the reference keep their negative times, which npyx wraps to 1.8e19 (D99)', async () => {
  const folder = await own({ preset: 'merge', lf: false });
  const [first, second] = probesOf(folder);
  const done = await engine.merge({ datasets: [second, first], params: {} });
  assert.match(done.warnings.join(' '), /39 spikes are from before the first sample of probe1/);
  const [, clock] = done.result.clocks;
  assert.ok(Math.abs(clock!.bSamples - numbersOf(golden('merge.reversed.wrapped'), 'b')[0]!) < 1e-4);
  const times = array(path.join(done.result.dataset, 'spike_times.npy'));
  assert.equal(times.filter((time) => time < 0).length, 39);
  assert.ok(times.every((time, i) => i === 0 || time >= times[i - 1]!));
});

test('merging and splitting again is the identity', async () => {
  const { merged, probes } = await whole;
  const times = array(path.join(merged, 'spike_times.npy'));
  const numbers = array(path.join(merged, 'spike_clusters.npy'));
  const { clocks } = JSON.parse(readFileSync(path.join(merged, 'clocks.json'), 'utf8')) as {
    clocks: { a: number; bSamples: number }[];
  };
  for (const [index, probe] of probes.entries()) {
    const { a, bSamples } = clocks[index]!;
    const spikes = [...numbers.keys()].filter((i) => Math.round(10 * numbers[i]!) % 10 === index);
    assert.deepEqual(
      spikes.map((i) => Math.round((times[i]! - bSamples) / a)),
      array(path.join(probe, 'spike_times.npy')),
    );
    assert.deepEqual(
      spikes.map((i) => Math.floor(numbers[i]! + 1e-6)),
      array(path.join(probe, 'spike_clusters.npy')),
    );
  }
});

test('the datasets are not written to', async () => {
  const folder = await own();
  const files = () =>
    Promise.all(
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !`${entry.parentPath}`.includes('npyxMemory'))
        .map(async (entry) => [entry.name, await fingerprint(path.join(entry.parentPath, entry.name))]),
    );
  const before = await files();
  const { result } = await engine.merge({ datasets: probesOf(folder), params: {} });
  rmSync(result.dataset, { recursive: true });
  assert.deepEqual(await files(), before);
});

test('the order is the user’s (D97: npyx takes lateral, medial, anterior as medial, anterior, lateral), and names are theirs', async () => {
  const folder = await own();
  const [first, second] = probesOf(folder);
  const places = ['lateral', 'medial', 'anterior'].map((name) => path.join(folder, name));
  renameSync(first, places[0]!);
  renameSync(second, places[1]!);
  cpSync(places[1]!, places[2]!, { recursive: true });
  const names = ['lateral', 'medial', 'anterior'];
  const { result } = await engine.merge({ datasets: places, params: { names: names.join(',') } });
  assert.deepEqual(
    result.probes,
    names.map((name, index) => ({ name, folder: places[index], index })),
  );
  const { ids } = await engine.units(result.dataset);
  assert.ok(ids.includes('20.0') && ids.includes('17.1') && ids.includes('17.2'));
});

test('eleven datasets are eleven: units of the second and the eleventh are told apart (D100)', async () => {
  const folder = await own({ preset: 'merge', seconds: 4, channels: 4, units: 6, lf: false });
  const [first, second] = probesOf(folder);
  const places = Array.from({ length: 10 }, (_, i) => path.join(folder, `probe-${i + 1}`));
  for (const place of places) cpSync(second, place, { recursive: true });
  const { result, warnings } = await engine.merge({ datasets: [first, ...places], params: {} });
  assert.match(warnings.join(' '), /11 datasets need 2 decimals .* npyx reads one/);
  const { ids, spikeCount, group } = await engine.units(result.dataset);
  const sizes = ['0.1', '0.2', '0.10'].map((id) => spikeCount[ids.indexOf(id)]);
  const { spikeCount: counts, ids: ownIds } = await engine.units(second);
  assert.deepEqual(sizes, Array(3).fill(counts[ownIds.indexOf('0')]));
  assert.equal(ids.length, new Set(ids).size);
  assert.ok(group.every((label) => label !== 'unsorted'));
  const run = await engine.run({
    dataset: result.dataset,
    analysis: 'spike-train',
    units: ['0.10'],
    params: {},
  });
  assert.equal((run.analysis.toJson(run.result, run.params) as { unit: string }).unit, '0.10');
  assert.match(
    readFileSync(path.join(result.dataset, 'cluster_group.tsv'), 'utf8'),
    /\n0\.01\tgood\n.*\n0\.10\tgood\n/s,
  );
});

test('what is there already is refused, and kept under another name where it is to be replaced', async () => {
  const folder = await own();
  const datasets = probesOf(folder);
  const { result } = await engine.merge({ datasets, params: {} });
  await assert.rejects(engine.merge({ datasets, params: {} }), {
    name: 'ParameterError',
    message: /merged_rec_g0_imec0_rec_g0_imec1 exists already; open it, or merge with replace/,
  });
  const again = await engine.merge({ datasets, params: { replace: true } });
  assert.equal(again.result.dataset, result.dataset);
  assert.equal(again.result.replaced, `${result.dataset}.old`);
  assert.ok(existsSync(path.join(`${result.dataset}.old`, 'spike_times.npy')));
  await assert.rejects(engine.merge({ datasets, params: { output: datasets[1], replace: true } }), {
    name: 'ParameterError',
    message: /rec_g0_imec1 is one of the datasets, which are never written/,
  });
  const other = path.join(folder, 'elsewhere', 'both');
  mkdirSync(path.dirname(other));
  const elsewhere = await engine.merge({ datasets, params: { output: other } });
  assert.equal(elsewhere.result.dataset, other);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.endsWith('.merging')),
    [],
  );
});

test('missing and extra pulses and different counts are told, and do not shift the clock', async () => {
  const folder = await own({ ...SMALL_PAIR, seconds: 14 });
  const [first, second] = probesOf(folder);
  const { result: before } = await engine.merge({ datasets: [first, second], params: {} });
  // npyx's own files stand in for the raw file, so that pulses can be taken out.
  const words = path.join(second, 'rec_g0_t0.imec1.ap.bin');
  const bytes = readFileSync(words);
  const frames = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
  const columns = 17;
  for (let frame = 150_000; frame < 185_000; frame++) frames[frame * columns + columns - 1] = 0;
  writeFileSync(words, bytes);
  await engine.changed(second);
  const { result, warnings } = await engine.merge({ datasets: [first, second], params: { replace: true } });
  assert.match(
    warnings.join(' '),
    /line 6 of probe2 and line 6 of probe1 have 1[12] and 13 pulses; the 1[12] that both have are used/,
  );
  assert.ok(Math.abs(result.clocks[1]!.bSamples - before.clocks[1]!.bSamples) < 0.5);
});

test('datasets that cannot be merged are told why, in one sentence each', async () => {
  const folder = await own();
  const [first, second] = probesOf(folder);
  const refuses = (datasets: string[], message: RegExp, params = {}) =>
    assert.rejects(engine.merge({ datasets, params }), { name: 'ParameterError', message });
  await refuses([first], /got one dataset, .*rec_g0_imec0, expected two or more/);
  await refuses([], /got no dataset, expected two or more/);
  await refuses([first, `${first}/`], /rec_g0_imec0 is given twice, expected different datasets/);
  await refuses([first, second], /^names: got 1, expected 2, one for each dataset/, { names: 'a' });
  await refuses([first, second], /^names: a is given twice/, { names: 'a,a' });
  await refuses([first, second], /^syncLine: probe1 has no line 3 with pulses; it has 6 \(\d+ pulses\)/, {
    syncLine: '3',
  });
  await refuses([first, second], /^syncLine: got 3 lines, expected one for all or 2/, { syncLine: '6,6,6' });
  const other = await recordingFixture({
    preset: 'glx-1.0',
    seconds: 3,
    channels: 24,
    units: 6,
    seed: 9,
    lf: false,
  });
  await refuses(
    [first, other],
    /^syncLine: no line of probe2 has the pulses of one of probe1 \(.*; .*\); check that both were recorded at once/,
  );
  await assert.rejects(engine.merge({ datasets: [first, path.join(folder, 'nowhere')], params: {} }), {
    name: 'AccessError',
  });

  // One pulse only.
  const lone = path.join(folder, 'lone');
  cpSync(second, lone, { recursive: true });
  rmSync(path.join(lone, 'rec_g0_t0.imec1.ap.bin'));
  rmSync(path.join(lone, 'npyxMemory'), { recursive: true, force: true });
  await assert.rejects(engine.merge({ datasets: [first, lone], params: {} }), {
    name: 'MissingPart',
    message: /no raw data of imec1.ap/,
  });
  mkdirSync(path.join(lone, 'sync_chan'));
  const save = (line: number, values: number[]) => {
    writeFileSync(
      path.join(lone, 'sync_chan', `rec_g0_t0.imec1.ap_sync${line}on_samples.npy`),
      writeNpy(ndArray(Float64Array.from(values), values.length), { int64: true }),
    );
  };
  save(6, [1000]);
  await engine.changed(lone);
  await refuses(
    [first, lone],
    /^syncLine: probe2 has no line with two pulses at least, which a clock needs; it has 6 \(1 pulses\)/,
  );
  await refuses(
    [first, lone],
    /^syncLine: line 6 of probe2 has one pulse only, and a clock needs two at least/,
    { syncLine: '6' },
  );
});
