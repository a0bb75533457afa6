/**
 * The median of the first `length` values, the mean of the middle two when their number is even; NaN for none.
 * Reorders `values`: pass scratch memory. Hoare's quickselect, linear on average, with the middle value as pivot so that
 * sorted input is not its worst case. Values are numbers, not NaN, which is not checked.
 */
export function medianInPlace(
  values: Float32Array | Float64Array | Int16Array,
  length = values.length,
): number {
  if (length === 0) return Number.NaN;
  const upper = length >> 1;
  if (length <= few) {
    sortFew(values, length);
    return length % 2 === 1 ? values[upper] : (values[upper - 1] + values[upper]) / 2;
  }
  select(values, length, upper);
  if (length % 2 === 1) return values[upper];
  let lower = values[0];
  for (let i = 1; i < upper; i++) if (values[i] > lower) lower = values[i];
  return (lower + values[upper]) / 2;
}

/** The value that `rank` others come before in ascending order; reorders `values`, which has more than `rank`. */
export function valueOfRank(values: Float32Array | Float64Array | Int16Array, rank: number): number {
  select(values, values.length, rank);
  return values[rank];
}

/** So few are sorted faster by insertion. */
const few = 40;

function sortFew(values: Float32Array | Float64Array | Int16Array, length: number): void {
  for (let i = 1; i < length; i++) {
    const value = values[i];
    let j = i - 1;
    for (; j >= 0 && values[j] > value; j--) values[j + 1] = values[j];
    values[j + 1] = value;
  }
}

/** Puts the value of rank `rank` at its place, smaller ones before it and larger ones behind. */
function select(values: Float32Array | Float64Array | Int16Array, length: number, rank: number): void {
  let left = 0;
  let right = length - 1;
  while (left < right) {
    const pivot = values[(left + right) >> 1];
    let i = left;
    let j = right;
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i <= j) {
        const swap = values[i];
        values[i++] = values[j];
        values[j--] = swap;
      }
    }
    if (rank <= j) right = j;
    else if (rank >= i) left = i;
    else return;
  }
}
