import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pairMatrixPanel } from '../../core/analyses/pair-matrix.ts';
import { layout } from '../../core/figure/layout.ts';
import { themes } from '../../core/figure/theme.ts';
import { moved, pairAxes, pairRequest, strongestPlace } from '../../webviews/figure/pair-pick.ts';
import { pickAt } from '../../webviews/figure/pick.ts';

const units = ['7', '12', '3'];
/** 3 lies at the top of the probe, 7 at its tip. */
const depths = Float32Array.of(0, 100, 900);
const figure = {
  title: 'Stack',
  alt: '',
  panels: [
    pairMatrixPanel({
      rows: units,
      columns: units,
      rowDepthUm: depths,
      columnDepthUm: depths,
      values: Float32Array.of(Number.NaN, 1, 2, 3, Number.NaN, 4, 5, 6, Number.NaN),
      label: 'largest deviation',
      unit: 'SD',
    }),
  ],
  grid: { rows: 1, columns: 1 },
};
const request = {
  analysis: 'correlogram-stack',
  units,
  params: { binMs: 0.5, windowMs: 40, sources: units, normalize: 'counts', mostMb: 100 },
};

test('a click on a cell opens the correlogram of the pair that its colour shows', () => {
  const axes = pairAxes(request, figure)!;
  const list = layout(figure, { width: 500, height: 400 }, themes.light, {});
  const { x, xScale, y, yScale } = list.panels[0]!.toPixel;
  const image = figure.panels[0]!.marks[0]!;
  assert.ok(image.kind === 'image');
  for (let row = 0; row < 3; row++)
    for (let column = 0; column < 3; column++) {
      const pick = pickAt(list, x + xScale * (column + 0.4), y + yScale * (row + 0.6))!;
      const opened = pairRequest(request, axes, { row: Math.floor(pick.y), column: Math.floor(pick.x) })!;
      const [from, to] = [units.indexOf(opened.units[0]!), units.indexOf(opened.units.at(-1)!)];
      const value = image.values[row * 3 + column]!;
      assert.ok(
        Object.is(
          value,
          from === to ? Number.NaN : [Number.NaN, 1, 2, 3, Number.NaN, 4, 5, 6][3 * from + to],
        ),
      );
      assert.deepEqual(opened.params, { binMs: 0.5, windowMs: 40 });
      assert.equal(opened.analysis, 'correlogram');
    }
});

test('connections are opened with the usual bins, other figures have no pairs, and outside there is none', () => {
  const axes = pairAxes(request, figure)!;
  assert.deepEqual(
    pairRequest({ ...request, analysis: 'connections' }, axes, { row: 0, column: 1 })!.params,
    {},
  );
  assert.equal(pairAxes({ ...request, analysis: 'waveforms' }, figure), null);
  assert.equal(pairRequest(request, axes, { row: 3, column: 0 }), null);
});

test('arrow keys move over the matrix as it is drawn, and stop at its edges', () => {
  assert.deepEqual(moved({ row: 1, column: 1 }, 'ArrowUp', 3, 4), { row: 2, column: 1 });
  assert.deepEqual(moved({ row: 2, column: 1 }, 'ArrowUp', 3, 4), { row: 2, column: 1 });
  assert.deepEqual(moved({ row: 2, column: 1 }, 'End', 3, 4), { row: 2, column: 3 });
  assert.equal(moved({ row: 2, column: 1 }, 'Enter', 3, 4), null);
});

test('the cursor begins at the pair with the largest value', () => {
  const place = strongestPlace(figure);
  const { rows, columns } = pairAxes(request, figure)!;
  assert.deepEqual([rows[place.row], columns[place.column]], ['3', '12']);
  const nothing = { ...figure, panels: [] };
  assert.deepEqual(strongestPlace(nothing), { row: 0, column: 0 });
});
