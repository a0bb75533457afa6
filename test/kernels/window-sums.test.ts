import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainWindowSums } from '../../core/kernels/plain-window-sums.ts';
import type { WindowShape } from '../../core/kernels/window-shape.ts';
import { windowSums } from '../../core/kernels/window-sums.ts';
import { meanWaveform } from '../mean-waveform.ts';

/** Numbers that repeat: (samples × columns), each column on an offset of its own. */
function windowOf(seed: number, { rows, columnCount }: WindowShape, low: number, span: number): Int16Array {
  let state = seed + 1;
  return Int16Array.from({ length: rows * columnCount }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return low + Math.floor((state / 2 ** 32) * span);
  });
}

const shapeOf = (
  rows: number,
  columnCount: number,
  columns: number[],
  subtractMedians = true,
): WindowShape => ({
  rows,
  columnCount,
  columns: Int32Array.from(columns),
  uvPerBit: Float64Array.from(columns, (_, i) => 2.34375 + (i % 3)),
  subtractMedians,
});

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);
const shapes = [
  shapeOf(82, 385, upTo(384)),
  shapeOf(82, 385, upTo(384), false),
  shapeOf(61, 33, [32, 0, 7, 8]),
  shapeOf(2, 8, upTo(8)),
  shapeOf(4, 33, upTo(32).slice(29)),
  shapeOf(4, 33, upTo(33)),
  shapeOf(1, 3, [1]),
  shapeOf(2001, 9, upTo(9)),
];
const ranges = [
  [-40, 90],
  [-32768, 65536],
  [-32768, 3],
  [32760, 8],
  [5, 1],
] as const;

for (const shape of shapes)
  test(`sums of windows in vector instructions equal those in TypeScript: ${shape.rows} × ${shape.columnCount}`, () => {
    for (const [low, span] of ranges) {
      const [fast, plain] = [windowSums(shape), plainWindowSums(shape)];
      const size = shape.rows * shape.columns.length;
      const [ours, theirs] = [new Float32Array(size), new Float32Array(size)];
      for (let seed = 0; seed < 5; seed++) {
        const window = windowOf(seed, shape, low, span);
        fast.add(window);
        plain.add(window);
        fast.write(ours);
        plain.write(theirs);
        assert.deepEqual(ours, theirs);
      }
      assert.deepEqual(fast.finish(), plain.finish());
    }
  });

test('the sums of windows give the mean and spread of the windows', () => {
  const shape = shapeOf(82, 17, upTo(16));
  const sums = windowSums(shape);
  const size = 82 * 16;
  const all = new Float32Array(40 * size);
  for (let i = 0; i < 40; i++) {
    sums.add(windowOf(i, shape, -300, 500));
    sums.write(all.subarray(i * size, (i + 1) * size));
  }
  const { mean, deviation } = sums.finish();
  const expected = meanWaveform(all, size);
  for (let i = 0; i < size; i++) {
    assert.ok(Math.abs(mean[i]! - expected.mean[i]!) < 1e-4);
    assert.ok(Math.abs(deviation[i]! - expected.deviation[i]!) < 1e-4);
  }
});

test('more windows than 32-bit sums can hold are summed without overflow', () => {
  const shape = shapeOf(3, 8, upTo(8));
  const sums = windowSums(shape);
  // The outer samples are the largest distance from the median that there is.
  const window = Int16Array.from({ length: 24 }, (_, i) => (i < 8 ? 32767 : -32768));
  for (let i = 0; i < 40_000; i++) sums.add(window);
  const { mean, deviation } = sums.finish();
  assert.equal(mean[0], Math.fround(65535 * 2.34375));
  assert.equal(mean[8], 0);
  assert.deepEqual(new Set(deviation), new Set([0]));
});

test('no window has no mean', () => {
  assert.ok(Number.isNaN(windowSums(shapeOf(4, 8, upTo(8))).finish().mean[0]));
});
