// The filter that is asked for most, in one go: part of the module `clean-frames.ts`. Addresses are bytes.

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
