// Medians over the channels near each channel: part of the module `clean-frames.ts`. Addresses are bytes.
import { whole } from './whole-numbers';

/** The largest size among `count` rows of blocks of 8 f32. */
function mostOf(row: usize, blockBytes: i32, count: i32, blockCount: i32): f32 {
  let most = f32x4.splat(0);
  for (let block = 0; block < blockCount; block++) {
    for (let at = row, end = row + ((<usize>count) << 5); at < end; at += 16)
      most = f32x4.pmax(most, f32x4.abs(v128.load(at)));
    row += blockBytes;
  }
  return max(
    max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
    max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
  );
}

/** Up to 8 rows as 16-bit whole numbers, channel after channel, the 8 rows of a channel side by side. */
function turnRows(row: usize, blockBytes: i32, count: i32, blockCount: i32, scale: f32, turned: usize): void {
  const times = f32x4.splat(scale);
  const least = i16x8.splat(-32767);
  const scratch = turned + ((<usize>blockCount) << 7);
  for (let block = 0; block < blockCount; block++) {
    for (let i: usize = 0; i < <usize>count; i++) {
      const left = whole(f32x4.mul(v128.load(row + (i << 5)), times));
      const right = whole(f32x4.mul(v128.load(row + (i << 5), 16), times));
      v128.store(scratch, i16x8.max_s(i16x8.narrow_i32x4_s(left, right), least));
      for (let lane: usize = 0; lane < 8; lane++)
        store<i16>(turned + (lane << 4) + (i << 1), load<i16>(scratch + (lane << 1)));
    }
    row += blockBytes;
    turned += 128;
  }
}

/**
 * Subtracts from each channel of up to 8 rows of `blockCount` blocks of 8 f32, the first at `row`, the median of the
 * channels near it. `lists` (i32) holds for each of `channels` its lane, how many are near it, and their lanes. `turned` is
 * memory for 128 bytes of each block and 32 more. Eight medians are found at once, each by halving the range in which it
 * can be, on parts of a bit (`scale`) where all values fit into 16 bits so, else on sixteenths or on whole bits.
 */
export function nearRows(
  row: usize,
  blockBytes: i32,
  count: i32,
  blockCount: i32,
  lists: usize,
  channels: i32,
  scale: f32,
  turned: usize,
): void {
  const most = mostOf(row, blockBytes, count, blockCount);
  const used: f32 = most * scale < 32766 ? scale : scale > 16 && most * 16 < 32766 ? 16 : 1;
  turnRows(row, blockBytes, count, blockCount, used, turned);
  const result = turned + ((<usize>blockCount) << 7);
  const half = f32x4.splat(<f32>0.5 / used);
  const one = i16x8.splat(1);
  const floor = i16x8.splat(-32768);
  for (let channel = 0; channel < channels; channel++) {
    const lane = load<i32>(lists);
    const near = load<i32>(lists, 4);
    lists += 8;
    const end = lists + ((<usize>near) << 2);
    let low = i16x8.splat(32767);
    let high = floor;
    for (let at = lists; at < end; at += 4) {
      const values = v128.load(turned + ((<usize>load<i32>(at)) << 4));
      low = i16x8.min_s(low, values);
      high = i16x8.max_s(high, values);
    }
    low = i16x8.sub(low, one);
    // The value of the middle rank is the least one that fewer than this are above.
    const wanted = i16x8.splat(<i16>(near - (near >> 1)));
    while (true) {
      const apart = i16x8.sub(high, low);
      if (!v128.any_true(i16x8.gt_u(apart, one))) break;
      const middle = i16x8.add(low, i16x8.shr_u(apart, 1));
      let above = i16x8.splat(0);
      for (let at = lists; at < end; at += 4)
        above = i16x8.sub(above, i16x8.gt_s(v128.load(turned + ((<usize>load<i32>(at)) << 4)), middle));
      const enough = i16x8.lt_s(above, wanted);
      high = v128.bitselect(middle, high, enough);
      low = v128.bitselect(low, middle, enough);
    }
    let other = high;
    if (!(near & 1)) {
      let below = i16x8.splat(0);
      let most = floor;
      for (let at = lists; at < end; at += 4) {
        const values = v128.load(turned + ((<usize>load<i32>(at)) << 4));
        const isBelow = i16x8.lt_s(values, high);
        below = i16x8.sub(below, isBelow);
        most = i16x8.max_s(most, v128.bitselect(values, floor, isBelow));
      }
      other = v128.bitselect(most, high, i16x8.eq(below, i16x8.splat(<i16>(near >> 1))));
    }
    const left = i32x4.add(i32x4.extend_low_i16x8_s(high), i32x4.extend_low_i16x8_s(other));
    const right = i32x4.add(i32x4.extend_high_i16x8_s(high), i32x4.extend_high_i16x8_s(other));
    v128.store(result, f32x4.mul(f32x4.convert_i32x4_s(left), half));
    v128.store(result, f32x4.mul(f32x4.convert_i32x4_s(right), half), 16);
    let at = row + <usize>(lane >> 3) * <usize>blockBytes + ((<usize>(lane & 7)) << 2);
    for (let i: usize = 0; i < <usize>count; i++) {
      store<f32>(at, load<f32>(at) - load<f32>(result + (i << 2)));
      at += 32;
    }
    lists = end;
  }
}
