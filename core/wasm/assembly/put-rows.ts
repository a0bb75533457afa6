// Cleaned rows on their way back into raw frames: part of the module `clean-frames.ts`. Addresses are bytes.
import { beginMedians, rowMedian } from './row-medians';
import { whole } from './whole-numbers';

/** The whole numbers nearest to 4 f32 less a median. */
function wholeLess(at: usize, median: v128): v128 {
  return whole(f32x4.sub(v128.load(at), median));
}

/**
 * Writes `count` rows of blocks of 8 f32, the first at `row` and `rowBytes` apart, as 16-bit numbers into raw frames of `width` columns,
 * rounded, those beyond 16 bits as the last; before that each is less the median of its first `members` values, which may
 * be none (see `rowMedian` for `scale` and `fixed`). `starts` (i32) tells for each block the first of 8 columns that follow
 * each other, in bytes, or −1 where they do not or the last lanes repeat a channel; `columns` (i32) are those of all blocks,
 * `valid` (i32) how many of each block's lanes are channels. Returns how many were beyond.
 */
export function putRows(
  row: usize,
  rowBytes: i32,
  blockBytes: i32,
  count: i32,
  blockCount: i32,
  members: i32,
  scale: f32,
  starts: usize,
  columns: usize,
  valid: usize,
  raw: usize,
  width: i32,
  fixed: usize,
): i32 {
  let clipped = 0;
  beginMedians();
  for (let i = 0; i < count; i++) {
    const median = f32x4.splat(members > 0 ? rowMedian(row, blockBytes, members, scale, fixed) : 0);
    let from = row;
    let most = i16x8.splat(0);
    let least = i16x8.splat(0);
    for (let block: usize = 0; block < <usize>blockCount; block++) {
      const left = wholeLess(from, median);
      const right = wholeLess(from + 16, median);
      const numbers = i16x8.narrow_i32x4_s(left, right);
      most = i16x8.max_s(most, numbers);
      least = i16x8.min_s(least, numbers);
      const start = load<i32>(starts + (block << 2));
      const to = start >= 0 ? raw + start : fixed;
      v128.store(to, numbers);
      if (start < 0) scatter(fixed, columns + (block << 5), load<i32>(valid + (block << 2)), raw);
      from += blockBytes;
    }
    // The last ones may be as they were.
    const over = i16x8.eq(most, i16x8.splat(32767));
    const under = i16x8.eq(least, i16x8.splat(-32768));
    if (v128.any_true(v128.or(over, under)))
      clipped += beyond(row, blockBytes, blockCount, median, valid, fixed);
    row += rowBytes;
    raw += (<usize>width) << 1;
  }
  return clipped;
}

/** Writes `count` 16-bit numbers to columns (i32) of a frame. */
function scatter(numbers: usize, columns: usize, count: i32, frame: usize): void {
  for (let k: usize = 0; k < <usize>count; k++)
    store<i16>(frame + ((<usize>load<i32>(columns + (k << 2))) << 1), load<i16>(numbers + (k << 1)));
}

/** How many channels of a row are beyond 16 bits. `scratch` is 32 bytes. */
function beyond(
  row: usize,
  blockBytes: i32,
  blockCount: i32,
  median: v128,
  valid: usize,
  scratch: usize,
): i32 {
  let count = 0;
  for (let block = 0; block < blockCount; block++) {
    v128.store(scratch, wholeLess(row, median));
    v128.store(scratch, wholeLess(row + 16, median), 16);
    const channels = (<usize>load<i32>(valid + ((<usize>block) << 2))) << 2;
    for (let k: usize = 0; k < channels; k += 4) {
      const value = load<i32>(scratch + k);
      if (value > 32767 || value < -32768) count++;
    }
    row += blockBytes;
  }
  return count;
}
