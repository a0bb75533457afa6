import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StreamSummary } from '../../core/engine/engine-api.ts';
import { clickedUnits, slotsOf } from '../../extension/clicked-units.ts';
import { datasetKey, viewTypeFor } from '../../extension/dataset-key.ts';
import { streamOfDoor } from '../../extension/door-stream.ts';
import { groupByProbe } from '../../extension/recording-facts.ts';
import { duration, exportName, figureTitle, statusText, thousands } from '../../extension/titles.ts';

test('a figure is titled by its units, many of them shortened, or by the recording', () => {
  assert.equal(figureTitle('Correlogram', ['234'], 'rec'), 'Correlogram · 234');
  assert.equal(figureTitle('Correlogram', ['2', '3', '4'], 'rec'), 'Correlogram · 2, 3, 4');
  assert.equal(figureTitle('Correlogram', ['2', '3', '4', '5', '6'], 'rec'), 'Correlogram · 2, 3 +3');
  assert.equal(figureTitle('Metadata', [], 'rec'), 'Metadata · rec');
});

test('an export is named so that every file system takes it', () => {
  assert.equal(
    exportName('rec_g0_t0.imec0', 'correlogram', ['2', '3'], 'svg'),
    'rec_g0_t0.imec0_correlogram_2-3.svg',
  );
  assert.equal(exportName('a/b: "c"', 'metadata', [], 'csv'), 'a-b-c-_metadata.csv');
  assert.match(exportName('rec', 'units', Array.from({ length: 40 }, String), 'npy'), /_40-units\.npy$/);
});

test('numbers and lengths read as in the field', () => {
  assert.equal(thousands(1_234_567), '1\u2009234\u2009567');
  assert.equal(thousands(999), '999');
  assert.equal(duration(4320), '1 h 12 min');
  assert.equal(duration(200), '3 min 20 s');
  assert.equal(duration(12.5), '12.5 s');
  assert.equal(statusText('rec', 0), 'rec');
  assert.equal(statusText('rec', 3), 'rec · 3 selected');
});

test('all files of a folder are one dataset, and the editor follows the file name', () => {
  assert.equal(datasetKey('/data/run g0/rec.ap.meta'), datasetKey('/data/run g0/./rec.ap.bin'));
  assert.equal(datasetKey('/data/run/'), '/data/run');
  assert.notEqual(datasetKey('/data/run0/a.ap.meta'), datasetKey('/data/run1/a.ap.meta'));
  const own = ['a.ap.meta', 'a.ap.bin', 'a.ap.cbin', 'a.lf.bin', 'structure.oebin'];
  for (const file of own) assert.equal(viewTypeFor(file), 'neuropyxels.dashboard', file);
  for (const file of ['a.lf.meta', 'params.py', 'continuous.dat', 'a.nidq.bin'])
    assert.equal(viewTypeFor(file), 'neuropyxels.dashboard.optional', file);
});

test('units come from a menu in a page, from nodes of the tree, or not at all', () => {
  assert.deepEqual(clickedUnits([{ webviewSection: 'unit', dataset: '/d', units: ['2', '3'] }]), {
    dataset: '/d',
    units: ['2', '3'],
  });
  const node = (unit: string) => ({ kind: 'unit', unit, dataset: '/d' });
  assert.deepEqual(clickedUnits([node('2'), [node('2'), node('5')]]).units, ['2', '5']);
  // Right-click on a row outside the selection means that row.
  assert.deepEqual(clickedUnits([node('7'), [node('2'), node('5')]]).units, ['7']);
  assert.deepEqual(clickedUnits([{ units: ['2'], params: { binMs: 5 } }]), {
    units: ['2'],
    params: { binMs: 5 },
  });
  assert.deepEqual(clickedUnits([]), {});
  assert.deepEqual(clickedUnits([undefined, undefined]), {});
});

test('both bands of a probe stand under it, and streams without a probe by themselves', () => {
  const stream = (id: string, band: StreamSummary['band'], serial: string | null) =>
    ({ id, band, probe: serial === null ? null : { serial, model: 'Neuropixels 1.0' } }) as StreamSummary;
  const groups = groupByProbe([
    stream('imec0.ap', 'ap', '11'),
    stream('nidq', 'nidq', null),
    stream('imec0.lf', 'lf', '11'),
    stream('imec1.ap', 'ap', '12'),
  ]);
  assert.deepEqual(
    groups.map(({ title, streams }) => [title, streams.map(({ id }) => id)]),
    [
      ['imec0 · Neuropixels 1.0 · SN 11', ['imec0.ap', 'imec0.lf']],
      [null, ['nidq']],
      ['imec1 · Neuropixels 1.0 · SN 12', ['imec1.ap']],
    ],
  );
});

test('data of Open Ephys below continuous/ belong to the folder of their structure.oebin', () => {
  const isThere = (file: string) => file === '/data/recording1/structure.oebin';
  const key = (file: string) => datasetKey(file, isThere);
  assert.equal(key('/data/recording1/continuous/Neuropix-PXI-100.0/continuous.dat'), '/data/recording1');
  assert.equal(key('/data/recording1/continuous/Neuropix-PXI-100.0/kilosort4/params.py'), '/data/recording1');
  assert.equal(key('/data/recording1/structure.oebin'), '/data/recording1');
  assert.equal(key('/data/recording1/kilosort4/params.py'), '/data/recording1/kilosort4');
  assert.equal(key('/data/other/continuous/a/continuous.dat'), '/data/other/continuous/a');
});

test('a file says which stream its dashboard shows first', () => {
  const streams = [
    { id: 'imec0.ap', rawFile: '/data/rec_g0_t0.imec0.ap.bin' },
    { id: 'imec1.ap', rawFile: null },
    { id: 'imec1.lf', rawFile: '/data/renamed.lf.cbin' },
    { id: 'nidq', rawFile: null },
    { id: 'Neuropix-PXI-100.0', rawFile: '/data/continuous/Neuropix-PXI-100.0/continuous.dat' },
  ];
  const stream = (door: string) => streamOfDoor(door, streams);
  assert.equal(stream('/data/rec_g0_t0.imec0.ap.meta'), 'imec0.ap');
  assert.equal(stream('/data/rec_g0_t0.imec1.ap.meta'), 'imec1.ap');
  assert.equal(stream('/data/renamed.lf.meta'), 'imec1.lf');
  assert.equal(stream('/data/rec_g0_t0.nidq.meta'), 'nidq');
  assert.equal(stream('/data/continuous/Neuropix-PXI-100.0/continuous.dat'), 'Neuropix-PXI-100.0');
  for (const whole of ['structure.oebin', 'params.py', 'rec_g0_t0.imec7.ap.meta'])
    assert.equal(stream(`/data/${whole}`), null, whole);
});

test('a unit plotted from the selection keeps its colour, others take the next ones', () => {
  const dashboard = { selection: ['4', '5', '9'], slots: [3, 0, 1] };
  assert.deepEqual(slotsOf(['9', '4', '7', '2'], dashboard), [1, 3, 4, 5]);
  assert.deepEqual(slotsOf(['9', '4'], undefined), [0, 1]);
});
