import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowsPerPage, scrollToRow, visibleRows } from '../../webviews/dashboard/virtual-rows.ts';

const list = { viewPx: 220, rowPx: 22, rowCount: 2000 };

test('every visible row is drawn and never many more', () => {
  for (let scrollTopPx = -30; scrollTopPx < 2000 * 22 + 100; scrollTopPx += 13) {
    const [start, end] = visibleRows({ ...list, scrollTopPx }, 4);
    const firstVisible = Math.max(0, Math.floor(scrollTopPx / 22));
    const lastVisible = Math.min(1999, Math.floor((scrollTopPx + 219) / 22));
    assert.ok(start >= 0 && end <= 2000 && start <= end);
    if (firstVisible <= lastVisible) assert.ok(start <= firstVisible && end > lastVisible);
    assert.ok(end - start <= 11 + 8);
  }
});

test('a list shorter than its view is drawn whole, an empty one not at all', () => {
  assert.deepEqual(visibleRows({ ...list, rowCount: 3, scrollTopPx: 0 }), [0, 3]);
  assert.deepEqual(visibleRows({ ...list, rowCount: 0, scrollTopPx: 0 }), [0, 0]);
});

test('showing a row scrolls no further than needed', () => {
  assert.equal(scrollToRow(5, { ...list, scrollTopPx: 0 }), 0);
  assert.equal(scrollToRow(10, { ...list, scrollTopPx: 0 }), 22);
  assert.equal(scrollToRow(3, { ...list, scrollTopPx: 110 }), 66);
  for (let row = 0; row < 2000; row += 7) {
    const top = scrollToRow(row, { ...list, scrollTopPx: 5000 });
    assert.ok(row * 22 >= top && (row + 1) * 22 <= top + 220);
  }
});

test('a page is what fits less one row, and at least one', () => {
  assert.equal(rowsPerPage({ ...list, scrollTopPx: 0 }), 9);
  assert.equal(rowsPerPage({ ...list, viewPx: 10, scrollTopPx: 0 }), 1);
});
