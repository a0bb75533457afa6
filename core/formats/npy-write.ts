import type { NdArray } from '../model/nd-array.ts';

/**
 * The bytes of a `.npy` file, version 1.0, row-major, little-endian. With `int64` the values, which must be integers,
 * are written as NumPy's default integer, as spike times and ids are expected to be.
 * Throws RangeError for a value that is no integer.
 */
export function writeNpy({ data, shape }: NdArray, { int64 = false } = {}): Uint8Array {
  const header = npyHeader(int64 ? '<i8' : descrOf[data.constructor.name]!, shape);
  const values = int64 ? integers(data) : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const bytes = new Uint8Array(header.length + values.length);
  bytes.set(header);
  bytes.set(values, header.length);
  return bytes;
}

/** What stands before the values of an array, for one whose values are written bit by bit. */
export const npyHeaderOf = (data: NdArray['data'], shape: readonly number[]): Uint8Array =>
  npyHeader(descrOf[data.constructor.name]!, shape);

function npyHeader(descr: string, shape: readonly number[]): Uint8Array {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const fields = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sizes}), }`;
  // The values begin at a multiple of 64 bytes; the header ends with a line feed.
  const bytes = new Uint8Array(Math.ceil((10 + fields.length + 1) / 64) * 64);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  new DataView(bytes.buffer).setUint16(8, bytes.length - 10, true);
  bytes.set(new TextEncoder().encode(`${fields.padEnd(bytes.length - 11)}\n`), 10);
  return bytes;
}

const descrOf: Record<string, string> = {
  Int8Array: '|i1',
  Uint8Array: '|u1',
  Int16Array: '<i2',
  Uint16Array: '<u2',
  Int32Array: '<i4',
  Uint32Array: '<u4',
  Float32Array: '<f4',
  Float64Array: '<f8',
};

function integers(data: ArrayLike<number>): Uint8Array {
  const words = new Int32Array(2 * data.length);
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    if (!Number.isSafeInteger(value)) throw new RangeError(`${value} at position ${i} is no integer`);
    words[2 * i] = value;
    words[2 * i + 1] = Math.floor(value / 4294967296);
  }
  return new Uint8Array(words.buffer);
}
