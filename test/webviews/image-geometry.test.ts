import assert from 'node:assert/strict';
import test from 'node:test';
import { layout } from '../../core/figure/layout.ts';
import { themes } from '../../core/figure/theme.ts';
import { markGeometry } from '../../webviews/figure/mark-geometry.ts';
import { heatMap } from '../figure/samples.ts';

const geometryOf = (rows: number, columns: number, value: (i: number) => number) => {
  const figure = heatMap();
  const panel = figure.panels[0]!;
  const image = {
    ...(panel.marks[0] as { kind: 'image' } & (typeof panel.marks)[0]),
    values: Float32Array.from({ length: rows * columns }, (_, i) => value(i)),
    rows,
    columns,
  };
  const list = layout(
    {
      ...figure,
      panels: [{ ...panel, marks: [image as (typeof panel.marks)[0]] }],
      grid: { rows: 1, columns: 1 },
    },
    { width: 560, height: 420 },
    themes.dark,
  );
  const item = list.items.find(({ kind }) => kind === 'image');
  assert.ok(item?.kind === 'image');
  return { geometry: markGeometry(item)!, plot: list.panels[0]!.plot };
};

test('a small image is a texture of its cells, NaN transparent, first row first', () => {
  const { geometry } = geometryOf(2, 2, (i) => [Number.NaN, 4, -2, 0][i]!);
  const { data, width, height } = geometry.texture!;
  assert.deepEqual([width, height], [2, 2]);
  assert.deepEqual(
    [3, 7, 11, 15].map((at) => data[at]),
    [0, 255, 255, 255],
  );
});

test('a large one is averaged to twice the pixels it covers, so that any GPU takes it', () => {
  const { geometry, plot } = geometryOf(1000, 4000, (i) => (i % 4000) / 4000);
  const { data, width, height } = geometry.texture!;
  assert.ok(
    width <= Math.ceil(2 * plot.width) && height <= Math.ceil(2 * plot.height),
    `${width} × ${height}`,
  );
  assert.equal(data.length, 4 * width * height);
});
