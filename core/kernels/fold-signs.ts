/** What has no sign: the least whole number of 16 bits. */
const least = -32768;

/**
 * Twice the size of each value, and one more where it is negative: of values that change their sign from one to the next the
 * sizes are near each other. `least` becomes 1, which no other value does.
 */
export function foldSigns(values: Int16Array): Int16Array {
  const folded = new Int16Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    folded[i] = value >= 0 ? 2 * value : value === least ? 1 : 1 - 2 * value;
  }
  return folded;
}

/** What was folded, in the same memory. */
export function unfoldSigns(folded: Int16Array<ArrayBuffer>): Int16Array<ArrayBuffer> {
  for (let i = 0; i < folded.length; i++) {
    const size = (folded[i] & 0xffff) >> 1;
    if (folded[i] & 1) folded[i] = size === 0 ? least : -size;
    else folded[i] = size;
  }
  return folded;
}
