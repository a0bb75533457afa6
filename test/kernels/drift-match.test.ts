import assert from 'node:assert/strict';
import { test } from 'node:test';
import { amplitudeWindow, evenlySpaced, mostFrequent } from '../../core/kernels/drift-match.ts';
import { histogram, histogramEdges } from '../../core/kernels/histogram.ts';
import { medianOfWaveforms } from '../../core/kernels/median-of-waveforms.ts';

test('the most frequent value is found in any order, the smallest of equals', () => {
  assert.equal(mostFrequent(Int32Array.of(5, 3, 5, 9, 3, 5)), 5);
  assert.equal(mostFrequent(Int32Array.of(9, 4, 9, 4)), 4);
  assert.equal(mostFrequent(Int32Array.of(7)), 7);
  assert.equal(mostFrequent(new Int32Array()), -1);
});

test('of 100 amplitudes the 20 below the 95th percentile are taken, and of few the smallest', () => {
  const all = Int32Array.from({ length: 100 }, (_, i) => i);
  const falling = Float32Array.from(all, (i) => 100 - i);
  // Ranks 75 to 94 of ascending amplitude are positions 24 down to 5.
  assert.deepEqual(
    [...amplitudeWindow(all, falling, 20, 95)],
    Array.from({ length: 20 }, (_, i) => i + 5),
  );
  assert.deepEqual([...amplitudeWindow(all.subarray(0, 10), falling, 20, 95)], [...all.subarray(0, 10)]);
  // ⌊0.95 · 21⌋ = 19 is below 20: the 20 smallest of 21, without the largest, which is position 0.
  assert.deepEqual([...amplitudeWindow(all.subarray(0, 21), falling, 20, 95)], [...all.subarray(1, 21)]);
  assert.deepEqual([...amplitudeWindow(new Int32Array(), falling, 20, 95)], []);
});

test('the percentile is exact: 95 % of 20 are 19', () => {
  const all = Int32Array.from({ length: 20 }, (_, i) => i);
  assert.deepEqual([...amplitudeWindow(all, Float32Array.from(all), 19, 95)], [...all.subarray(0, 19)]);
});

test('items are taken at even distances, from the first to the last', () => {
  assert.deepEqual([...evenlySpaced(10, 4)], [0, 3, 6, 9]);
  assert.deepEqual([...evenlySpaced(5, 9)], [0, 1, 2, 3, 4]);
  assert.deepEqual([...evenlySpaced(5, 1)], [0]);
  assert.equal(new Set(evenlySpaced(118, 117)).size, 117);
});

test('the median of waveforms is taken value by value', () => {
  const waveforms = [Float32Array.of(1, 9, 3), Float32Array.of(2, 7, 1), Float32Array.of(3, 8, 2)];
  assert.deepEqual([...medianOfWaveforms(waveforms, 3)], [2, 8, 2]);
  assert.deepEqual([...medianOfWaveforms(waveforms.slice(0, 2), 3)], [1.5, 8, 2]);
  assert.ok(medianOfWaveforms([], 3).every(Number.isNaN));
});

test('every value falls into one bin of its histogram', () => {
  const values = Float64Array.from({ length: 500 }, (_, i) => Math.sin(i) * 40 + i / 10);
  const { start, width, count } = histogramEdges(values);
  const counts = histogram(values, start, width, count);
  assert.equal(
    counts.reduce((a, b) => a + b),
    500,
  );
  assert.ok(count > 5 && count <= 60, `${count} bins`);
});

test('whole numbers have a bin each, centred on them', () => {
  const { start, width, count } = histogramEdges(Float64Array.of(3, 5, 5, 4, 3), true);
  assert.deepEqual([start, width, count], [2.5, 1, 3]);
  assert.deepEqual([...histogram([3, 5, 5, 4, 3], start, width, count)], [2, 1, 2]);
  assert.deepEqual(histogramEdges(new Float64Array()), { start: 0, width: 1, count: 1 });
  assert.equal(histogramEdges(Float64Array.of(7, 7)).count, 1);
});
