import assert from 'node:assert/strict';
import test from 'node:test';
import { themes } from '../../core/figure/theme.ts';
import { columnsOf } from '../../webviews/dashboard/columns.ts';
import { rowAttributes } from '../../webviews/dashboard/unit-row.tsx';
import { gridAttributes } from '../../webviews/dashboard/unit-table.tsx';
import { tableOf } from './table.ts';

const table = tableOf([{ id: '4' }, { id: '9' }]);
const props = {
  table,
  columns: columnsOf(table),
  unit: '9',
  row: 1,
  index: 0,
  topPx: 0,
  slot: null,
  isTabStop: false,
  isCursor: false,
  context: undefined,
  theme: themes.dark,
};

test('the grid counts all its rows and the head, not only those that are drawn', () => {
  const attributes = gridAttributes(2000, 8);
  assert.equal(attributes.role, 'grid');
  assert.equal(attributes['aria-rowcount'], 2001);
  assert.equal(attributes['aria-colcount'], 8);
  assert.equal(attributes['aria-multiselectable'], 'true');
});

test('a row tells its place under the head, its unit and whether it is selected', () => {
  assert.deepEqual(rowAttributes(props), {
    role: 'row',
    'aria-rowindex': 2,
    'aria-selected': false,
    tabIndex: -1,
    'data-unit': '9',
  });
  assert.equal(rowAttributes({ ...props, slot: 0 })['aria-selected'], true);
});

test('one row is the tab stop', () => {
  const stops = [0, 1, 2].map((index) => rowAttributes({ ...props, index, isTabStop: index === 1 }).tabIndex);
  assert.deepEqual(stops, [-1, 0, -1]);
});
