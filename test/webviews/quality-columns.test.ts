import assert from 'node:assert/strict';
import { test } from 'node:test';
import { metricNames, type QualityMetrics } from '../../core/analyses/quality-params.ts';
import { columnsOf, filterName, findColumn } from '../../webviews/dashboard/columns.ts';
import { type Quality, qualitySources } from '../../webviews/dashboard/quality-columns.ts';
import { unitView } from '../../webviews/dashboard/unit-view.ts';
import { tableOf } from './table.ts';

const table = tableOf([{ id: '2' }, { id: '23' }, { id: '32' }]);
/** In another order than the table's, and with nothing known of unit 2. */
const metrics = {
  ...Object.fromEntries(metricNames.map((name) => [name, new Float64Array(3).fill(Number.NaN)])),
  units: ['32', '2', '23'],
  missedShare: Float64Array.of(0.25, Number.NaN, 0.031),
  driftPeakToPeakUm: Float64Array.of(12.34, Number.NaN, 40),
} as unknown as QualityMetrics;
const texts = (name: string, quality: Quality) => {
  const column = findColumn(columnsOf(table, quality), name);
  assert.ok(column, name);
  return [0, 1, 2].map(column.text).join(' ');
};
const shown = (filter: string, quality: Quality, lastGood = '') =>
  unitView(table, columnsOf(table, quality), { filter, sort: null, lastGood });

test('a quality metric is an ellipsis until it is known, then a number of its unit, a dash where it failed', () => {
  assert.equal(texts('missed', {}), '… … …');
  assert.equal(texts('missed', { fromSpikes: 'computing' }), '… … …');
  assert.equal(texts('missed', { fromSpikes: metrics }), '– 3.1 25.0');
  assert.equal(texts('missed', { fromSpikes: 'failed' }), '– – –');
  assert.equal(texts('drift', { fromSpikes: metrics }), '– 40.0 12.3');
  assert.equal(texts('snr', { fromSpikes: metrics }), '… … …');
});

test('a filter on a quality metric waits for it with the filter before in force', () => {
  const waiting = shown('missed < 10', { fromSpikes: 'computing' }, 'unit 20..40');
  assert.deepEqual(waiting.order, ['23', '32']);
  assert.equal(waiting.filterWait, 'Computing Missed …');
  assert.equal(waiting.filterError, null);
  assert.equal(waiting.filterInForce, 'unit 20..40');
  const there = shown('missed < 10', { fromSpikes: metrics }, 'unit 20..40');
  assert.deepEqual([there.order, there.filterWait], [['23'], null]);
  assert.deepEqual(shown('drift = none', { fromSpikes: metrics }).order, ['2']);
});

test('the table orders by a quality metric, units without it last', () => {
  const sort = { column: 'quality:drift', direction: 'ascending' } as const;
  const { order } = unitView(table, columnsOf(table, { fromSpikes: metrics }), { filter: '', sort });
  assert.deepEqual(order, ['32', '23', '2']);
});

test('raw data are asked for by the signal-to-noise ratio only, and nothing by columns of the table', () => {
  assert.deepEqual([...qualitySources(['quality:snr'])], ['fromRaw']);
  assert.deepEqual([...qualitySources(['quality:drift', 'quality:missed'])], ['fromSpikes']);
  assert.deepEqual([...qualitySources(['rate', 'presence'])], []);
});

test('every quality column says where its definition is from', () => {
  for (const { id, doc } of columnsOf(table).filter(({ id }) => id.startsWith('quality:')))
    assert.match(doc, /(19|20)\d\d\)\.$/, id);
});

test('a filter finds every column by the name that messages call it', () => {
  const columns = columnsOf(table);
  for (const column of columns) assert.equal(findColumn(columns, filterName(column)), column);
});

test('a column of the cluster tables goes before a quality metric of its name', () => {
  const named = columnsOf(tableOf([{ id: '2' }], { SNR: [4] }));
  assert.equal(findColumn(named, 'snr')?.id, 'tsv:SNR');
});
