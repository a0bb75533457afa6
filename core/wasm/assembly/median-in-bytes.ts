// Medians of rows that are near a guess, in 8 bits: part of the module `clean-frames.ts`. Addresses are bytes.
import { shift, shiftBits } from './whole-numbers';

/** The farthest from the guess that a difference in 8 bits tells; what is beyond is cut to what follows it. */
const nearest = 126;

/**
 * Writes `count` values of a row times `scale`, as whole numbers less `guess`, in 8 bits, those beyond as the last; the rest
 * of 16 is 127. The row goes through blocks of 8, of which half of 16 is read for nothing where they are odd.
 */
export function toNear(row: usize, blockBytes: i32, count: i32, scale: f32, guess: i32, near: usize): void {
  const times = f32x4.splat(scale);
  const move = f32x4.splat(shift);
  const less = i32x4.splat(shiftBits + guess);
  const vectors = (count + 7) >> 3;
  for (let i = 0; i < vectors; i += 2) {
    const left = nearFour(row, times, move, less);
    const right = nearFour(row + 16, times, move, less);
    const first = i16x8.narrow_i32x4_s(left, right);
    let second = i16x8.splat(32767);
    if (i + 1 < vectors) {
      row += blockBytes;
      second = i16x8.narrow_i32x4_s(nearFour(row, times, move, less), nearFour(row + 16, times, move, less));
    }
    v128.store(near, i8x16.narrow_i16x8_s(first, second));
    row += blockBytes;
    near += 16;
  }
  const all = ((vectors + 1) >> 1) << 4;
  for (let i = count; i < all; i++) store<i8>(near - <usize>(all - i), 127);
}

function nearFour(at: usize, times: v128, move: v128, less: v128): v128 {
  return i32x4.sub(f32x4.add(f32x4.mul(v128.load(at), times), move), less);
}

/** How many of the 8-bit values at `near`, 16 × `vectors` with `vectors` below 128, are greater than `pivot`. */
function aboveNear(near: usize, vectors: i32, pivot: i32): i32 {
  const limit = i8x16.splat(<i8>pivot);
  let p = i8x16.splat(0);
  let q = i8x16.splat(0);
  let i = 0;
  for (; i + 1 < vectors; i += 2) {
    p = i8x16.sub(p, i8x16.gt_s(v128.load(near), limit));
    q = i8x16.sub(q, i8x16.gt_s(v128.load(near, 16), limit));
    near += 32;
  }
  if (i < vectors) p = i8x16.sub(p, i8x16.gt_s(v128.load(near), limit));
  const pairs = i32x4.extadd_pairwise_i16x8_u(
    i16x8.add(i16x8.extadd_pairwise_i8x16_u(p), i16x8.extadd_pairwise_i8x16_u(q)),
  );
  const halves = i32x4.add(pairs, v128.shuffle<i64>(pairs, pairs, 1, 1));
  return i32x4.extract_lane(halves, 0) + i32x4.extract_lane(halves, 1);
}

/** The greatest of the values that are below `limit`. */
function greatestNearBelow(near: usize, vectors: i32, limit: i32): i32 {
  const least = i8x16.splat(-128);
  const top = i8x16.splat(<i8>limit);
  let most = least;
  for (let i = 0; i < vectors; i++) {
    const values = v128.load(near);
    most = i8x16.max_s(most, v128.bitselect(values, least, i8x16.lt_s(values, top)));
    near += 16;
  }
  v128.store(near, most);
  let result = -128;
  for (let i: usize = 0; i < 16; i++) result = max(result, <i32>load<i8>(near + i));
  return result;
}

/** What `twiceNear` returns where the median is too far from the guess for 8 bits. */
export const isFar: i32 = i32.MAX_VALUE;

/** Twice the median of the first `count` values at `near`, or `isFar`. */
export function twiceNear(near: usize, count: i32): i32 {
  const vectors = (count + 15) >> 4;
  const wanted = (vectors << 4) - (count >> 1);
  let low: i32;
  let high: i32;
  let overLow: i32;
  let overHigh: i32;
  const over = aboveNear(near, vectors, 0);
  // About one value lies at each part of a bit, so that the median is about so far away.
  let step = abs(over - wanted) + 3;
  if (over < wanted) {
    high = 0;
    overHigh = over;
    while (true) {
      low = max(high - step, -nearest);
      overLow = aboveNear(near, vectors, low);
      if (overLow >= wanted) break;
      if (low === -nearest) return isFar;
      high = low;
      overHigh = overLow;
      step <<= 1;
    }
  } else {
    low = 0;
    overLow = over;
    while (true) {
      high = min(low + step, nearest);
      overHigh = aboveNear(near, vectors, high);
      if (overHigh < wanted) break;
      if (high === nearest) return isFar;
      low = high;
      overLow = overHigh;
      step <<= 1;
    }
  }
  // Twice where the values would have it were they evenly spread, then in the middle, which ends whatever they are.
  for (let trial = 0; high - low > 1; trial++) {
    const even = low + ((overLow - wanted) * (high - low)) / (overLow - overHigh);
    const middle = trial < 2 ? max(low + 1, min(high - 1, even)) : (low + high) >> 1;
    const here = aboveNear(near, vectors, middle);
    if (here < wanted) {
      high = middle;
      overHigh = here;
    } else {
      low = middle;
      overLow = here;
    }
  }
  if (count & 1) return high << 1;
  if ((vectors << 4) - overLow !== count >> 1) return high << 1;
  const below = greatestNearBelow(near, vectors, high);
  // What was cut to the last is somewhere beyond it.
  return below <= -127 ? isFar : high + below;
}
