/** The least whole number of 16 bits, whose size is beyond them. */
const least = -32768;

/**
 * Twice the size of each value, and one more where it is negative: of values that change their sign from one to the next the
 * sizes are near each other. `least` becomes 1, which no other value does.
 */
export function foldSigns(values: Int16Array): Int16Array {
  const folded = new Int16Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const sign = values[i] >> 31;
    folded[i] = (((values[i] ^ sign) - sign) << 1) | (sign & 1);
  }
  return folded;
}

/** What was folded, in the same memory. */
export function unfoldSigns(folded: Int16Array<ArrayBuffer>): Int16Array<ArrayBuffer> {
  for (let i = 0; i < folded.length; i++) {
    const value = folded[i] & 0xffff;
    const sign = -(value & 1);
    folded[i] = value === 1 ? least : ((value >> 1) ^ sign) - sign;
  }
  return folded;
}
