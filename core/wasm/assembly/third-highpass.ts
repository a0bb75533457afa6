// The high-pass that is asked for most, in tiles: part of the module `clean-frames.ts`. Addresses are bytes.

/**
 * A filter (1 − z⁻¹)³ / (1 + a1 z⁻¹ + a2 z⁻² + a3 z⁻³) over `count` rows of 8 f64 from `row` on, which writes rows of 8
 * f32 to `out` (transposed direct form II). `state` is 192 bytes between one tile and the next; with `fresh` it is as if
 * the first input had always been there.
 */
export function highpassForward(
  row: usize,
  count: i32,
  state: usize,
  fresh: bool,
  a1: f64,
  a2: f64,
  a3: f64,
  out: usize,
): void {
  if (fresh) for (let k: usize = 0; k < 64; k += 16) settle(state + k, v128.load(row + k));
  const three = f64x2.splat(3);
  const y1 = f64x2.splat(a1);
  const y2 = f64x2.splat(a2);
  const y3 = f64x2.splat(a3);
  let p1 = v128.load(state);
  let q1 = v128.load(state, 16);
  let r1 = v128.load(state, 32);
  let s1 = v128.load(state, 48);
  let p2 = v128.load(state, 64);
  let q2 = v128.load(state, 80);
  let r2 = v128.load(state, 96);
  let s2 = v128.load(state, 112);
  let p3 = v128.load(state, 128);
  let q3 = v128.load(state, 144);
  let r3 = v128.load(state, 160);
  let s3 = v128.load(state, 176);
  for (let i = 0; i < count; i++) {
    const p = v128.load(row);
    const pOut = f64x2.add(p, p1);
    const pThrice = f64x2.mul(p, three);
    p1 = f64x2.sub(f64x2.sub(p2, pThrice), f64x2.mul(y1, pOut));
    p2 = f64x2.sub(f64x2.sub(pThrice, p3), f64x2.mul(y2, pOut));
    p3 = f64x2.add(p, f64x2.mul(y3, pOut));
    const q = v128.load(row, 16);
    const qOut = f64x2.add(q, q1);
    const qThrice = f64x2.mul(q, three);
    q1 = f64x2.sub(f64x2.sub(q2, qThrice), f64x2.mul(y1, qOut));
    q2 = f64x2.sub(f64x2.sub(qThrice, q3), f64x2.mul(y2, qOut));
    q3 = f64x2.add(q, f64x2.mul(y3, qOut));
    storeFour(out, pOut, qOut);
    const r = v128.load(row, 32);
    const rOut = f64x2.add(r, r1);
    const rThrice = f64x2.mul(r, three);
    r1 = f64x2.sub(f64x2.sub(r2, rThrice), f64x2.mul(y1, rOut));
    r2 = f64x2.sub(f64x2.sub(rThrice, r3), f64x2.mul(y2, rOut));
    r3 = f64x2.add(r, f64x2.mul(y3, rOut));
    const s = v128.load(row, 48);
    const sOut = f64x2.add(s, s1);
    const sThrice = f64x2.mul(s, three);
    s1 = f64x2.sub(f64x2.sub(s2, sThrice), f64x2.mul(y1, sOut));
    s2 = f64x2.sub(f64x2.sub(sThrice, s3), f64x2.mul(y2, sOut));
    s3 = f64x2.add(s, f64x2.mul(y3, sOut));
    storeFour(out + 16, rOut, sOut);
    row += 64;
    out += 32;
  }
  v128.store(state, p1);
  v128.store(state, q1, 16);
  v128.store(state, r1, 32);
  v128.store(state, s1, 48);
  v128.store(state, p2, 64);
  v128.store(state, q2, 80);
  v128.store(state, r2, 96);
  v128.store(state, s2, 112);
  v128.store(state, p3, 128);
  v128.store(state, q3, 144);
  v128.store(state, r3, 160);
  v128.store(state, s3, 176);
}

