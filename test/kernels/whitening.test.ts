import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import {
  subtractChannelMedians,
  subtractCommonMedian,
  subtractNearMedian,
} from '../../core/kernels/common-reference.ts';
import { covariance } from '../../core/kernels/covariance.ts';
import { symmetricEigen } from '../../core/kernels/symmetric-eigen.ts';
import {
  filterRows,
  filtersOf,
  keepingVariance,
  localWhitening,
  zcaWhitening,
} from '../../core/kernels/whitening-matrix.ts';
import { assertNear, goldens, numbersOf } from '../golden.ts';
import { recordingFixture } from '../synthetic.ts';

const recording = 'glx-1.0-c32';
const n = 16;
const one = (name: string, id: string) => goldens(recording, name).find((golden) => golden.id === id)!;

/** File columns 16 to 31 of the first samples, one channel after the other. */
async function channels(samples: number): Promise<Float64Array> {
  const file = path.join(await recordingFixture(), 'rec_g0_t0.imec0.ap.bin');
  const bytes = readFileSync(file).subarray(0, samples * 33 * 2);
  const raw = new Int16Array(new Uint8Array(bytes).buffer);
  return Float64Array.from(
    { length: n * samples },
    (_, i) => raw[(i % samples) * 33 + 16 + Math.floor(i / samples)]!,
  );
}

/** The `nRange` + 1 nearest by index, the lower of two at the same distance. */
const nearest = (count: number) =>
  Array.from({ length: n }, (_, i) =>
    Int32Array.from({ length: n }, (_, k) => k)
      .sort((a, b) => Math.abs(a - i) - Math.abs(b - i) || a - b)
      .slice(0, count + 1)
      .sort(),
  );

const transposed = (values: Float64Array, rows: number) =>
  Float64Array.from(values, (_, i) => values[(i % rows) * (values.length / rows) + Math.floor(i / rows)]!);

const firstOf = (values: ArrayLike<number>, length: number, kept: number) =>
  Array.from({ length: n * kept }, (_, i) => values[Math.floor(i / kept) * length + (i % kept)]!);

test('the covariance of channels is numpy’s', async () => {
  assertNear(covariance(await channels(3000), n), one('cov', 'whitening.cov'));
});

test('the whitening matrix is npyx’s, also from the samples', async () => {
  const cov = numbersOf(one('cov', 'whitening.cov'));
  assertNear(zcaWhitening(cov, n), one('zca_whitening', 'zca_whitening'));
  assertNear(
    // There npyx adds nothing to the eigenvalues.
    zcaWhitening(covariance(await channels(3000), n), n, 0),
    one('whitening_matrix_cpu', 'whitening_matrix_cpu'),
  );
});

test('the local whitening matrix is npyx’s: the filter of channel i is column i', () => {
  const cov = numbersOf(one('cov', 'whitening.cov'));
  const filters = localWhitening(cov, n, nearest(5));
  const matrix = new Float64Array(n * n);
  filters.forEach(({ channels: own, weights }, i) => {
    own.forEach((k, at) => {
      matrix[k * n + i] = weights[at]!;
    });
  });
  assertNear(matrix, one('zca_whitening_local', 'zca_whitening_local'));
});

test('whitened samples are npyx’s up to the scale of each channel, which npyx takes from the largest values', async () => {
  const samples = 3000;
  const raw = await channels(samples);
  const filters = filtersOf(zcaWhitening(covariance(raw, n), n), n);
  const rows = Float32Array.from(transposed(raw, n));
  filterRows(rows, filters);
  const whitened = transposed(Float64Array.from(rows), samples);
  for (let channel = 0; channel < n; channel++) {
    const span = (values: Float64Array) => {
      const own = values.subarray(channel * samples, (channel + 1) * samples);
      return Math.max(...own) - Math.min(...own);
    };
    const scale = span(raw) / span(whitened);
    for (let s = 0; s < samples; s++) whitened[channel * samples + s]! *= scale;
  }
  const golden = one('whitening', 'whitening.data');
  // Ours are rounded to 32 bits: four digits less than npyx's.
  const theirs = numbersOf(golden);
  const ours = firstOf(whitened, samples, 300);
  theirs.forEach((value, i) => {
    assert.ok(Math.abs(ours[i]! - value) < 2e-3, `value ${i}: ${ours[i]} for ${value}`);
  });
});

test('whitening makes the covariance the identity, and keeping the variance its diagonal', async () => {
  const cov = covariance(await channels(3000), n);
  const rows = Float32Array.from(transposed(await channels(3000), n));
  const kept = rows.slice();
  const filters = filtersOf(zcaWhitening(cov, n, 0), n);
  filterRows(rows, filters);
  const white = covariance(transposed(Float64Array.from(rows), 3000), n);
  white.forEach((value, i) => {
    assert.ok(Math.abs(value - (i % (n + 1) === 0 ? 1 : 0)) < 1e-4);
  });
  filterRows(kept, keepingVariance(filters, cov, n));
  const own = covariance(transposed(Float64Array.from(kept), 3000), n);
  for (let i = 0; i < n; i++) {
    assert.ok(Math.abs(own[i * n + i]! / cov[i * n + i]! - 1) < 1e-4);
    for (let j = 0; j < i; j++) assert.ok(Math.abs(own[i * n + j]!) < 1e-3 * cov[i * n + i]!);
  }
});

test('eigenvectors times values give the matrix back, also for equal values', () => {
  for (const size of [1, 2, 7, 40]) {
    const matrix = new Float64Array(size * size);
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) matrix[i * size + j] = ((i * j) % 5) + (i === j ? 3 : 0);
    const { values, vectors } = symmetricEigen(matrix, size);
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) {
        let sum = 0;
        for (let k = 0; k < size; k++) sum += vectors[i * size + k]! * values[k]! * vectors[j * size + k]!;
        assert.ok(Math.abs(sum - matrix[i * size + j]!) < 1e-9 * size);
      }
  }
});

test('the median of near channels is npyx’s', async () => {
  const golden = one('med_substract', 'med_substract.local');
  const neighbours = numbersOf(one('med_substract', 'med_substract.local.neighbours'));
  assert.deepEqual(
    nearest(5).flatMap((own) => [...own]),
    neighbours,
  );
  const rows = transposed(await channels(3000), n);
  subtractNearMedian(rows, nearest(5));
  assertNear(firstOf(transposed(rows, 3000), 3000, 300), golden);
});

test('medians over time and over channels are npyx’s', async () => {
  const rows = Float32Array.from(transposed(await channels(3000), n));
  const common = rows.slice();
  subtractCommonMedian(common, n);
  const shown = (values: Float32Array) => firstOf(transposed(Float64Array.from(values), 3000), 3000, 300);
  assertNear(shown(common), one('med_substract', 'med_substract.axis0'));
  subtractChannelMedians(rows, n);
  assertNear(shown(rows), one('med_substract', 'med_substract.axis1'));
});
