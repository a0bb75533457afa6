// Raw samples of 8 channels, as they are or delayed by fractions of a sample: part of the module `clean-frames.ts`. Addresses are bytes.

/** 8 columns of a raw frame, as listed. */
function listed(raw: usize, columns: usize): v128 {
  let values = i16x8.splat(0);
  values = i16x8.replace_lane(values, 0, load<i16>(raw + ((<usize>load<i32>(columns)) << 1)));
  values = i16x8.replace_lane(values, 1, load<i16>(raw + ((<usize>load<i32>(columns, 4)) << 1)));
  values = i16x8.replace_lane(values, 2, load<i16>(raw + ((<usize>load<i32>(columns, 8)) << 1)));
  values = i16x8.replace_lane(values, 3, load<i16>(raw + ((<usize>load<i32>(columns, 12)) << 1)));
  values = i16x8.replace_lane(values, 4, load<i16>(raw + ((<usize>load<i32>(columns, 16)) << 1)));
  values = i16x8.replace_lane(values, 5, load<i16>(raw + ((<usize>load<i32>(columns, 20)) << 1)));
  values = i16x8.replace_lane(values, 6, load<i16>(raw + ((<usize>load<i32>(columns, 24)) << 1)));
  return i16x8.replace_lane(values, 7, load<i16>(raw + ((<usize>load<i32>(columns, 28)) << 1)));
}

/** 8 columns (i32) that follow each other. */
export function areInRow(columns: usize): bool {
  for (let i: usize = 0; i < 28; i += 4)
    if (load<i32>(columns + i) + 1 !== load<i32>(columns + i + 4)) return false;
  return true;
}

/** Copies 8 columns (i32) of `count` raw frames of `width` columns into rows of 8 i32. */
export function plainRows(raw: usize, count: i32, width: i32, columns: usize, out: usize): void {
  const inRow = areInRow(columns);
  const start = (<usize>load<i32>(columns)) << 1;
  for (let i = 0; i < count; i++) {
    const values = inRow ? v128.load(raw + start) : listed(raw, columns);
    v128.store(out, i32x4.extend_low_i16x8_s(values));
    v128.store(out, i32x4.extend_high_i16x8_s(values), 16);
    raw += (<usize>width) << 1;
    out += 32;
  }
}

/**
 * Writes each of `count` rows from `first` on beside the row after it, channel by channel (8 × 2 i16), rows before 0 and
 * after `last` being those. `columns` (i32) are 8 of raw frames of `width` columns.
 */
export function pairRows(
  raw: usize,
  width: i32,
  columns: usize,
  first: i32,
  count: i32,
  last: i32,
  out: usize,
): void {
  const inRow = areInRow(columns);
  const start = (<usize>load<i32>(columns)) << 1;
  const frame = (<usize>width) << 1;
  let at = raw + <usize>max(0, min(last, first)) * frame;
  let row = inRow ? v128.load(at + start) : listed(at, columns);
  for (let i = first + 1; i <= first + count; i++) {
    if (i > 0 && i <= last) at += frame;
    const next = inRow ? v128.load(at + start) : listed(at, columns);
    v128.store(out, v128.shuffle<i16>(row, next, 0, 8, 1, 9, 2, 10, 3, 11));
    v128.store(out, v128.shuffle<i16>(row, next, 4, 12, 5, 13, 6, 14, 7, 15), 16);
    row = next;
    out += 32;
  }
}

/** Bytes of the coefficients of 8 channels. */
export const weightsBytes: usize = 416;

/**
 * Row i of `out` (8 i32) is the sum over k of 20 coefficients times row i + k of those that `pairs` holds. For every two of
 * those that are small (0 to 5, 12 to 19) `weights` has those of 8 channels, two i16 each, in parts of 2¹⁸; then for every two
 * large ones (6 to 11) those in parts of 2¹⁴ and what these leave in parts of 2²⁶. Sums are told in parts of 2¹⁴.
 *
 * All coefficients of 4 channels stay in registers.
 */
