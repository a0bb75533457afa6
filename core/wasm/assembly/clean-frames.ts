// What becomes of raw frames on their way to a cleaned copy, in AssemblyScript: `core/kernels/frame-cleaner.ts` explains
// it, drives it, and is tested against plain TypeScript, bit for bit. Addresses are bytes; nothing is allocated here.
import { whole } from './row-medians';

export { alignRows, pairRows, plainRows, toDoubles } from './align-rows';
export { continueEnds, firstOrder, secondOrder, toSingles } from './filter-rows';
export { backwardTile, forwardTile } from './highpass-tiles';
export { nearRows } from './near-medians';
export { referenceRows } from './row-medians';
export { weighRows } from './weigh-rows';

/**
 * Writes `count` rows of blocks of 8 f32, the first at `row`, as 16-bit numbers into raw frames of `width` columns,
 * rounded, those beyond 16 bits as the last. `starts` (i32) tells for each block the first of 8 columns that follow each
 * other, in bytes, or −1 where they do not or the last lanes repeat a channel; `columns` (i32) are those of all blocks,
 * `valid` (i32) how many of each block's lanes are channels. Returns how many were beyond. `scratch` is 16 bytes.
 */
export function putRows(
  row: usize,
  blockBytes: i32,
  count: i32,
  blockCount: i32,
  starts: usize,
  columns: usize,
  valid: usize,
  raw: usize,
  width: i32,
  scratch: usize,
): i32 {
  const highest = i32x4.splat(32767);
  const lowest = i32x4.splat(-32768);
  let clipped = 0;
  for (let i = 0; i < count; i++) {
    let from = row;
    for (let block: usize = 0; block < <usize>blockCount; block++) {
      const left = whole(v128.load(from));
      const right = whole(v128.load(from, 16));
      const start = load<i32>(starts + (block << 2));
      const to = start >= 0 ? raw + start : scratch;
      v128.store(to, i16x8.narrow_i32x4_s(left, right));
      if (start < 0) {
        const channels = (<usize>load<i32>(valid + (block << 2))) << 1;
        for (let k: usize = 0; k < channels; k += 2)
          store<i16>(
            raw + ((<usize>load<i32>(columns + (block << 5) + (k << 1))) << 1),
            load<i16>(scratch + k),
          );
      }
      const most = i32x4.max_s(left, right);
      const least = i32x4.min_s(left, right);
      if (v128.any_true(v128.or(i32x4.gt_s(most, highest), i32x4.lt_s(least, lowest)))) {
        const channels = (<usize>load<i32>(valid + (block << 2))) << 2;
        for (let k: usize = 0; k < channels; k += 4) {
          const value = i32x4.extract_lane(whole(f32x4.splat(load<f32>(from + k))), 0);
          if (value > 32767 || value < -32768) clipped++;
        }
      }
      from += blockBytes;
    }
    row += 32;
    raw += (<usize>width) << 1;
  }
  return clipped;
}

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
