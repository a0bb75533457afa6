/** A byte that says: a whole 16-bit number follows. */
const escaped = -128;

/**
 * Traces in about a byte for each value: the difference from the value of the same face in the column before, or, where that
 * is beyond ±127, `escaped` and the value itself. `values` are rows of `rowLength`, in them columns of `faces` numbers; each
 * row begins from 0. Never more than three bytes for a value; what was filtered takes little more than one.
 */
export function packDeltas(values: Int16Array, rowLength: number, faces: number): Uint8Array {
  const packed = new Int8Array(3 * values.length);
  let to = 0;
  for (let row = 0; row < values.length; row += rowLength)
    for (let i = row; i < row + rowLength; i++) {
      const value = values[i];
      const delta = i < row + faces ? value : value - values[i - faces];
      if (delta > escaped && delta < 128) packed[to++] = delta;
      else {
        packed[to++] = escaped;
        packed[to++] = value;
        packed[to++] = value >> 8;
      }
    }
  return new Uint8Array(packed.buffer.slice(0, to));
}

/** What was packed: `length` values. Throws RangeError where the bytes are not those of so many. */
export function unpackDeltas(
  bytes: Uint8Array,
  length: number,
  rowLength: number,
  faces: number,
): Int16Array<ArrayBuffer> {
  const packed = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Int16Array(length);
  let from = 0;
  for (let row = 0; row < length; row += rowLength)
    for (let i = 0; i < rowLength; i++) {
      const delta = packed[from++];
      if (delta !== escaped) values[row + i] = delta + (i < faces ? 0 : values[row + i - faces]);
      else {
        values[row + i] = (packed[from] & 255) | (packed[from + 1] << 8);
        from += 2;
      }
    }
  if (from !== packed.length)
    throw new RangeError(`${length} packed values: got ${packed.length} bytes, expected ${from}`);
  return values;
}
