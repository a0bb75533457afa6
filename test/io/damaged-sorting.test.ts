import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { parseNpy } from '../../core/formats/npy.ts';
import { writeNpy } from '../../core/formats/npy-write.ts';
import { openDataset } from '../../core/io/open-dataset.ts';
import { unitTable } from '../../core/io/unit-table.ts';
import { type Dataset, needSorting } from '../../core/model/dataset.ts';
import type { TypedArray } from '../../core/model/nd-array.ts';
import { ownRecording } from '../synthetic.ts';
import { writeFiles } from './scratch.ts';

let folder = '';
before(async () => {
  folder = await ownRecording();
});
after(() => rmSync(folder, { recursive: true, force: true }));

const matrix = (...shape: number[]) =>
  writeNpy({
    data: new Float64Array(shape.reduce((product, length) => product * length, 1)).fill(0.5),
    shape,
  });
const broken = ({ parts }: Dataset) => parts.flatMap(({ part, state }) => (state === 'broken' ? [part] : []));

test('a whitening matrix that is not square costs the amplitudes in µV and nothing else', async () => {
  const whole = await unitTable(await openDataset(folder));
  assert.ok(whole.amplitudeUv.some((amplitude) => amplitude > 0));
  writeFiles(folder, { 'whitening_mat_inv.npy': matrix(31, 32) });
  const dataset = await openDataset(folder);
  const part = dataset.parts.find(({ part }) => part === 'whitening matrix');
  assert.match(
    part?.message ?? '',
    /whitening_mat_inv\.npy: found a shape of \(31, 32\), expected \(32, 32\)/,
  );
  const table = await unitTable(dataset);
  assert.deepEqual(table.peakChannel, whole.peakChannel);
  assert.ok(table.amplitudeUv.every((amplitude) => Number.isNaN(amplitude)));
});

test('templates with other channels than the channel map are told when the recording is opened', async () => {
  const { templateCount } = await unitTable(await openDataset(folder));
  writeFiles(folder, { 'templates.npy': matrix(25, 82, 29) });
  const dataset = await openDataset(folder);
  assert.ok(broken(dataset).includes('templates'));
  assert.match(
    dataset.parts.find(({ part }) => part === 'templates')?.message ?? '',
    /templates\.npy: found 29 channels, expected 32 as in channel_map\.npy/,
  );
  const table = await unitTable(dataset);
  assert.equal(table.ids.length, templateCount.length);
  assert.ok(table.peakChannel.every((channel) => channel === -1));
});

const npy = (data: TypedArray, ...shape: number[]) =>
  writeNpy({ data, shape: shape.length > 0 ? shape : [data.length] });
const messageOf = ({ parts }: Dataset, name: string) =>
  parts.find(({ part, state }) => part === name && state === 'broken')?.message ?? '';
/** A recording of the test's own, with some files changed. */
async function recordingWith(files: Record<string, Uint8Array | string>): Promise<string> {
  const own = await ownRecording();
  after(() => rmSync(own, { recursive: true, force: true }));
  writeFiles(own, files);
  return own;
}
const numbersOf = (folder: string, name: string) =>
  parseNpy(readFileSync(path.join(folder, name)), name).data;

test('a channel map that is too short is told, for whole templates and for sparse ones', async () => {
  const short = { 'channel_map.npy': npy(Int32Array.from({ length: 20 }, (_, i) => i)) };
  const dataset = await openDataset(await recordingWith(short));
  assert.match(
    messageOf(dataset, 'templates'),
    /templates\.npy: found 32 channels, expected 20 as in channel_map\.npy/,
  );
  assert.match(
    messageOf(dataset, 'channel positions'),
    /found 32 channels, expected 20 as in channel_map\.npy/,
  );
  const sparse = await recordingWith({
    ...short,
    'templates.npy': matrix(25, 82, 2),
    'templates_ind.npy': npy(
      Int32Array.from({ length: 50 }, (_, i) => (i === 7 ? 31 : i % 2)),
      25,
      2,
    ),
  });
  await assert.rejects(
    async () => needSorting(await openDataset(sparse)).templates(),
    /templates_ind\.npy: found channel 31, expected 0 to 19 as in channel_map\.npy/,
  );
});

