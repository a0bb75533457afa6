// What becomes of raw frames on their way to a cleaned copy, in AssemblyScript: `core/kernels/frame-cleaner.ts` explains
// it, drives it, and is tested against plain TypeScript, bit for bit. Addresses are bytes; nothing is allocated here.
export { alignRows, pairRows, plainRows, toDoubles } from './align-rows';
export { continueEnds, firstOrder, secondOrder, toSingles } from './filter-rows';
export { backwardTile, forwardTile } from './highpass-tiles';
export { nearRows } from './near-medians';
export { putRows } from './put-rows';
export { referenceRows } from './row-medians';
export { weighRows } from './weigh-rows';

/**
 * Writes the lowest and then the highest value of each of 8 channels over each column of the `count` rows from `row` on to
 * `out`, 64 bytes a column. The first column has `head` rows, all others `columnRows`, but for what is left at the end.
 */
export function extremeRows(row: usize, count: i32, head: i32, columnRows: i32, out: usize): void {
  let end = head;
  for (let i = 0; i < count; end += columnRows) {
    if (end > count) end = count;
    let lowLeft = v128.load(row);
    let lowRight = v128.load(row, 16);
    let highLeft = lowLeft;
    let highRight = lowRight;
    for (; i < end; i++) {
      const left = v128.load(row);
      const right = v128.load(row, 16);
      lowLeft = f32x4.pmin(lowLeft, left);
      lowRight = f32x4.pmin(lowRight, right);
      highLeft = f32x4.pmax(highLeft, left);
      highRight = f32x4.pmax(highRight, right);
      row += 32;
    }
    v128.store(out, lowLeft);
    v128.store(out, lowRight, 16);
    v128.store(out, highLeft, 32);
    v128.store(out, highRight, 48);
    out += 64;
  }
}
