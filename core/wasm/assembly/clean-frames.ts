// What becomes of raw frames on their way to a cleaned copy, in AssemblyScript: `core/kernels/frame-cleaner.ts` explains
// it, drives it, and is tested against plain TypeScript, bit for bit. Addresses are bytes; nothing is allocated here.
export { continueEnds, firstOrder, secondOrder } from './filter-rows';

/** 1.5 × 2²³: what is added to it loses its fraction, rounded to the nearest even whole number. */
const shift: f32 = 12582912;
const shiftBits: i32 = 0x4b400000;

/**
 * Copies columns of `count` raw frames of `width` columns into `blocks` of 8 channels side by side, each `blockBytes` after
 * the other. `starts` (i32) tells for each block the first of 8 columns that follow each other, in bytes, or −1 where they
 * do not; `columns` (i32) are those of all blocks.
 */
export function splitFrames(
  raw: usize,
  count: i32,
  width: i32,
  starts: usize,
  columns: usize,
  blockCount: i32,
  blocks: usize,
  blockBytes: i32,
): void {
  for (let row = 0; row < count; row++) {
    let to = blocks;
    for (let block: usize = 0; block < <usize>blockCount; block++) {
      const start = load<i32>(starts + (block << 2));
      if (start >= 0) v128.store(to, v128.load(raw + start));
      else
        for (let i: usize = 0; i < 8; i++)
          store<i16>(
            to + (i << 1),
            load<i16>(raw + ((<usize>load<i32>(columns + (block << 5) + (i << 2))) << 1)),
          );
      to += blockBytes;
    }
    raw += (<usize>width) << 1;
    blocks += 16;
  }
}

/** Rows of 8 i16 to rows of 8 f64. */
export function toDoubles(block: usize, count: i32, rows: usize): void {
  for (let row = 0; row < count; row++) {
    const values = v128.load(block);
    const left = i32x4.extend_low_i16x8_s(values);
    const right = i32x4.extend_high_i16x8_s(values);
    v128.store(rows, f64x2.convert_low_i32x4_s(left));
    v128.store(rows, f64x2.convert_low_i32x4_s(v128.shuffle<i64>(left, left, 1, 1)), 16);
    v128.store(rows, f64x2.convert_low_i32x4_s(right), 32);
    v128.store(rows, f64x2.convert_low_i32x4_s(v128.shuffle<i64>(right, right, 1, 1)), 48);
    block += 16;
    rows += 64;
  }
}

/** Rows of 8 i16 to rows of 8 f32. */
export function toFloats(block: usize, count: i32, rows: usize): void {
  for (let row = 0; row < count; row++) {
    const values = v128.load(block);
    v128.store(rows, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(values)));
    v128.store(rows, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(values)), 16);
    block += 16;
    rows += 32;
  }
}

/**
 * Row i of `out` (8 f64) is the sum over k of the `taps` coefficients at `weights` (8 f32 each) times row i + k of `rows`
 * (8 f32). Four rows at a time: `count` is a multiple of 4, and `rows` are `count` + `taps` − 1.
 */
export function delayRows(rows: usize, count: i32, taps: i32, weights: usize, out: usize): void {
  const zero = f32x4.splat(0);
  for (let row = 0; row < count; row += 4) {
    let a = zero;
    let b = zero;
    let c = zero;
    let d = zero;
    let e = zero;
    let f = zero;
    let g = zero;
    let h = zero;
    let from = rows;
    let weight = weights;
    for (let k = 0; k < taps; k++) {
      const left = v128.load(weight);
      const right = v128.load(weight, 16);
      a = f32x4.add(a, f32x4.mul(left, v128.load(from)));
      b = f32x4.add(b, f32x4.mul(right, v128.load(from, 16)));
      c = f32x4.add(c, f32x4.mul(left, v128.load(from, 32)));
      d = f32x4.add(d, f32x4.mul(right, v128.load(from, 48)));
      e = f32x4.add(e, f32x4.mul(left, v128.load(from, 64)));
      f = f32x4.add(f, f32x4.mul(right, v128.load(from, 80)));
      g = f32x4.add(g, f32x4.mul(left, v128.load(from, 96)));
      h = f32x4.add(h, f32x4.mul(right, v128.load(from, 112)));
      from += 32;
      weight += 32;
    }
    storePair(out, a, b);
    storePair(out + 64, c, d);
    storePair(out + 128, e, f);
    storePair(out + 192, g, h);
    rows += 128;
    out += 256;
  }
}