/** The same backward in time over rows of 8 f32, of which `row` is the last, in place. */
export function highpassBackward(
  row: usize,
  count: i32,
  state: usize,
  fresh: bool,
  a1: f64,
  a2: f64,
  a3: f64,
): void {
  if (fresh)
    for (let k: usize = 0; k < 4; k++)
      settle(state + (k << 4), f64x2.promote_low_f32x4(v128.load64_zero(row + (k << 3))));
  const three = f64x2.splat(3);
  const y1 = f64x2.splat(a1);
  const y2 = f64x2.splat(a2);
  const y3 = f64x2.splat(a3);
  let p1 = v128.load(state);
  let q1 = v128.load(state, 16);
  let r1 = v128.load(state, 32);
  let s1 = v128.load(state, 48);
  let p2 = v128.load(state, 64);
  let q2 = v128.load(state, 80);
  let r2 = v128.load(state, 96);
  let s2 = v128.load(state, 112);
  let p3 = v128.load(state, 128);
  let q3 = v128.load(state, 144);
  let r3 = v128.load(state, 160);
  let s3 = v128.load(state, 176);
  for (let i = 0; i < count; i++) {
    const p = f64x2.promote_low_f32x4(v128.load64_zero(row));
    const pOut = f64x2.add(p, p1);
    const pThrice = f64x2.mul(p, three);
    p1 = f64x2.sub(f64x2.sub(p2, pThrice), f64x2.mul(y1, pOut));
    p2 = f64x2.sub(f64x2.sub(pThrice, p3), f64x2.mul(y2, pOut));
    p3 = f64x2.add(p, f64x2.mul(y3, pOut));
    const q = f64x2.promote_low_f32x4(v128.load64_zero(row, 8));
    const qOut = f64x2.add(q, q1);
    const qThrice = f64x2.mul(q, three);
    q1 = f64x2.sub(f64x2.sub(q2, qThrice), f64x2.mul(y1, qOut));
    q2 = f64x2.sub(f64x2.sub(qThrice, q3), f64x2.mul(y2, qOut));
    q3 = f64x2.add(q, f64x2.mul(y3, qOut));
    storeFour(row, pOut, qOut);
    const r = f64x2.promote_low_f32x4(v128.load64_zero(row, 16));
    const rOut = f64x2.add(r, r1);
    const rThrice = f64x2.mul(r, three);
    r1 = f64x2.sub(f64x2.sub(r2, rThrice), f64x2.mul(y1, rOut));
    r2 = f64x2.sub(f64x2.sub(rThrice, r3), f64x2.mul(y2, rOut));
    r3 = f64x2.add(r, f64x2.mul(y3, rOut));
    const s = f64x2.promote_low_f32x4(v128.load64_zero(row, 24));
    const sOut = f64x2.add(s, s1);
    const sThrice = f64x2.mul(s, three);
    s1 = f64x2.sub(f64x2.sub(s2, sThrice), f64x2.mul(y1, sOut));
    s2 = f64x2.sub(f64x2.sub(sThrice, s3), f64x2.mul(y2, sOut));
    s3 = f64x2.add(s, f64x2.mul(y3, sOut));
    storeFour(row + 16, rOut, sOut);
    row -= 32;
  }
  v128.store(state, p1);
  v128.store(state, q1, 16);
  v128.store(state, r1, 32);
  v128.store(state, s1, 48);
  v128.store(state, p2, 64);
  v128.store(state, q2, 80);
  v128.store(state, r2, 96);
  v128.store(state, s2, 112);
  v128.store(state, p3, 128);
  v128.store(state, q3, 144);
  v128.store(state, r3, 160);
  v128.store(state, s3, 176);
}

/** What a constant leaves behind: the output is zero. */
function settle(state: usize, value: v128): void {
  v128.store(state, f64x2.neg(value));
  v128.store(state, f64x2.add(value, value), 64);
  v128.store(state, value, 128);
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
