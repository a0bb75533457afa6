import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packDeltas, unpackDeltas } from '../../core/kernels/delta-bytes.ts';

/** Noise of so many steps, now and then a spike; every 16-bit number may occur. */
function traces(length: number, size: number): Int16Array {
  let state = 5;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  return Int16Array.from({ length }, (_, i) =>
    i % 501 === 7 ? (i % 2 ? 32_767 : -32_768) : Math.round(size * (next() + next() + next() + next())),
  );
}

test('what was packed comes back to the bit, whatever its size and its faces', () => {
  for (const size of [0, 40, 300, 60_000])
    for (const [rowLength, faces] of [
      [1000, 2],
      [999, 1],
      [2, 2],
    ] as const)
      for (const calm of [0, 2]) {
        const values = traces(6 * rowLength, size);
        const packed = packDeltas(values, rowLength, faces, calm);
        assert.ok(packed.length <= 3 * values.length && packed.byteLength === packed.buffer.byteLength);
        assert.deepEqual(unpackDeltas(packed, values.length, rowLength, faces, calm), values);
        // Of a message that holds other bytes before it, as they lie there.
        const message = new Uint8Array(packed.length + 3);
        message.set(packed, 3);
        assert.deepEqual(unpackDeltas(message.subarray(3), values.length, rowLength, faces, calm), values);
      }
});

test('filtered noise of eight bits in sixteenths takes little more than a byte for a value', () => {
  const values = traces(200_000, 60);
  assert.ok(packDeltas(values, 2000, 2).length < 1.1 * values.length);
});

test('noise takes a tenth less where the mean of what came before is followed, and more of it fits into a byte', () => {
  const values = traces(200_000, 110);
  const near = packDeltas(values, 2000, 1).length;
  assert.ok(packDeltas(values, 2000, 1, 2).length < 0.9 * near, `${near}`);
});

test('bytes that are not those of so many values are refused', () => {
  const packed = packDeltas(traces(100, 40), 50, 2);
  assert.throws(() => unpackDeltas(packed.subarray(1), 100, 50, 2), /expected \d+/);
  assert.throws(() => unpackDeltas(packed, 99, 33, 1), RangeError);
});
