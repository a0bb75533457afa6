import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compactCount, duration, fixed, listed, plain } from '../../webviews/dashboard/format.ts';

test('numbers have thin spaces in thousands, a real minus and a dash for unknown', () => {
  assert.equal(fixed(181440), '181\u2009440');
  assert.equal(fixed(9612345), '9\u2009612\u2009345');
  assert.equal(fixed(999), '999');
  assert.equal(fixed(-1234.56, 1), '\u22121\u2009234.6');
  assert.equal(fixed(-0.001, 2), '0.00');
  assert.equal(fixed(Number.NaN), '–');
  assert.equal(fixed(null), '–');
  assert.equal(plain(30000.0322, 2), '30\u2009000.03');
  assert.equal(plain(2, 3), '2');
  assert.equal(plain(3.02734375, 3), '3.027');
});

test('durations have two parts at most and never sixty of the smaller one', () => {
  for (const [seconds, text] of [
    [0.85, '850 ms'],
    [0.9999, '1 s'],
    [12.04, '12 s'],
    [12.5, '12.5 s'],
    [59.97, '1 min'],
    [725, '12 min 5 s'],
    [3599.7, '1 h'],
    [4320, '1 h 12 min'],
    [7199, '2 h'],
    [90000, '25 h'],
    [Number.NaN, '–'],
  ] as const)
    assert.equal(duration(seconds), text);
});

test('counts are shortened only from a million on', () => {
  assert.equal(compactCount(412), '412');
  assert.equal(compactCount(98765), '98\u2009765');
  assert.equal(compactCount(9_612_345), '9.6\u2009M');
  assert.equal(compactCount(999_999), '1.0\u2009M');
});

test('lists read as a sentence', () => {
  assert.equal(listed([]), '');
  assert.equal(listed(['a']), 'a');
  assert.equal(listed(['a', 'b', 'c']), 'a, b and c');
});
