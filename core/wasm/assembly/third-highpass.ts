// The high-pass that is asked for most, in single precision: part of the module `clean-frames.ts`. Addresses are bytes.

/**
 * A filter (1 − z⁻¹)³ / ((1 − z⁻¹)³ + k1 z⁻¹ (1 − z⁻¹)² + k2 z⁻² (1 − z⁻¹) + k3 z⁻³) over `count` rows of 8 values from `row`
 * on, which writes rows of 8 f32 to `out`. Rows are whole numbers (T is i32) and their differences times `scale`, or f32
 * (T is f32), or 16-bit ones (T is i16); they are `step` bytes apart, those of `out` `outStep`. `state` is 128 bytes between one tile and the next; with
 * `fresh` it is as if the first input had always been there. Two recursions side by side fill the time each waits for its
 * own last output.
 *
 * It starts from differences of the input and holds only what changes (a delta operator), so that neither an offset nor
 * slow waves cost precision.
 */
export function highpassRows<T>(
  row: usize,
  step: i32,
  count: i32,
  state: usize,
  fresh: bool,
  scale: f32,
  k1: f32,
  k2: f32,
  k3: f32,
  out: usize,
  outStep: i32,
): void {
  if (fresh) {
    memory.fill(state, 0, 96);
    v128.store(state, left<T>(row), 96);
    v128.store(state, right<T>(row), 112);
  }
  const gain = f32x4.splat(scale);
  const c1 = f32x4.splat(k1);
  const c2 = f32x4.splat(k2);
  const c3 = f32x4.splat(k3);
  let p = v128.load(state);
  let q = v128.load(state, 16);
  let p2 = v128.load(state, 32);
  let q2 = v128.load(state, 48);
  let p3 = v128.load(state, 64);
  let q3 = v128.load(state, 80);
  let pLast = v128.load(state, 96);
  let qLast = v128.load(state, 112);
  for (let i = 0; i < count; i++) {
    const pIn = left<T>(row);
    const qIn = right<T>(row);
    const pChange = difference<T>(pIn, pLast, gain);
    const qChange = difference<T>(qIn, qLast, gain);
    pLast = pIn;
    qLast = qIn;
    const pNext = f32x4.sub(f32x4.add(p, f32x4.sub(pChange, p2)), f32x4.mul(c1, p));
    const qNext = f32x4.sub(f32x4.add(q, f32x4.sub(qChange, q2)), f32x4.mul(c1, q));
    p2 = f32x4.add(f32x4.add(p2, p3), f32x4.mul(c2, p));
    q2 = f32x4.add(f32x4.add(q2, q3), f32x4.mul(c2, q));
    p3 = f32x4.add(p3, f32x4.mul(c3, p));
    q3 = f32x4.add(q3, f32x4.mul(c3, q));
    p = pNext;
    q = qNext;
    v128.store(out, p);
    v128.store(out, q, 16);
    row += step;
    out += outStep;
  }
  v128.store(state, p);
  v128.store(state, q, 16);
  v128.store(state, p2, 32);
  v128.store(state, q2, 48);
  v128.store(state, p3, 64);
  v128.store(state, q3, 80);
  v128.store(state, pLast, 96);
  v128.store(state, qLast, 112);
}

function left<T>(row: usize): v128 {
  return sizeof<T>() === 2 ? v128.load16x4_s(row) : v128.load(row);
}

function right<T>(row: usize): v128 {
  return sizeof<T>() === 2 ? v128.load16x4_s(row, 8) : v128.load(row, 16);
}

function difference<T>(value: v128, last: v128, gain: v128): v128 {
  return isInteger<T>()
    ? f32x4.mul(f32x4.convert_i32x4_s(i32x4.sub(value, last)), gain)
    : f32x4.sub(value, last);
}
