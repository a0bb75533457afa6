import assert from 'node:assert/strict';
import { test } from 'node:test';
import { giveBack } from '../../core/io/give-back.ts';

test('large memory is given back at once, and memory that Node shares between short buffers never is', () => {
  const large = new Uint8Array(2 ** 20);
  giveBack(large);
  const isPossible = 'transfer' in ArrayBuffer.prototype;
  assert.equal(large.length, isPossible ? 0 : 2 ** 20);
  const short = Buffer.from('a few bytes of a pool');
  const other = Buffer.from('others of it');
  giveBack(short);
  assert.equal(other.toString(), 'others of it');
  const shared = new Int16Array(new SharedArrayBuffer(2 ** 21));
  giveBack(shared);
  assert.equal(shared.length, 2 ** 20);
});
