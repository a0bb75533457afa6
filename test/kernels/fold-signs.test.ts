import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packDeltas } from '../../core/kernels/delta-bytes.ts';
import { foldSigns, unfoldSigns } from '../../core/kernels/fold-signs.ts';

test('every number of 16 bits is unfolded to itself', () => {
  const all = Int16Array.from({ length: 2 ** 16 }, (_, i) => i - 2 ** 15);
  const folded = foldSigns(all);
  assert.equal(new Set(folded).size, 2 ** 16);
  assert.deepEqual(unfoldSigns(folded as Int16Array<ArrayBuffer>), all);
});

test('values that change their sign, of sizes near each other, take a byte each', () => {
  const values = Int16Array.from({ length: 500 }, (_, i) => (i % 3 === 0 ? -1 : 1) * (300 + ((i * 37) % 60)));
  assert.ok(packDeltas(foldSigns(values), 500, 1).length < 510);
  assert.ok(packDeltas(values, 500, 1).length > 1000, 'as they are they do not');
});
