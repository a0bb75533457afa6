// Recursive filters over rows of 8 channels in f64, in AssemblyScript: `core/kernels/window-filter.ts` explains it, drives
// it, and is tested against plain TypeScript, bit for bit. Addresses are bytes; nothing is allocated here.

/** Copies 8 columns side by side of raw 16-bit frames of `width` columns into `rows`. */
function gatherRun(raw: usize, count: i32, width: i32, rows: usize): void {
  for (let row = 0; row < count; row++) {
    const values = v128.load(raw);
    const left = i32x4.extend_low_i16x8_s(values);
    const right = i32x4.extend_high_i16x8_s(values);
    v128.store(rows, f64x2.convert_low_i32x4_s(left));
    v128.store(rows, f64x2.convert_low_i32x4_s(v128.shuffle<i64>(left, left, 1, 1)), 16);
    v128.store(rows, f64x2.convert_low_i32x4_s(right), 32);
    v128.store(rows, f64x2.convert_low_i32x4_s(v128.shuffle<i64>(right, right, 1, 1)), 48);
    raw += (<usize>width) << 1;
    rows += 64;
  }
}

/** The same for any 8 columns, listed at `columns` (i32). */
export function gatherRows(raw: usize, count: i32, width: i32, columns: usize, rows: usize): void {
  const c0 = (<usize>load<i32>(columns)) << 1;
  const c1 = (<usize>load<i32>(columns, 4)) << 1;
  const c2 = (<usize>load<i32>(columns, 8)) << 1;
  const c3 = (<usize>load<i32>(columns, 12)) << 1;
  const c4 = (<usize>load<i32>(columns, 16)) << 1;
  const c5 = (<usize>load<i32>(columns, 20)) << 1;
  const c6 = (<usize>load<i32>(columns, 24)) << 1;
  const c7 = (<usize>load<i32>(columns, 28)) << 1;
  let inRow = true;
  for (let i: usize = 0; i < 28; i += 4)
    inRow = inRow && load<i32>(columns + i) + 1 === load<i32>(columns + i + 4);
  if (inRow) {
    gatherRun(raw + c0, count, width, rows);
    return;
  }
  for (let row = 0; row < count; row++) {
    store<f64>(rows, <f64>load<i16>(raw + c0));
    store<f64>(rows, <f64>load<i16>(raw + c1), 8);
    store<f64>(rows, <f64>load<i16>(raw + c2), 16);
    store<f64>(rows, <f64>load<i16>(raw + c3), 24);
    store<f64>(rows, <f64>load<i16>(raw + c4), 32);
    store<f64>(rows, <f64>load<i16>(raw + c5), 40);
    store<f64>(rows, <f64>load<i16>(raw + c6), 48);
    store<f64>(rows, <f64>load<i16>(raw + c7), 56);
    raw += (<usize>width) << 1;
    rows += 64;
  }
}

/** Point reflection of `padding` rows at both ends of the `count` rows that stand behind the first `padding` ones. */
export function continueEnds(rows: usize, count: i32, padding: i32): void {
  const two = f64x2.splat(2);
  const first = rows + ((<usize>padding) << 6);
  const last = first + ((<usize>(count - 1)) << 6);
  for (let i = 1; i <= padding; i++) {
    const far = (<usize>i) << 6;
    for (let lane: usize = 0; lane < 64; lane += 16) {
      const left = f64x2.sub(f64x2.mul(two, v128.load(first + lane)), v128.load(first + far + lane));
      v128.store(first - far + lane, left);
      const right = f64x2.sub(f64x2.mul(two, v128.load(last + lane)), v128.load(last - far + lane));
      v128.store(last + far + lane, right);
    }
  }
}

/**
 * One section over `count` rows from `row` on, `step` bytes apart (−64 for backward), in place, started as if its first
 * input had always been there (transposed direct form II). Four recursions side by side fill the time each waits for its
 * own last output.
 */
