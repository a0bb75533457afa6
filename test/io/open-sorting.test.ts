import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { writeNpy } from '../../core/formats/npy-write.ts';
import { openDataset } from '../../core/io/open-dataset.ts';
import { needSorting } from '../../core/model/dataset.ts';
import { isInputError } from '../../core/model/errors.ts';
import type { TypedArray } from '../../core/model/nd-array.ts';
import type { Sorting } from '../../core/model/sorting.ts';
import { scratchFolder, writeFiles } from './scratch.ts';

type Files = Record<string, string | Uint8Array>;

const npy = (data: TypedArray, ...shape: number[]) => writeNpy({ data, shape });
const spikes = (): Files => ({
  'spike_times.npy': npy(new Uint32Array([5, 9]), 2, 1),
  'spike_clusters.npy': npy(new Int32Array([0, 1]), 2),
});
const zeros = (...shape: number[]) => npy(new Float32Array(shape.reduce((a, b) => a * b, 1)), ...shape);

async function sortingOf(files: Files, name = '.'): Promise<Sorting> {
  const folder = scratchFolder();
  writeFiles(path.join(folder, name), { ...spikes(), ...files });
  return needSorting(await openDataset(folder));
}

test('the sorter is told from what it leaves behind', async () => {
  const cases: [string, Files, string, string?][] = [
    [
      'a log of SpikeInterface',
      { 'spikeinterface_log.json': '{"sorter_name": "kilosort2_5"}' },
      'Kilosort 2.5 in SpikeInterface',
    ],
    [
      'an export of SpikeInterface',
      { 'template_ind.npy': zeros(1, 1), 'channel_groups.npy': zeros(1) },
      'phy export of SpikeInterface',
    ],
    ['the ops of Kilosort 4', { 'ops.npy': 'a pickle that nobody loads' }, 'Kilosort 4'],
    ['61 samples', { 'templates.npy': zeros(1, 61, 2) }, 'Kilosort 4'],
    ['the folder', {}, 'Kilosort 2.5', 'kilosort2.5'],
    ['another folder', {}, 'Kilosort 3', 'ks_3'],
    ['contamination', { 'cluster_ContamPct.tsv': 'cluster_id\tContamPct\n' }, 'Kilosort 2 or later'],
    ['82 samples', { 'templates.npy': zeros(1, 82, 2) }, 'Kilosort'],
    ['nothing', {}, 'unknown sorter'],
    ['a broken log', { 'spikeinterface_log.json': '{' }, 'unknown sorter'],
  ];
  for (const [by, files, name, folder] of cases)
    assert.equal((await sortingOf(files, folder)).sorter, name, by);
});

test('sparse templates are spread over the channels they belong to', async () => {
  const files = {
    // Two templates, two samples, two channels each; the second has one channel, the other is padding.
    'templates.npy': npy(new Float64Array([1, 2, 3, 4, 5, 6, 7, 8]), 2, 2, 2),
    'template_ind.npy': npy(new Int32Array([2, 0, 1, -1]), 2, 2),
    'channel_map.npy': npy(new Int32Array([0, 1, 2]), 3),
  };
  const templates = (await (await sortingOf(files)).templates())!;
  assert.deepEqual([...templates.shape], [2, 2, 3]);
  assert.ok(templates.data instanceof Float32Array && templates.data.buffer instanceof SharedArrayBuffer);
  assert.deepEqual([...templates.data], [2, 0, 1, 4, 0, 3, 0, 5, 0, 0, 7, 0]);
});

test('templates with all channels are kept, and refused when channel_map has another number', async () => {
  const templates = npy(new Float32Array([1, 2, 3, 4]), 1, 2, 2);
  const whole = { 'templates.npy': templates, 'templates_ind.npy': npy(new Float64Array([0, 1]), 1, 2) };
  assert.deepEqual([...(await (await sortingOf(whole)).templates())!.data], [1, 2, 3, 4]);
  const other = await sortingOf({ ...whole, 'channel_map.npy': npy(new Int32Array([0, 1, 2]), 3, 1) });
  await assert.rejects(
    other.templates(),
    (error) =>
      isInputError(error) &&
      /templates\.npy: found 2 channels, expected 3 as in channel_map/.test(error.message),
  );
});

test('a channel map is one list in each of the shapes that sorters write', async () => {
  for (const shape of [[3], [3, 1], [1, 3]]) {
    const sorting = await sortingOf({ 'channel_map.npy': npy(new Uint32Array([4, 2, 7]), ...shape) });
    assert.deepEqual([...(await sorting.channelMap())!], [4, 2, 7]);
  }
});

test('the whitening is undone by a real matrix and never by a placeholder', async () => {
  const matrix = npy(new Float64Array([2, 0, 1, 4]), 2, 2);
  const inverse = [0.5, 0, -0.125, 0.25];
  const placeholder = npy(new Float32Array([0.005, 0, 0, 0.005]), 2, 2);
  const cases: [Files, number[] | undefined, boolean][] = [
    [
      { 'whitening_mat_inv.npy': npy(new Float64Array(inverse), 2, 2), 'whitening_mat.npy': placeholder },
      inverse,
      true,
    ],
    [{ 'whitening_mat.npy': matrix }, inverse, true],
    // Kilosort 4: its amplitudes have another scale than template × amplitude.
    [{ 'whitening_mat.npy': placeholder, 'whitening_mat_dat.npy': matrix }, inverse, false],
    [{ 'whitening_mat.npy': placeholder }, undefined, false],
    [{ 'whitening_mat.npy': npy(new Float64Array([1, 2, 2, 4]), 2, 2) }, undefined, false],
    [{}, undefined, false],
  ];
  for (const [files, wanted, scales] of cases) {
    const sorting = await sortingOf(files);
    const found = await sorting.whiteningInverse();
    assert.deepEqual(found && [...found.data], wanted, Object.keys(files).join());
    assert.equal(await sorting.amplitudesScaleTemplates?.(), scales);
  }
});

test('units are templates when only spike_templates.npy is there, and it is said', async () => {
  const folder = scratchFolder();
  writeFiles(folder, {
    'spike_times.npy': npy(new Uint32Array([5, 9, 12]), 3),
    'spike_templates.npy': npy(new Uint32Array([3, 1, 3]), 3, 1),
  });
  const sorting = needSorting(await openDataset(folder));
  assert.deepEqual((await sorting.spikes()).units, ['1', '3']);
  assert.ok(sorting.warnings.some((text) => /stands in for spike_clusters\.npy/.test(text)));
});

test('a folder that only holds recordings of others is no recording', async () => {
  const folder = scratchFolder();
  writeFiles(path.join(folder, 'mouse 1'), { ...spikes(), 'rec.ap.meta': 'typeThis=imec\n' });
  await assert.rejects(
    openDataset(folder),
    (error) => isInputError(error) && /found no recording/.test(error.message),
  );
});