test('positions that are too few or no numbers are told, and the units keep those of the header', async () => {
  const whole = await unitTable(await openDataset(await recordingWith({})));
  const cases: [Uint8Array, RegExp][] = [
    [matrix(20, 2), /channel_positions\.npy: found 20 channels, expected 32 as in channel_map\.npy/],
    [
      npy(new Float64Array(64).fill(5).fill(Number.NaN, 9, 10), 32, 2),
      /found NaN at channel 4, expected positions in µm/,
    ],
    [matrix(32, 3), /found a shape of \(32, 3\), expected \(channels, 2\)/],
  ];
  for (const [positions, sentence] of cases) {
    const dataset = await openDataset(await recordingWith({ 'channel_positions.npy': positions }));
    assert.match(messageOf(dataset, 'channel positions'), sentence);
    assert.deepEqual((await unitTable(dataset)).depthUm, whole.depthUm);
  }
});

test('templates that spikes name and templates.npy lacks are told, and their units have no peak channel', async () => {
  const own = await recordingWith({});
  const whole = await unitTable(await openDataset(own));
  const clusters = numbersOf(own, 'spike_clusters.npy');
  const unit = Number(whole.ids[3]);
  const named = numbersOf(own, 'spike_templates.npy').map((template: number, i: number) =>
    clusters[i] === unit ? 9999 : template,
  );
  writeFiles(own, { 'spike_templates.npy': npy(Int32Array.from(named)) });
  const dataset = await openDataset(own);
  const table = await unitTable(dataset);
  const warning = needSorting(dataset).warnings.find((text) =>
    /spike_templates\.npy: found template 9999/.test(text),
  );
  assert.match(
    warning ?? '',
    /expected 0 to \d+ as in templates\.npy\. The units of such spikes have no peak channel/,
  );
  assert.equal(table.peakChannel[3], -1);
  assert.deepEqual(table.peakChannel.with(3, 0), whole.peakChannel.with(3, 0));
});

test('spikes outside the recording are kept, and it is said', async () => {
  const own = await recordingWith({});
  const count = numbersOf(own, 'spike_times.npy').length;
  const times = Float64Array.from(numbersOf(own, 'spike_times.npy'));
  times[0] = -40;
  times[count - 1] = 1e7;
  writeFiles(own, { 'spike_times.npy': writeNpy({ data: times, shape: [count] }, { int64: true }) });
  const sorting = needSorting(await openDataset(own));
  const { samples } = await sorting.spikes();
  assert.deepEqual([samples.length, samples[0], samples.at(-1)], [count, -40, 1e7]);
  for (const sentence of [
    /spike_times\.npy: found spikes before the recording begins, the first at sample -40/,
    /spike_times\.npy: found spikes after the recording ends, the last at sample 10000000, expected samples below 360000/,
  ])
    assert.equal(sorting.warnings.filter((text) => sentence.test(text)).length, 1);
});

test('the shank of a unit comes from channel_shanks.npy where there is no header', async () => {
  const own = await recordingWith({});
  const shanks = Float64Array.from({ length: 32 }, (_, channel) => 1 + (channel % 4));
  writeFiles(own, { 'channel_shanks.npy': npy(shanks, 32, 1) });
  for (const name of ['ap', 'lf']) rmSync(path.join(own, `rec_g0_t0.imec0.${name}.meta`));
  const dataset = await openDataset(own);
  assert.equal(dataset.streams[0]?.probe?.shankCount, 4);
  const table = await unitTable(dataset);
  assert.ok(table.peakChannel.every((channel) => channel >= 0));
  assert.deepEqual(
    [...table.shank],
    [...table.peakChannel].map((channel) => channel % 4),
  );
  writeFiles(own, { 'channel_shanks.npy': npy(shanks.subarray(0, 20)) });
  const damaged = await openDataset(own);
  assert.match(messageOf(damaged, 'channel shanks'), /channel_shanks\.npy: found 20 channels, expected 32/);
  assert.deepEqual(new Set((await unitTable(damaged)).shank), new Set([0]));
});
