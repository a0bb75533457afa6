import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import * as library from '../core/index.ts';
import { probesOf, SMALL_PAIR } from './merged.ts';
import { ownRecording, recordingFixture } from './synthetic.ts';

test('the library offers these names and no others', () => {
  assert.deepEqual(Object.keys(library).sort(), [
    'Engine',
    'alignSpikes',
    'analysisOf',
    'bestTicks',
    'boundedColors',
    'catalogue',
    'colorFamilies',
    'colormapNames',
    'countAligned',
    'distinctColors',
    'exportRun',
    'isCancelled',
    'isInputError',
    'lagsPerSpike',
    'logAutocorrelogram',
    'meanAround',
    'merge',
    'npyx',
    'open',
    'openDataset',
    'openRecording',
    'plot',
  ]);
});

test('a recording is opened, asked and closed in four lines', async () => {
  const recording = await library.open(await recordingFixture(), { threads: 0 });
  const { ids } = await recording.units();
  const { result } = await recording.run('spike-train', [ids[0]!], { periodsS: [[0, 6]] });
  assert.equal((result as { trains: Float64Array[] }).trains.length, 1);
  assert.equal(recording.summary.streams[0]!.id, 'imec0.ap');
  await recording.close();
});

test('recordings are merged, and the merged dataset is opened like any other', async () => {
  const folder = await ownRecording(SMALL_PAIR);
  try {
    const { result } = await library.merge(probesOf(folder), { names: ['left', 'right'] }, { threads: 0 });
    const merged = await library.open(result.dataset, { threads: 0 });
    assert.deepEqual(
      merged.summary.merged?.map(({ name }) => name),
      ['left', 'right'],
    );
    assert.ok((await merged.units()).ids.includes('17.1'));
    await merged.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
