import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byteText, changedParams } from '../../extension/result-facts.ts';

test('sizes are said in powers of 1000, as file managers do', () => {
  const said = [0, 999, 1000, 9_940, 9_960, 820_400, 3_400_000, 5e9].map(byteText);
  assert.deepEqual(said, ['0 B', '999 B', '1.0 kB', '9.9 kB', '10 kB', '820 kB', '3.4 MB', '5.0 GB']);
});

test('of the parameters of a result those are named that are not the defaults, with their unit', () => {
  const params = { binMs: 0.5, windowMs: 80, normalize: 'counts', periodsS: null, gone: 1 };
  assert.deepEqual(changedParams({ analysis: 'correlogram', params }), ['binMs 0.5 ms', 'normalize counts']);
  assert.deepEqual(changedParams({ analysis: 'of-another-release', params }), []);
});
