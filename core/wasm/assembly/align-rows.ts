// Raw samples of 8 channels, as they are or delayed by fractions of a sample: part of the module `clean-frames.ts`. Addresses are bytes.

/** 8 columns of a raw frame: `start` bytes from its beginning where they are side by side, else as listed. */
function eightOf(raw: usize, columns: usize, start: usize, inRow: bool): v128 {
  return inRow ? v128.load(raw + start) : listed(raw, columns);
}

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
    const values = eightOf(raw, columns, start, inRow);
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
  let row = eightOf(raw + <usize>max(0, min(last, first)) * frame, columns, start, inRow);
  for (let i = first + 1; i <= first + count; i++) {
    const next = eightOf(raw + <usize>max(0, min(last, i)) * frame, columns, start, inRow);
    v128.store(out, v128.shuffle<i16>(row, next, 0, 8, 1, 9, 2, 10, 3, 11));
    v128.store(out, v128.shuffle<i16>(row, next, 4, 12, 5, 13, 6, 14, 7, 15), 16);
    row = next;
    out += 32;
  }
}

/**
 * Row i of `out` (8 i32) is the sum over k of the `taps` coefficients times row i + k of those that `pairs` holds, `count`
 * a multiple of 4. For every two coefficients `weights` has those of 8 channels, two i16 each, in parts of 2¹⁴, and then
 * what these leave in parts of 2²⁶. Sums are told in parts of 2¹⁴.
 */
export function alignRows(pairs: usize, count: i32, taps: i32, weights: usize, out: usize): void {
  for (let half: usize = 0; half < 2; half++) {
    let row = pairs + (half << 4);
    let to = out + (half << 4);
    for (let i = 0; i < count; i += 4) {
      let a = i32x4.splat(0);
      let b = a;
      let c = a;
      let d = a;
      let e = a;
      let f = a;
      let g = a;
      let h = a;
      let from = row;
      let weight = weights + (half << 4);
      for (let k = 0; k < taps; k += 2) {
        const most = v128.load(weight);
        const rest = v128.load(weight, 32);
        const p = v128.load(from);
        a = i32x4.add(a, i32x4.dot_i16x8_s(p, most));
        e = i32x4.add(e, i32x4.dot_i16x8_s(p, rest));
        const q = v128.load(from, 32);
        b = i32x4.add(b, i32x4.dot_i16x8_s(q, most));
        f = i32x4.add(f, i32x4.dot_i16x8_s(q, rest));
        const r = v128.load(from, 64);
        c = i32x4.add(c, i32x4.dot_i16x8_s(r, most));
        g = i32x4.add(g, i32x4.dot_i16x8_s(r, rest));
        const s = v128.load(from, 96);
        d = i32x4.add(d, i32x4.dot_i16x8_s(s, most));
        h = i32x4.add(h, i32x4.dot_i16x8_s(s, rest));
        from += 64;
        weight += 64;
      }
      v128.store(to, i32x4.add(a, i32x4.shr_s(e, 12)));
      v128.store(to, i32x4.add(b, i32x4.shr_s(f, 12)), 32);
      v128.store(to, i32x4.add(c, i32x4.shr_s(g, 12)), 64);
      v128.store(to, i32x4.add(d, i32x4.shr_s(h, 12)), 96);
      row += 128;
      to += 128;
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
