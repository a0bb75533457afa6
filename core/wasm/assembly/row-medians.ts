// Medians over the channels of a row: part of the module `clean-frames.ts`. Addresses are bytes.

import { isFar, toNear, twiceNear } from './median-in-bytes';
import { whole } from './whole-numbers';

/** How many of the 16-bit values at `fixed`, 8 × `vectors`, are greater than `pivot`. */
function above(fixed: usize, vectors: i32, pivot: i32): i32 {
  const limit = i16x8.splat(<i16>pivot);
  let p = i16x8.splat(0);
  let q = i16x8.splat(0);
  let i = 0;
  for (; i + 1 < vectors; i += 2) {
    p = i16x8.add(p, i16x8.gt_s(v128.load(fixed), limit));
    q = i16x8.add(q, i16x8.gt_s(v128.load(fixed, 16), limit));
    fixed += 32;
  }
  if (i < vectors) p = i16x8.add(p, i16x8.gt_s(v128.load(fixed), limit));
  const pairs = i32x4.extadd_pairwise_i16x8_s(i16x8.add(p, q));
  return -(
    i32x4.extract_lane(pairs, 0) +
    i32x4.extract_lane(pairs, 1) +
    i32x4.extract_lane(pairs, 2) +
    i32x4.extract_lane(pairs, 3)
  );
}

/** The greatest of the values that are below `limit`; −32768 where there is none. */
function greatestBelow(fixed: usize, vectors: i32, limit: i32): i32 {
  const least = i16x8.splat(-32768);
  const top = i16x8.splat(<i16>limit);
  let most = least;
  for (let i = 0; i < vectors; i++) {
    const values = v128.load(fixed);
    most = i16x8.max_s(most, v128.bitselect(values, least, i16x8.lt_s(values, top)));
    fixed += 16;
  }
  v128.store(fixed, most);
  let result = -32768;
  for (let i: usize = 0; i < 16; i += 2) result = max(result, <i32>load<i16>(fixed + i));
  return result;
}

/**
 * Writes `count` values of a row times `scale` as 16-bit whole numbers, those beyond as the last; the rest of 8 is 32767.
 * The row goes through blocks of 8.
 */
function toFixed(row: usize, blockBytes: i32, count: i32, scale: f32, fixed: usize): void {
  const times = f32x4.splat(scale);
  const vectors = (count + 7) >> 3;
  for (let i = 0; i < vectors; i++) {
    const left = whole(f32x4.mul(v128.load(row), times));
    const right = whole(f32x4.mul(v128.load(row, 16), times));
    v128.store(fixed, i16x8.narrow_i32x4_s(left, right));
    row += blockBytes;
    fixed += 16;
  }
  for (let i = count; i < vectors << 3; i++) store<i16>(fixed - ((<usize>((vectors << 3) - i)) << 1), 32767);
}

/** Twice the median of the first `count` values at `fixed`; looks around `guess` first. */
function twiceMedian(fixed: usize, count: i32, guess: i32): i32 {
  const vectors = (count + 7) >> 3;
  // The value of this rank is the least one that so many are not above.
  const wanted = (vectors << 3) - (count >> 1);
  let low: i32;
  let high: i32;
  // How many are above these two.
  let overLow: i32;
  let overHigh: i32;
  const over = above(fixed, vectors, guess);
  // About one value lies at each part of a bit, so that the median is about so far away.
  let step = abs(over - wanted) + 3;
  if (over < wanted) {
    high = guess;
    overHigh = over;
    low = max(guess - step, -32769);
    overLow = low > -32769 ? above(fixed, vectors, low) : vectors << 3;
    while (overLow < wanted) {
      high = low;
      overHigh = overLow;
      step <<= 1;
      low = max(low - step, -32769);
      overLow = low > -32769 ? above(fixed, vectors, low) : vectors << 3;
    }
  } else {
    low = guess;
    overLow = over;
    high = min(guess + step, 32767);
    overHigh = high < 32767 ? above(fixed, vectors, high) : 0;
    while (overHigh >= wanted) {
      low = high;
      overLow = overHigh;
      step <<= 1;
      high = min(high + step, 32767);
      overHigh = high < 32767 ? above(fixed, vectors, high) : 0;
    }
  }
  // Twice where the values would have it were they evenly spread, then in the middle, which ends whatever they are.
  for (let trial = 0; high - low > 1; trial++) {
    const even = low + ((overLow - wanted) * (high - low)) / (overLow - overHigh);
    const middle = trial < 2 ? max(low + 1, min(high - 1, even)) : (low + high) >> 1;
    const here = above(fixed, vectors, middle);
    if (here < wanted) {
      high = middle;
      overHigh = here;
    } else {
      low = middle;
      overLow = here;
    }
  }
  if (count & 1) return high << 1;
  // Where as many are below as half of them, the other middle one is the greatest of those.
  return (vectors << 3) - overLow === count >> 1 ? high + greatestBelow(fixed, vectors, high) : high << 1;
}

/** Where the median of the next row is looked for first. */
let guess = 0;

/** To be called before the first of rows that follow each other, whose medians are alike. */
export function beginMedians(): void {
  guess = 0;
}

/**
 * The median of the first `members` values of a row that goes through blocks of 8 f32. `fixed` is memory for 16 bits of each
 * and 16 bytes more.
 */
export function rowMedian(row: usize, blockBytes: i32, members: i32, scale: f32, fixed: usize): f32 {
  // Medians of rows that follow each other are alike: most are found among 8 bits, twice as many at once.
  if (members < 1024) {
    toNear(row, blockBytes, members, scale, guess, fixed);
    const near = twiceNear(fixed, members);
    if (near !== isFar) {
      const twice = near + (guess << 1);
      if (twice < 65533 && twice > -65535) {
        guess = twice >> 1;
        return <f32>twice / (scale * 2);
      }
    }
  }
  toFixed(row, blockBytes, members, scale, fixed);
  let twice = twiceMedian(fixed, members, guess);
  guess = twice >> 1;
  let parts = scale;
  // Beyond what 16 bits hold in so small parts, larger ones do.
  while (parts > 1 && (twice >= 65533 || twice <= -65535)) {
    parts = parts > 16 ? 16 : 1;
    toFixed(row, blockBytes, members, parts, fixed);
    twice = twiceMedian(fixed, members, 0);
    guess = 0;
  }
  return <f32>twice / (parts * 2);
}

/** Subtracts from each of `count` rows of `vectors` blocks of 8 f32, the first at `row`, their `rowMedian`. */
export function referenceRows(
  row: usize,
  blockBytes: i32,
  count: i32,
  members: i32,
  vectors: i32,
  scale: f32,
  fixed: usize,
): void {
  beginMedians();
  for (let i = 0; i < count; i++) {
    const median = f32x4.splat(rowMedian(row, blockBytes, members, scale, fixed));
    let at = row;
    for (let k = 0; k < vectors; k++) {
      v128.store(at, f32x4.sub(v128.load(at), median));
      v128.store(at, f32x4.sub(v128.load(at, 16), median), 16);
      at += blockBytes;
    }
    row += 32;
  }
}
