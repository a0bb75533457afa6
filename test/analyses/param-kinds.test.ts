import assert from 'node:assert/strict';
import { test } from 'node:test';
import { names, parseParams, range } from '../../core/analyses/params.ts';

test('a range is two ends, the first below the second, in any of the ways people write it', () => {
  const declared = { windowMs: range({ default: [-500, 1000], min: -10_000, max: 10_000, doc: 'Window.' }) };
  assert.deepEqual(parseParams(declared), { windowMs: [-500, 1000] });
  for (const given of ['-200:300', '-200,300', [-200, 300]])
    assert.deepEqual(parseParams(declared, { windowMs: given }), { windowMs: [-200, 300] });
  for (const given of ['300', '300:-200', '5:5', 'a:b', [1], 7])
    assert.throws(() => parseParams(declared, { windowMs: given }), /windowMs: got .*such as -500:1000/);
  assert.throws(
    () => parseParams(declared, { windowMs: '-20000:0' }),
    /windowMs: -20000 ms is below -10000 ms/,
  );
});

test('names are split at commas, or at line ends so that a name may hold a comma', () => {
  const declared = { events: names({ doc: 'Files.', of: 'file' }) };
  assert.deepEqual(parseParams(declared), { events: null });
  assert.deepEqual(parseParams(declared, { events: 'a.csv, b.csv' }), { events: ['a.csv', 'b.csv'] });
  assert.deepEqual(parseParams(declared, { events: 'a,1.csv\nb.csv' }), { events: ['a,1.csv', 'b.csv'] });
  assert.throws(() => parseParams(declared, { events: 'a,,b' }), /events: got "a,,b", expected names/);
});
