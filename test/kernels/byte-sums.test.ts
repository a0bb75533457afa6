import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byteSumOf, byteSums, plainByteSums } from '../../core/kernels/byte-sums.ts';

const given = Uint8Array.from({ length: 300_001 }, (_, i) => (i * i) >> 5);

test('bytes are summed in vector instructions as in TypeScript, at once as in parts, and each time anew', () => {
  const [fast, plain] = [byteSums(), plainByteSums()];
  for (const length of [0, 1, 63, 64, 65, 4096, 32 * 1024 + 7, given.length]) {
    const sum = byteSumOf(given.subarray(0, length), fast);
    assert.equal(byteSumOf(given.subarray(0, length), plain), sum);
    assert.equal(byteSumOf(given.subarray(0, length)), sum);
    assert.ok(Number.isSafeInteger(sum));
  }
  fast.block.set(given.subarray(0, 250_000));
  for (const [start, end] of [
    [0, 64],
    [64, 64],
    [64, 192 * 1024],
    [192 * 1024, 250_000],
  ] as const) {
    fast.block.set(given.subarray(start, end));
    fast.add(end - start);
  }
  assert.equal(fast.end(), byteSumOf(given.subarray(0, 250_000)));
});

test('another sum has what has another bit, another length, or its pieces in another order', () => {
  const sums = new Set<number>();
  const changed = (change: (bytes: Uint8Array) => Uint8Array) =>
    sums.add(byteSumOf(change(given.slice(0, 20_000))));
  let count = 0;
  for (let bit = 0; bit < 8 * 20_000; bit += 97, count++)
    changed((bytes) => {
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      return bytes;
    });
  // The highest bits of words that share a sum, which a sum without turning would lose.
  for (let word = 16; word < 160; word += 16, count++)
    changed((bytes) => {
      for (const at of [3, 4 * word + 3]) bytes[at] = (bytes[at] ?? 0) ^ 128;
      return bytes;
    });
  for (const end of [0, 1, 64, 19_999, 20_000]) {
    changed((bytes) => bytes.subarray(0, end));
    count++;
  }
  for (const by of [1, 4, 64, 4096]) {
    changed((bytes) => Uint8Array.of(...bytes.subarray(by), ...bytes.subarray(0, by)));
    changed((bytes) => new Uint8Array(bytes.length + by));
    count += 2;
  }
  assert.equal(sums.size, count);
});
