import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actionOf } from '../../../webviews/traces/keys.ts';
import {
  centredAt,
  type Extent,
  moved,
  rowToY,
  showingRow,
  timeToX,
  type View,
  within,
  zoomedRows,
  zoomedTime,
} from '../../../webviews/traces/view.ts';

const extent: Extent = { durationS: 60, rowCount: 384, sampleRateHz: 30_000, mostSpanS: 20 };
const view: View = { startS: 10, spanS: 0.5, firstRow: 190, rowCount: 48 };
const near = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-9, `${a}, expected ${b}`);

test('a moment and a row stand where their share of the view is', () => {
  for (const at of [0, 0.3, 0.5, 1]) {
    near(timeToX(view, 800, 10 + 0.5 * at), 800 * at);
    near(rowToY(view, 600, 190 + 48 * at), 600 * at);
  }
});

test('zooming keeps what is under the pointer where it is', () => {
  for (const at of [0, 0.3, 1])
    for (const factor of [0.5, 1.25, 4]) {
      const zoomed = zoomedTime(view, factor, at, extent);
      near(zoomed.spanS, view.spanS * factor);
      near(timeToX(zoomed, 800, 10 + 0.5 * at), at * 800);
      const rows = zoomedRows(view, factor, at, extent);
      near(rowToY(rows, 600, 190 + 48 * at), at * 600);
    }
});

test('no view leaves the recording, is longer than can be read, or closer than ten samples', () => {
  const views = [
    moved(view, -1e6, -1e6, extent),
    moved(view, 1e6, 1e6, extent),
    zoomedTime(view, 1e9, 0.9, extent),
    zoomedTime(view, 1e-9, 0.1, extent),
    zoomedRows(view, 1e9, 0.5, extent),
    zoomedRows(view, 1e-9, 0.5, extent),
    within({ startS: Number.MAX_SAFE_INTEGER, spanS: 1e12, firstRow: -5, rowCount: 1e6 }, extent),
  ];
  for (const { startS, spanS, firstRow, rowCount } of views) {
    assert.ok(startS >= 0 && startS + spanS <= 60 + 1e-9);
    assert.ok(spanS <= 20 && spanS >= 10 / 30_000 - 1e-12);
    assert.ok(firstRow >= 0 && firstRow + rowCount <= 384 + 1e-9 && rowCount >= 1);
  }
});

test('a recording shorter than the view is shown whole', () => {
  const short = { ...extent, durationS: 0.2, rowCount: 4 };
  assert.deepEqual(within(view, short), { startS: 0, spanS: 0.2, firstRow: 0, rowCount: 4 });
});

test('going to a moment puts it into the middle, and showing a row moves only when it is out of sight', () => {
  near(centredAt(view, 30, extent).startS + 0.25, 30);
  assert.equal(showingRow(view, 200, extent), view);
  const shown = showingRow(view, 300, extent);
  near(shown.firstRow + shown.rowCount / 2, 300.5);
});

test('keys pan, zoom and go to the ends, and leave shortcuts of VS Code alone', () => {
  const press = (key: string, more = {}) =>
    actionOf({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more });
  const after = (key: string, more = {}) => {
    const action = press(key, more);
    assert.equal(action?.kind, 'view');
    return action.kind === 'view' ? action.change(view, extent) : view;
  };
  near(after('ArrowRight').startS, 10.05);
  near(after('ArrowLeft', { shiftKey: true }).startS, 9.55);
  near(after('Home').startS, 0);
  near(after('End').startS, 59.5);
  assert.ok(after('+').spanS < view.spanS && after('=').spanS < view.spanS && after('-').spanS > view.spanS);
  assert.equal(after('a').rowCount, 384);
  assert.deepEqual(press('n'), { kind: 'spike', direction: 1 });
  assert.deepEqual(press('E', { shiftKey: true }), { kind: 'event', direction: -1 });
  assert.equal(press('p', { ctrlKey: true }), null);
  assert.equal(press('F1'), null);
});