function storePair(out: usize, left: v128, right: v128): void {
  v128.store(out, f64x2.promote_low_f32x4(left));
  v128.store(out, f64x2.promote_low_f32x4(v128.shuffle<i64>(left, left, 1, 1)), 16);
  v128.store(out, f64x2.promote_low_f32x4(right), 32);
  v128.store(out, f64x2.promote_low_f32x4(v128.shuffle<i64>(right, right, 1, 1)), 48);
}

/**
 * A second-order section and a first-order one after it in one go over `count` rows of 8 f64 from `row` on, `step` bytes
 * apart (−64 for backward), started as if the first input had always been there (transposed direct form II). The results
 * stay in place, or go as f32 to `out`, `outStep` bytes apart, without the first `skip` of them.
 */
export function thirdOrder(
  row: usize,
  count: i32,
  step: i32,
  b0: f64,
  b1: f64,
  b2: f64,
  a1: f64,
  a2: f64,
  c0: f64,
  c1: f64,
  d1: f64,
  skip: i32,
  out: usize,
  outStep: i32,
): void {
  const gain = (b0 + b1 + b2) / (1 + a1 + a2);
  const first = f64x2.splat(gain - b0);
  const second = f64x2.splat(b2 - a2 * gain);
  const third = f64x2.splat((c0 + c1) / (1 + d1) - c0);
  const x0 = f64x2.splat(b0);
  const x1 = f64x2.splat(b1);
  const x2 = f64x2.splat(b2);
  const y1 = f64x2.splat(a1);
  const y2 = f64x2.splat(a2);
  const u0 = f64x2.splat(c0);
  const u1 = f64x2.splat(c1);
  const v1 = f64x2.splat(d1);
  let p1 = f64x2.mul(first, v128.load(row));
  let p2 = f64x2.mul(second, v128.load(row));
  let q1 = f64x2.mul(first, v128.load(row, 16));
  let q2 = f64x2.mul(second, v128.load(row, 16));
  let r1 = f64x2.mul(first, v128.load(row, 32));
  let r2 = f64x2.mul(second, v128.load(row, 32));
  let s1 = f64x2.mul(first, v128.load(row, 48));
  let s2 = f64x2.mul(second, v128.load(row, 48));
  let p3 = f64x2.mul(third, f64x2.add(f64x2.mul(x0, v128.load(row)), p1));
  let q3 = f64x2.mul(third, f64x2.add(f64x2.mul(x0, v128.load(row, 16)), q1));
  let r3 = f64x2.mul(third, f64x2.add(f64x2.mul(x0, v128.load(row, 32)), r1));
  let s3 = f64x2.mul(third, f64x2.add(f64x2.mul(x0, v128.load(row, 48)), s1));
  for (let i = 0; i < count; i++) {
    const p = v128.load(row);
    const q = v128.load(row, 16);
    const r = v128.load(row, 32);
    const s = v128.load(row, 48);
    const pMid = f64x2.add(f64x2.mul(x0, p), p1);
    const qMid = f64x2.add(f64x2.mul(x0, q), q1);
    const rMid = f64x2.add(f64x2.mul(x0, r), r1);
    const sMid = f64x2.add(f64x2.mul(x0, s), s1);
    p1 = f64x2.add(f64x2.sub(f64x2.mul(x1, p), f64x2.mul(y1, pMid)), p2);
    q1 = f64x2.add(f64x2.sub(f64x2.mul(x1, q), f64x2.mul(y1, qMid)), q2);
    r1 = f64x2.add(f64x2.sub(f64x2.mul(x1, r), f64x2.mul(y1, rMid)), r2);
    s1 = f64x2.add(f64x2.sub(f64x2.mul(x1, s), f64x2.mul(y1, sMid)), s2);
    p2 = f64x2.sub(f64x2.mul(x2, p), f64x2.mul(y2, pMid));
    q2 = f64x2.sub(f64x2.mul(x2, q), f64x2.mul(y2, qMid));
    r2 = f64x2.sub(f64x2.mul(x2, r), f64x2.mul(y2, rMid));
    s2 = f64x2.sub(f64x2.mul(x2, s), f64x2.mul(y2, sMid));
    const pOut = f64x2.add(f64x2.mul(u0, pMid), p3);
    const qOut = f64x2.add(f64x2.mul(u0, qMid), q3);
    const rOut = f64x2.add(f64x2.mul(u0, rMid), r3);
    const sOut = f64x2.add(f64x2.mul(u0, sMid), s3);
    p3 = f64x2.sub(f64x2.mul(u1, pMid), f64x2.mul(v1, pOut));
    q3 = f64x2.sub(f64x2.mul(u1, qMid), f64x2.mul(v1, qOut));
    r3 = f64x2.sub(f64x2.mul(u1, rMid), f64x2.mul(v1, rOut));
    s3 = f64x2.sub(f64x2.mul(u1, sMid), f64x2.mul(v1, sOut));
    if (outStep === 0) {
      v128.store(row, pOut);
      v128.store(row, qOut, 16);
      v128.store(row, rOut, 32);
      v128.store(row, sOut, 48);
    } else if (i >= skip) {
      storeFour(out, pOut, qOut);
      storeFour(out + 16, rOut, sOut);
      out += outStep;
    }
    row += step;
  }
}

