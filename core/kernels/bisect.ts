/** Position of the first value not below `value` in ascending `values`, from `low` on; their length when there is none. */
export function bisectLeft(values: ArrayLike<number>, value: number, low = 0): number {
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
