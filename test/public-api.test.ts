import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as library from '../core/index.ts';
import { recordingFixture } from './synthetic.ts';

test('the library offers these names and no others', () => {
  assert.deepEqual(Object.keys(library).sort(), [
    'Engine',
    'analysisOf',
    'catalogue',
    'colorFamilies',
    'colormapNames',
    'distinctColors',
    'exportRun',
    'isCancelled',
    'isInputError',
    'meanAround',
    'open',
    'openDataset',
    'openRecording',
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
