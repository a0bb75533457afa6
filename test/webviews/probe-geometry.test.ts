import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProbeSummary } from '../../core/engine/engine-api.ts';
import {
  clampView,
  depthTicks,
  extentOf,
  mapScale,
  neighbour,
  pointAt,
  unitPoints,
  wholeView,
  zoomAt,
} from '../../webviews/dashboard/probe-geometry.ts';
import { tableOf } from './table.ts';

const sites = Array.from({ length: 96 }, (_, i) => ({
  column: i,
  id: i,
  shank: i % 4,
  xUm: i % 8 < 4 ? 27 : 59,
  yUm: Math.floor(i / 8) * 15,
  isReference: false,
}));
const probe: ProbeSummary = {
  model: 'Neuropixels 2.0, four shanks',
  partNumber: 'NP2013',
  serial: '1',
  shankCount: 4,
  shankPitchUm: 250,
  shankWidthUm: 70,
  sites,
};
const table = tableOf([
  { id: '1', shank: 0, depth: 0, rate: 1 },
  { id: '2', shank: 0, depth: 60, rate: 100 },
  { id: '3', shank: 2, depth: 45 },
  { id: '4', shank: 2, depth: 45 },
  { id: '5' },
]);
const extent = extentOf(probe, table);
const size = { widthPx: 200, heightPx: 600 };
const scale = mapScale(probe, table, size, wholeView(extent), extent);

test('the whole view holds every site between the axis and the edges, higher sites higher up', () => {
  for (const { shank, xUm, yUm } of sites) {
    assert.ok(scale.x(shank, xUm) > scale.axisPx && scale.x(shank, xUm) < size.widthPx);
    assert.ok(scale.y(yUm) > scale.topPx && scale.y(yUm) < scale.bottomPx);
  }
  assert.ok(scale.y(100) < scale.y(0));
  assert.ok(scale.x(0, 27) < scale.x(0, 59) && scale.x(0, 59) < scale.x(1, 27));
});

test('depth and pixels undo each other', () => {
  for (const um of [-3, 0, 77.7, 165]) assert.ok(Math.abs(scale.depthUm(scale.y(um)) - um) < 1e-9);
});

test('zooming leaves the place under the pointer where it is', () => {
  const view = zoomAt(wholeView(extent), 3, 90, extent);
  const zoomed = mapScale(probe, table, size, view, extent);
  assert.ok(Math.abs(zoomed.y(90) - scale.y(90)) < 1e-9);
  assert.ok(Math.abs(zoomed.pxPerUm / scale.pxPerUm - 3) < 1e-9);
  assert.deepEqual(zoomAt(view, 1 / 3, 90, extent), wholeView(extent));
});

test('the view never leaves the probe', () => {
  const view = clampView({ centerUm: 1e6, zoom: 4 }, extent);
  const zoomed = mapScale(probe, table, size, view, extent);
  assert.ok(Math.abs(zoomed.depthUm(zoomed.topPx) - extent.highUm) < 1e-9);
});

test('every unit with a depth has a dot, none exactly on another, and busy ones are larger', () => {
  const points = unitPoints(table, scale);
  assert.deepEqual(
    points.map(({ unit }) => unit),
    ['1', '2', '3', '4'],
  );
  assert.equal(new Set(points.map(({ x, y }) => `${x} ${y}`)).size, 4);
  assert.ok(points[1]!.radiusPx > points[0]!.radiusPx);
});

test('a dot is found at its centre and just beside it, and nothing far away', () => {
  const points = unitPoints(table, scale);
  for (const point of points) assert.equal(pointAt(points, point.x, point.y)?.unit, point.unit);
  assert.equal(pointAt(points, 5, 5), null);
});

test('arrow keys walk a shank by depth and cross to the nearest depth of the next shank', () => {
  const points = unitPoints(table, scale);
  const at = (unit: string) => points.find((point) => point.unit === unit)!;
  assert.equal(neighbour(points, null, 'up')?.unit, '1');
  assert.equal(neighbour(points, at('1'), 'up')?.unit, '2');
  assert.equal(neighbour(points, at('2'), 'up')?.unit, '2');
  assert.equal(neighbour(points, at('2'), 'right')?.unit, '3');
  assert.equal(neighbour(points, at('4'), 'left')?.unit, '2');
  assert.equal(neighbour(points, at('3'), 'right')?.unit, '3');
});

test('axis ticks are round, in view and far enough apart to be read', () => {
  for (const zoom of [1, 2.5, 7, 40]) {
    const zoomed = mapScale(probe, table, size, clampView({ centerUm: 80, zoom }, extent), extent);
    const { ticks, stepUm } = depthTicks(zoomed);
    assert.ok(stepUm * zoomed.pxPerUm >= 44 - 1e-9);
    for (const tick of ticks) {
      assert.ok(Math.abs(tick / stepUm - Math.round(tick / stepUm)) < 1e-9);
      assert.ok(zoomed.y(tick) >= zoomed.topPx - 1e-6 && zoomed.y(tick) <= zoomed.bottomPx + 1e-6);
    }
  }
});

test('without sites the units alone set the extent, without both there is still a map', () => {
  const alone = extentOf(null, table);
  assert.ok(alone.lowUm < 0 && alone.highUm > 60 && alone.highUm < 120);
  assert.deepEqual(extentOf(null, null), { lowUm: 0, highUm: 1000 });
});
