import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { writeNpy } from '../../core/formats/npy-write.ts';
import { openDataset } from '../../core/io/open-dataset.ts';
import { unitTable } from '../../core/io/unit-table.ts';
import type { Dataset } from '../../core/model/dataset.ts';
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
    /whitening_mat_inv\.npy: found a shape of \(31, 32\), expected a square matrix/,
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