function storeFour(out: usize, left: v128, right: v128): void {
  v128.store(out, v128.shuffle<i64>(f32x4.demote_f64x2_zero(left), f32x4.demote_f64x2_zero(right), 0, 2));
}

/** Rows of 8 f64 to rows of 8 f32. */
export function toSingles(rows: usize, count: i32, out: usize): void {
  for (let row = 0; row < count; row++) {
    storeFour(out, v128.load(rows), v128.load(rows, 16));
    storeFour(out + 16, v128.load(rows, 32), v128.load(rows, 48));
    rows += 64;
    out += 32;
  }
}

/** Whole numbers nearest to 4 values below 2²². */
function whole(values: v128): v128 {
  return i32x4.sub(f32x4.add(values, f32x4.splat(shift)), i32x4.splat(shiftBits));
}

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
  let step = 4;
  if (above(fixed, vectors, guess) < wanted) {
    high = guess;
    low = max(guess - step, -32769);
    while (low > -32769 && above(fixed, vectors, low) < wanted) {
      high = low;
      step <<= 1;
      low = max(low - step, -32769);
    }
  } else {
    low = guess;
    high = min(guess + step, 32767);
    while (high < 32767 && above(fixed, vectors, high) >= wanted) {
      low = high;
      step <<= 1;
      high = min(high + step, 32767);
    }
  }
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (above(fixed, vectors, middle) < wanted) high = middle;
    else low = middle;
  }
  if (count & 1) return high << 1;
  // Where as many are below as half of them, the other middle one is the greatest of those.
  const notBelow = high === -32768 ? vectors << 3 : above(fixed, vectors, high - 1);
  return (vectors << 3) - notBelow === count >> 1 ? high + greatestBelow(fixed, vectors, high) : high << 1;
}

/**
 * Subtracts from each of `count` rows of `vectors` blocks of 8 f32, the first at `row`, `blockBytes` apart, the median of
 * its first `members` values. `fixed` is memory for 16 bits of each and 16 bytes more.
 */
export function referenceRows(
  row: usize,
  blockBytes: i32,
  count: i32,
  members: i32,
  vectors: i32,
  scale: f32,
  fixed: usize,
): void {
  let guess = 0;
  for (let i = 0; i < count; i++) {
    toFixed(row, blockBytes, members, scale, fixed);
    let twice = twiceMedian(fixed, members, guess);
    let unit: f32 = scale * 2;
    if (twice >= 65533 || twice <= -65535) {
      toFixed(row, blockBytes, members, 1, fixed);
      twice = twiceMedian(fixed, members, 0);
      unit = 2;
      guess = 0;
    } else guess = twice >> 1;
    const median = f32x4.splat(<f32>twice / unit);
    let at = row;
    for (let k = 0; k < vectors; k++) {
      v128.store(at, f32x4.sub(v128.load(at), median));
      v128.store(at, f32x4.sub(v128.load(at, 16), median), 16);
      at += blockBytes;
    }
    row += 32;
  }
}

/**
 * Writes `count` rows of blocks of 8 f32, the first at `row`, as 16-bit numbers into raw frames of `width` columns,
 * rounded, those beyond 16 bits as the last. `starts` and `columns` as in `splitFrames`, but −1 for a block whose last
 * lanes repeat a channel; `valid` (i32) tells how many of each block's lanes are channels. Returns how many were beyond.
 * `scratch` is 16 bytes.
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
          const value = reinterpret<i32>(load<f32>(from + k) + shift) - shiftBits;
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
