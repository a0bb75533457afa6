/** A byte that says: a whole 16-bit number follows. */
const escaped = -128;

/**
 * Traces in about a byte for each value: the difference from what is followed of its face, or, where that is beyond ±127,
 * `escaped` and the value itself. Followed are the values before, each difference by its 2^`calm`th part: 0 is the value before,
 * best where neighbours are alike; where they are not, as noise is, more takes a tenth off. `values` are rows of `rowLength`, in
 * them columns of `faces` numbers, packed face after face; each begins from 0. Never more than three bytes for a value.
 */
export function packDeltas(values: Int16Array, rowLength: number, faces: number, calm = 0): Uint8Array {
  const packed = new Int8Array(3 * values.length);
  let to = 0;
  for (let row = 0; row < values.length; row += rowLength)
    for (let face = row; face < row + faces; face++) {
      let followed = 0;
      for (let i = face; i < row + rowLength; i += faces) {
        const value = values[i];
        const delta = value - (followed >> calm);
        if (delta > escaped && delta < 128) packed[to++] = delta;
        else {
          packed[to++] = escaped;
          packed[to++] = value;
          packed[to++] = value >> 8;
        }
        followed = i === face ? value << calm : followed + delta;
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
  calm = 0,
): Int16Array<ArrayBuffer> {
  const packed = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Int16Array(length);
  let from = 0;
  for (let row = 0; row < length; row += rowLength)
    for (let face = row; face < row + faces; face++) {
      let followed = 0;
      for (let i = face; i < row + rowLength; i += faces) {
        let value = followed >> calm;
        const delta = packed[from++];
        if (delta !== escaped) value += delta;
        else {
          value = (packed[from] & 255) | (packed[from + 1] << 8);
          from += 2;
        }
        values[i] = value;
        followed = i === face ? value << calm : followed + value - (followed >> calm);
      }
    }
  if (from !== packed.length)
    throw new RangeError(`${length} packed values: got ${packed.length} bytes, expected ${from}`);
  return values;
}
