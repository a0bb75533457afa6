import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columnsOf, findColumn } from '../../webviews/dashboard/columns.ts';
import { nextSort, sortRows } from '../../webviews/dashboard/sort.ts';
import { tableOf } from './table.ts';

const table = tableOf(
  [
    { id: '1', rate: 3, group: 'mua' },
    { id: '2', rate: 1, group: 'good' },
    { id: '10' },
    { id: '11', rate: 3, group: 'good' },
    { id: '2.1', rate: 7, group: 'noise' },
  ],
  { note: ['b2', 'b10', null, 'a', ''] },
);
const columns = columnsOf(table);
const ordered = (column: string, direction: 'ascending' | 'descending') =>
  sortRows([0, 1, 2, 3, 4], { column, direction }, columns)
    .map((row) => table.ids[row])
    .join(' ');

test('numbers sort both ways, equal ones keep the order of the table, unknown ones come last', () => {
  assert.equal(ordered('rate', 'ascending'), '2 1 11 2.1 10');
  assert.equal(ordered('rate', 'descending'), '2.1 1 11 2 10');
});

test('unit ids sort as numbers, probe by probe', () => {
  assert.equal(ordered('unit', 'ascending'), '1 2 10 11 2.1');
  assert.equal(ordered('unit', 'descending'), '2.1 11 10 2 1');
});

test('text sorts with its numbers by value and the unlabelled last', () => {
  assert.equal(ordered('label', 'ascending'), '2 11 1 2.1 10');
  assert.equal(ordered('label', 'descending'), '2.1 1 2 11 10');
  assert.equal(ordered('tsv:note', 'ascending'), '11 1 2 10 2.1');
});

test('without a sort, or with one of a column that is gone, rows stay as they are', () => {
  const rows = [3, 1, 2];
  assert.equal(sortRows(rows, null, columns), rows);
  assert.equal(sortRows(rows, { column: 'tsv:gone', direction: 'ascending' }, columns), rows);
});

test('a first click sorts numbers from the largest and text from A, a second one turns it round', () => {
  const rate = findColumn(columns, 'rate')!;
  const label = findColumn(columns, 'label')!;
  assert.deepEqual(nextSort(null, rate), { column: 'rate', direction: 'descending' });
  assert.deepEqual(nextSort(nextSort(null, rate), rate), { column: 'rate', direction: 'ascending' });
  assert.deepEqual(nextSort(nextSort(null, rate), label), { column: 'label', direction: 'ascending' });
});

test('the shank is shown where there are several', () => {
  const shown = (shanks: number[]) =>
    columnsOf(tableOf(shanks.map((shank, i) => ({ id: String(i), shank })))).find(({ id }) => id === 'shank')
      ?.shown;
  assert.equal(shown([0, 0, -1]), false);
  assert.equal(shown([0, 2]), true);
});
