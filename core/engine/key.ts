import { createHash, type Hash } from 'node:crypto';

/**
 * The SHA-256, in hex, of a value's content: of what kind it is, how long, and its bytes. Equal content gives equal keys
 * on every machine: keys of objects are sorted, absent and undefined properties are the same, typed arrays count by their
 * values, and what says where a recording lies (`file` beside a `fingerprint`) does not count, so that a cache survives
 * moving the folder. Throws TypeError for what is no plain data.
 */
export function keyOf(value: unknown): string {
  const hash = createHash('sha256');
  add(hash, value);
  return hash.digest('hex');
}

function add(hash: Hash, value: unknown): void {
  if (value === null || value === undefined) hash.update('0');
  else if (typeof value === 'boolean') hash.update(value ? 't' : 'f');
  else if (typeof value === 'number') hash.update(`n${Object.is(value, -0) ? 0 : value};`);
  else if (typeof value === 'string') hash.update(`s${value.length};`).update(value);
  else if (ArrayBuffer.isView(value)) addBytes(hash, value);
  else if (Array.isArray(value)) {
    hash.update(`a${value.length};`);
    for (const item of value) add(hash, item);
  } else if (typeof value === 'object' && isPlain(value)) addObject(hash, value as Record<string, unknown>);
  else throw new TypeError(`${Object.prototype.toString.call(value)} cannot be part of a cache key`);
}

/** Larger arrays count by a hash of their own, which can be kept. */
const ownHashFrom = 4096;

/** By buffer, then by the range in it: hashes of arrays that do not change. */
const kept = new WeakMap<ArrayBufferLike, Map<string, Buffer>>();

/**
 * Promises that the array's buffer is never written to again, so that its content is hashed once and not for each key:
 * the spikes of an open dataset, of which a result in the cache may need many megabytes.
 */
export function unchanging<A extends ArrayBufferView>(array: A): A {
  if (!kept.has(array.buffer)) kept.set(array.buffer, new Map());
  return array;
}

function addBytes(hash: Hash, view: ArrayBufferView): void {
  hash.update(`${view.constructor.name}${view.byteLength};`);
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  hash.update(view.byteLength < ownHashFrom ? bytes : hashOf(bytes));
}

function hashOf(bytes: Uint8Array): Buffer {
  const known = kept.get(bytes.buffer);
  const range = `${bytes.byteOffset} ${bytes.byteLength}`;
  const own = known?.get(range) ?? createHash('sha256').update(bytes).digest();
  known?.set(range, own);
  return own;
}

function addObject(hash: Hash, object: Record<string, unknown>): void {
  const places = 'fingerprint' in object ? ['file', 'chunksFile'] : [];
  const keys = Object.keys(object)
    .filter((key) => object[key] !== undefined && !places.includes(key))
    .sort();
  hash.update(`o${keys.length};`);
  for (const key of keys) {
    add(hash, key);
    add(hash, object[key]);
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