export function secondOrder(
  row: usize,
  count: i32,
  step: i32,
  b0: f64,
  b1: f64,
  b2: f64,
  a1: f64,
  a2: f64,
): void {
  const gain = (b0 + b1 + b2) / (1 + a1 + a2);
  const first = f64x2.splat(gain - b0);
  const second = f64x2.splat(b2 - a2 * gain);
  const x0 = f64x2.splat(b0);
  const x1 = f64x2.splat(b1);
  const x2 = f64x2.splat(b2);
  const y1 = f64x2.splat(a1);
  const y2 = f64x2.splat(a2);
  let p1 = f64x2.mul(first, v128.load(row));
  let p2 = f64x2.mul(second, v128.load(row));
  let q1 = f64x2.mul(first, v128.load(row, 16));
  let q2 = f64x2.mul(second, v128.load(row, 16));
  let r1 = f64x2.mul(first, v128.load(row, 32));
  let r2 = f64x2.mul(second, v128.load(row, 32));
  let s1 = f64x2.mul(first, v128.load(row, 48));
  let s2 = f64x2.mul(second, v128.load(row, 48));
  for (let i = 0; i < count; i++) {
    const p = v128.load(row);
    const q = v128.load(row, 16);
    const r = v128.load(row, 32);
    const s = v128.load(row, 48);
    const pOut = f64x2.add(f64x2.mul(x0, p), p1);
    const qOut = f64x2.add(f64x2.mul(x0, q), q1);
    const rOut = f64x2.add(f64x2.mul(x0, r), r1);
    const sOut = f64x2.add(f64x2.mul(x0, s), s1);
    p1 = f64x2.add(f64x2.sub(f64x2.mul(x1, p), f64x2.mul(y1, pOut)), p2);
    q1 = f64x2.add(f64x2.sub(f64x2.mul(x1, q), f64x2.mul(y1, qOut)), q2);
    r1 = f64x2.add(f64x2.sub(f64x2.mul(x1, r), f64x2.mul(y1, rOut)), r2);
    s1 = f64x2.add(f64x2.sub(f64x2.mul(x1, s), f64x2.mul(y1, sOut)), s2);
    p2 = f64x2.sub(f64x2.mul(x2, p), f64x2.mul(y2, pOut));
    q2 = f64x2.sub(f64x2.mul(x2, q), f64x2.mul(y2, qOut));
    r2 = f64x2.sub(f64x2.mul(x2, r), f64x2.mul(y2, rOut));
    s2 = f64x2.sub(f64x2.mul(x2, s), f64x2.mul(y2, sOut));
    v128.store(row, pOut);
    v128.store(row, qOut, 16);
    v128.store(row, rOut, 32);
    v128.store(row, sOut, 48);
    row += step;
  }
}

/** The same where b2 = a2 = 0, at half the cost. */
export function firstOrder(row: usize, count: i32, step: i32, b0: f64, b1: f64, a1: f64): void {
  const first = f64x2.splat((b0 + b1) / (1 + a1) - b0);
  const x0 = f64x2.splat(b0);
  const x1 = f64x2.splat(b1);
  const y1 = f64x2.splat(a1);
  let p1 = f64x2.mul(first, v128.load(row));
  let q1 = f64x2.mul(first, v128.load(row, 16));
  let r1 = f64x2.mul(first, v128.load(row, 32));
  let s1 = f64x2.mul(first, v128.load(row, 48));
  for (let i = 0; i < count; i++) {
    const p = v128.load(row);
    const q = v128.load(row, 16);
    const r = v128.load(row, 32);
    const s = v128.load(row, 48);
    const pOut = f64x2.add(f64x2.mul(x0, p), p1);
    const qOut = f64x2.add(f64x2.mul(x0, q), q1);
    const rOut = f64x2.add(f64x2.mul(x0, r), r1);
    const sOut = f64x2.add(f64x2.mul(x0, s), s1);
    p1 = f64x2.sub(f64x2.mul(x1, p), f64x2.mul(y1, pOut));
    q1 = f64x2.sub(f64x2.mul(x1, q), f64x2.mul(y1, qOut));
    r1 = f64x2.sub(f64x2.mul(x1, r), f64x2.mul(y1, rOut));
    s1 = f64x2.sub(f64x2.mul(x1, s), f64x2.mul(y1, sOut));
    v128.store(row, pOut);
    v128.store(row, qOut, 16);
    v128.store(row, rOut, 32);
    v128.store(row, sOut, 48);
    row += step;
  }
}

/** Writes `count` rows times the 8 `gains` (f64) as f32 to `out`, whose rows are `stride` bytes apart. */
export function scatterRows(rows: usize, count: i32, gains: usize, out: usize, stride: i32): void {
  const g0 = v128.load(gains);
  const g1 = v128.load(gains, 16);
  const g2 = v128.load(gains, 32);
  const g3 = v128.load(gains, 48);
  for (let row = 0; row < count; row++) {
    const left = f32x4.demote_f64x2_zero(f64x2.mul(v128.load(rows), g0));
    const middle = f32x4.demote_f64x2_zero(f64x2.mul(v128.load(rows, 16), g1));
    v128.store(out, v128.shuffle<i64>(left, middle, 0, 2));
    const third = f32x4.demote_f64x2_zero(f64x2.mul(v128.load(rows, 32), g2));
    const right = f32x4.demote_f64x2_zero(f64x2.mul(v128.load(rows, 48), g3));
    v128.store(out, v128.shuffle<i64>(third, right, 0, 2), 16);
    rows += 64;
    out += stride;
  }
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

function storeFour(out: usize, left: v128, right: v128): void {
  v128.store(out, v128.shuffle<i64>(f32x4.demote_f64x2_zero(left), f32x4.demote_f64x2_zero(right), 0, 2));
}
