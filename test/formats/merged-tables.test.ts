import assert from 'node:assert/strict';
import { test } from 'node:test';
import { datasetsTableText, parseDatasetsTable } from '../../core/formats/datasets-table.ts';
import {
  mergedIdOf,
  mergedNumber,
  mergedNumberText,
  parseMergedNumber,
} from '../../core/formats/merged-units.ts';
import { savedEdgesOf } from '../../core/formats/sync-chan.ts';
import { decimalsFor } from '../../core/model/merged.ts';
import { compareUnitIds, parseUnitId } from '../../core/model/units.ts';

test('numbers of units are npyx’s for ten datasets, also those that are no decimals (D100)', () => {
  // npyx computes 3 × 0.1 and does not find the literal 0.3 again.
  for (const [cluster, dataset, id] of [
    [0, 3, '0.3'],
    [0, 6, '0.6'],
    [0, 7, '0.7'],
    [1, 7, '1.7'],
    [92, 1, '92.1'],
    [123_456, 9, '123456.9'],
  ] as const) {
    assert.equal(mergedNumber(cluster, dataset, 1), cluster + 0.1 * dataset);
    assert.deepEqual(parseMergedNumber(cluster + 0.1 * dataset, 1), { cluster, dataset });
    assert.equal(mergedIdOf(id, 1), id);
    assert.equal(mergedIdOf(String(cluster + 0.1 * dataset), 1), id);
  }
});

test('every unit of eleven and of a hundred and one datasets comes back from its number and its text', () => {
  for (const count of [2, 10, 11, 100, 101]) {
    const decimals = decimalsFor(count);
    for (let dataset = 0; dataset < count; dataset++)
      for (const cluster of [0, 1, 92, 4095]) {
        assert.deepEqual(parseMergedNumber(mergedNumber(cluster, dataset, decimals), decimals), {
          cluster,
          dataset,
        });
        const id = mergedIdOf(mergedNumberText(cluster, dataset, decimals), decimals)!;
        assert.deepEqual(parseUnitId(id), { cluster, probe: dataset });
      }
  }
  assert.equal(mergedIdOf('92.01', 2), '92.1');
  assert.equal(mergedIdOf('92.1', 2), '92.10');
});

test('what is no number of a unit is none', () => {
  for (const value of [-1, 0.05, Number.NaN, 1e300]) assert.equal(parseMergedNumber(value, 1), undefined);
  for (const text of ['', 'good', '1.2.3', '-1']) assert.equal(mergedIdOf(text, 1), undefined);
});

test('units are ordered by dataset and then by cluster, past nine datasets too', () => {
  const ids = ['2.10', '10.0', '2.0', '2.2', '10.2', '0.10'];
  assert.deepEqual(ids.sort(compareUnitIds), ['2.0', '10.0', '2.2', '10.2', '0.10', '2.10']);
});

test('a table comes back as it was written, commas and quotes in paths included', () => {
  const rows = [
    { index: 0, datasetName: 'a, b', dp: '/data/a, b', probe: 'left "one"', relativePath: '../a, b' },
    { index: 1, datasetName: 'c', dp: '/data/c', probe: 'right', relativePath: '../c' },
  ];
  assert.deepEqual(parseDatasetsTable(datasetsTableText(rows), 'datasets_table.csv'), rows);
});

test('npyx’s table is read, in any order of lines, and a damaged one is told', () => {
  const text = 'dataset_i,dataset_name,dp,probe\r\n1,b,/d/b,p2\r\n0,a,/d/a,p1\r\n';
  assert.deepEqual(
    parseDatasetsTable(text, 't').map(({ index, dp, probe }) => [index, dp, probe]),
    [
      [0, '/d/a', 'p1'],
      [1, '/d/b', 'p2'],
    ],
  );
  for (const [bad, found] of [
    ['', 'an empty file'],
    ['a,b\n1,2\n', 'the columns a, b'],
    ['dataset_i,dataset_name,dp,probe\n', 'no datasets'],
    ['dataset_i,dataset_name,dp,probe\n1,b,/d/b,p\n', 'the numbers 1'],
    ['dataset_i,dataset_name,dp,probe\nx,b,/d/b,p\n', 'the numbers NaN'],
  ] as const)
    assert.throws(() => parseDatasetsTable(bad, 'datasets_table.csv'), {
      name: 'FormatError',
      message: new RegExp(`^datasets_table\\.csv: found ${found}, expected the columns dataset_i`),
    });
});

test('npyx’s file names are read with the whole number of the line (D25)', () => {
  assert.deepEqual(
    savedEdgesOf([
      'r_g0_t0.imec0.ap_sync12on_samples.npy',
      'r_g0_t0.imec0.ap_sync2of_samples.npy',
      'r_g0_t0.imec0.ap_sync2on_samples.npy',
      'r_g0_t0.imec0.ap_sync.npz',
      'merged_ref_x.ap_sync_on_samples.npy',
    ]),
    [
      {
        stem: 'r_g0_t0.imec0.ap',
        line: 2,
        onsetFile: 'r_g0_t0.imec0.ap_sync2on_samples.npy',
        offsetFile: 'r_g0_t0.imec0.ap_sync2of_samples.npy',
      },
      { stem: 'r_g0_t0.imec0.ap', line: 12, onsetFile: 'r_g0_t0.imec0.ap_sync12on_samples.npy' },
    ],
  );
});
