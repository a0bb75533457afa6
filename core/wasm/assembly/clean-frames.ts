// What becomes of raw frames on their way to a cleaned copy, in AssemblyScript: `core/kernels/frame-cleaner.ts` explains
// it, drives it, and is tested against plain TypeScript, bit for bit. Addresses are bytes; nothing is allocated here.
import { whole } from './row-medians';

export { continueEnds, firstOrder, secondOrder } from './filter-rows';
export { nearRows } from './near-medians';
export { referenceRows } from './row-medians';
export { thirdOrder, toSingles } from './third-order';
export { weighRows } from './weigh-rows';

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
 * (8 f32). Four rows and two coefficients at a time: `count` is a multiple
 * of 4, `taps` of 2, and `rows` are `count` + `taps` − 1.
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
    for (let k = 0; k < taps; k += 2) {
      const left = v128.load(weight);
      const nextLeft = v128.load(weight, 32);
      const l1 = v128.load(from, 32);
      const l2 = v128.load(from, 64);
      const l3 = v128.load(from, 96);
      a = f32x4.add(f32x4.add(a, f32x4.mul(left, v128.load(from))), f32x4.mul(nextLeft, l1));
      c = f32x4.add(f32x4.add(c, f32x4.mul(left, l1)), f32x4.mul(nextLeft, l2));
      e = f32x4.add(f32x4.add(e, f32x4.mul(left, l2)), f32x4.mul(nextLeft, l3));
      g = f32x4.add(f32x4.add(g, f32x4.mul(left, l3)), f32x4.mul(nextLeft, v128.load(from, 128)));
      const right = v128.load(weight, 16);
      const nextRight = v128.load(weight, 48);
      const r1 = v128.load(from, 48);
      const r2 = v128.load(from, 80);
      const r3 = v128.load(from, 112);
      b = f32x4.add(f32x4.add(b, f32x4.mul(right, v128.load(from, 16))), f32x4.mul(nextRight, r1));
      d = f32x4.add(f32x4.add(d, f32x4.mul(right, r1)), f32x4.mul(nextRight, r2));
      f = f32x4.add(f32x4.add(f, f32x4.mul(right, r2)), f32x4.mul(nextRight, r3));
      h = f32x4.add(f32x4.add(h, f32x4.mul(right, r3)), f32x4.mul(nextRight, v128.load(from, 144)));
      from += 64;
      weight += 64;
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
