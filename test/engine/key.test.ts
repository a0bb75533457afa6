import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyOf, unchanging } from '../../core/engine/key.ts';

const recording = { file: '/a/rec.ap.bin', fingerprint: 'f1', columnCount: 385 };

test('a key follows the content: order of properties, absent ones and the path of a recording do not matter', () => {
  assert.equal(keyOf({ a: 1, b: [2, 'x'] }), keyOf({ b: [2, 'x'], a: 1, c: undefined }));
  assert.equal(keyOf([recording]), keyOf([{ ...recording, file: '/moved/rec.ap.bin' }]));
  assert.equal(keyOf(Float64Array.of(1, 2, 3)), keyOf(Float64Array.of(0, 1, 2, 3).subarray(1)));
  const shared = new Float64Array(new SharedArrayBuffer(24));
  shared.set([1, 2, 3]);
  assert.equal(keyOf(shared), keyOf(Float64Array.of(1, 2, 3)));
});

test('whatever else differs gives another key', () => {
  const values = [
    null,
    0,
    false,
    '',
    '0',
    [],
    {},
    [0],
    ['0'],
    [[], []],
    [[[]]],
    Number.NaN,
    Float64Array.of(1),
    Float32Array.of(1),
    Int32Array.of(1),
    { file: '/a' },
    { file: '/b' },
    recording,
    { ...recording, fingerprint: 'f2' },
    ['ab', 'c'],
    ['a', 'bc'],
  ];
  assert.equal(new Set(values.map(keyOf)).size, values.length);
});

test('the key of a value stays what it was when caches were written', () => {
  assert.equal(
    keyOf([
      'correlogram',
      1,
      { binMs: 0.2, periodsS: null },
      { units: ['1'], trains: [Float64Array.of(1, 2)] },
    ]).slice(0, 16),
    '448f4691a2b74b93',
  );
});

test('what is no plain data is refused', () => {
  assert.throws(() => keyOf({ when: new Date(0) }), TypeError);
  assert.throws(() => keyOf(new Map()), TypeError);
  assert.throws(() => keyOf(() => 1), TypeError);
});

test('an array that does not change is hashed once, and has the key of its content', () => {
  const values = Float64Array.from({ length: 100_000 }, (_, i) => i);
  const key = keyOf([values, values.subarray(10, 2000)]);
  const kept = unchanging(values.slice());
  assert.equal(keyOf([kept, kept.subarray(10, 2000)]), key);
  assert.notEqual(keyOf([kept, kept.subarray(11, 2001)]), key, 'ranges of one array are told apart');
  kept[0] = -1;
  assert.equal(keyOf([kept, kept.subarray(10, 2000)]), key, 'which is why it must not change');
  const other = values.slice();
  other[99_999] = 0;
  assert.notEqual(keyOf([other, other.subarray(10, 2000)]), key);
});