export function alignRows(pairs: usize, count: i32, weights: usize, out: usize): void {
  for (let half: usize = 0; half < 32; half += 16) {
    const at = weights + half;
    const small0 = v128.load(at);
    const small1 = v128.load(at, 32);
    const small2 = v128.load(at, 64);
    const small3 = v128.load(at, 96);
    const small4 = v128.load(at, 128);
    const small5 = v128.load(at, 160);
    const small6 = v128.load(at, 192);
    const large0 = v128.load(at, 224);
    const rest0 = v128.load(at, 256);
    const large1 = v128.load(at, 288);
    const rest1 = v128.load(at, 320);
    const large2 = v128.load(at, 352);
    const rest2 = v128.load(at, 384);
    let row = pairs + half;
    let to = out + half;
    for (let i = 0; i < count; i++) {
      let p = v128.load(row, 192);
      let sum = i32x4.dot_i16x8_s(p, large0);
      let rest = i32x4.dot_i16x8_s(p, rest0);
      p = v128.load(row, 256);
      sum = i32x4.add(sum, i32x4.dot_i16x8_s(p, large1));
      rest = i32x4.add(rest, i32x4.dot_i16x8_s(p, rest1));
      p = v128.load(row, 320);
      sum = i32x4.add(sum, i32x4.dot_i16x8_s(p, large2));
      rest = i32x4.add(rest, i32x4.dot_i16x8_s(p, rest2));
      rest = i32x4.shr_s(rest, 8);
      rest = i32x4.add(rest, i32x4.dot_i16x8_s(v128.load(row), small0));
      rest = i32x4.add(rest, i32x4.dot_i16x8_s(v128.load(row, 64), small1));
      rest = i32x4.add(rest, i32x4.dot_i16x8_s(v128.load(row, 128), small2));
      rest = i32x4.add(rest, i32x4.dot_i16x8_s(v128.load(row, 384), small3));
      rest = i32x4.add(rest, i32x4.dot_i16x8_s(v128.load(row, 448), small4));
      rest = i32x4.add(rest, i32x4.dot_i16x8_s(v128.load(row, 512), small5));
      rest = i32x4.add(rest, i32x4.dot_i16x8_s(v128.load(row, 576), small6));
      v128.store(to, i32x4.add(sum, i32x4.shr_s(rest, 4)));
      row += 32;
      to += 32;
    }
  }
}

/** Rows of 8 i32, times `scale`, as rows of 8 f64. */
export function toDoubles(rows: usize, count: i32, scale: f64, out: usize): void {
  const unit = f64x2.splat(scale);
  for (let i = 0; i < count << 1; i++) {
    const values = v128.load(rows);
    const high = v128.shuffle<i64>(values, values, 1, 1);
    v128.store(out, f64x2.mul(f64x2.convert_low_i32x4_s(values), unit));
    v128.store(out, f64x2.mul(f64x2.convert_low_i32x4_s(high), unit), 16);
    rows += 16;
    out += 32;
  }
}

/**
 * Point reflection of `padding` rows of 8 i32 at both ends of `count` rows from `first` on. What is beyond 32 bits wraps
 * around, and its differences are right again.
 */
export function continueWholes(first: usize, count: i32, padding: i32): void {
  const last = first + ((<usize>(count - 1)) << 5);
  for (let i = 1; i <= padding; i++) {
    const far = (<usize>i) << 5;
    for (let lane: usize = 0; lane < 32; lane += 16) {
      const left = i32x4.shl(v128.load(first + lane), 1);
      v128.store(first - far + lane, i32x4.sub(left, v128.load(first + far + lane)));
      const right = i32x4.shl(v128.load(last + lane), 1);
      v128.store(last + far + lane, i32x4.sub(right, v128.load(last - far + lane)));
    }
  }
}
