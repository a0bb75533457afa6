import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldExtremes } from '../../core/kernels/column-extremes.ts';

/** By definition: every sample of a column and channel looked at. */
function bruteForce(
  rows: Float32Array,
  width: number,
  first: number,
  columnSamples: number,
  column: number,
  k: number,
) {
  const own = Array.from({ length: rows.length / width }, (_, s) => s)
    .filter((s) => Math.floor((first + s) / columnSamples) === column)
    .map((s) => rows[s * width + k]!);
  return [Math.min(...own), Math.max(...own)];
}

test('extremes are those of every sample of a column, wherever the samples begin', () => {
  const [width, samples] = [5, 103];
  const rows = Float32Array.from({ length: width * samples }, (_, i) => Math.sin(i * i) * 100);
  for (const first of [0, 3, 16, 29])
    for (const columnSamples of [1, 2, 10, 16, 1000]) {
      const columns = Math.ceil((first + samples) / columnSamples);
      const lowest = new Float32Array(columns * width).fill(Number.POSITIVE_INFINITY);
      const highest = new Float32Array(columns * width).fill(Number.NEGATIVE_INFINITY);
      foldExtremes(rows, width, first, columnSamples, lowest, highest);
      for (let column = Math.floor(first / columnSamples); column < columns; column++)
        for (let k = 0; k < width; k++) {
          const at = column * width + k;
          assert.deepEqual(
            [lowest[at], highest[at]],
            bruteForce(rows, width, first, columnSamples, column, k),
          );
        }
    }
});

test('a column that is folded in two calls is that of one', () => {
  const rows = Float32Array.from({ length: 60 }, (_, i) => Math.cos(i * 7) * 9);
  const fold = (pieces: readonly [number, number][]) => {
    const [lowest, highest] = [new Float32Array(6).fill(1e9), new Float32Array(6).fill(-1e9)];
    for (const [from, end] of pieces)
      foldExtremes(rows.subarray(from * 2, end * 2), 2, from, 10, lowest, highest);
    return [lowest, highest];
  };
  assert.deepEqual(
    fold([
      [0, 13],
      [13, 30],
    ]),
    fold([[0, 30]]),
  );
});
