// Counts of lags between two trains: `core/kernels/correlogram.ts` explains it and has the twin in TypeScript.

/**
 * Adds the lags from `count` spikes at `from` to the spikes at `to` (u32, ascending, with five entries of 0xffffffff after
 * the last) to `counters`, u32. `from` holds the first samples that a spike's window includes, `span` its length less one;
 * `cells[d]` is the byte offset of the counter of a spike d samples after that first one, `cells[span + 1 … span + 4]` those of
 * what lies outside, one for each of four spikes: to add to one counter four times in a row takes longer. To it is added what `rows` holds for the spike that is counted from, `rowStep` bytes after the spike before. Four spikes at a time, from about the window's beginning on: most windows are done in one step, without
 * a branch that cannot be foreseen.
 */
export function countPair(
  from: usize,
  count: i32,
  to: usize,
  span: u32,
  cells: usize,
  counters: usize,
  rows: usize,
  rowStep: usize,
): void {
  const limit = i32x4.add(i32x4.splat(<i32>(span + 1)), i32x4(0, 1, 2, 3));
  const last = from + ((<usize>count) << 2);
  for (; from < last; from += 4) {
    const earliest = load<u32>(from);
    to += (<usize>(load<u32>(to) < earliest)) << 2;
    to += (<usize>(load<u32>(to) < earliest)) << 2;
    while (load<u32>(to) < earliest) to += 4;
    const first = i32x4.splat(<i32>earliest);
    const beyond = earliest + span;
    const row = counters + <usize>load<u32>(rows);
    rows += rowStep;
    let time = to;
    do {
      const lags = i32x4.shl(i32x4.min_u(i32x4.sub(v128.load(time), first), limit), 2);
      const a = row + <usize>load<u32>(cells + <usize>(<u32>i32x4.extract_lane(lags, 0)));
      store<u32>(a, load<u32>(a) + 1);
      const b = row + <usize>load<u32>(cells + <usize>(<u32>i32x4.extract_lane(lags, 1)));
      store<u32>(b, load<u32>(b) + 1);
      const c = row + <usize>load<u32>(cells + <usize>(<u32>i32x4.extract_lane(lags, 2)));
      store<u32>(c, load<u32>(c) + 1);
      const d = row + <usize>load<u32>(cells + <usize>(<u32>i32x4.extract_lane(lags, 3)));
      store<u32>(d, load<u32>(d) + 1);
      time += 16;
    } while (load<u32>(time) <= beyond);
  }
}

/**
 * Writes `count` samples at `samples`, f64, less `origin`, to `times`, u32; up to three more of both. They are to lie in
 * 0 … 2^32 − 1.
 */
export function toTimes(samples: usize, count: i32, origin: f64, times: usize): void {
  const origins = f64x2.splat(origin);
  for (const last = times + ((<usize>count) << 2); times < last; times += 16, samples += 32) {
    const low = i32x4.trunc_sat_f64x2_u_zero(f64x2.sub(v128.load(samples), origins));
    const high = i32x4.trunc_sat_f64x2_u_zero(f64x2.sub(v128.load(samples, 16), origins));
    v128.store(times, v128.shuffle<i64>(low, high, 0, 2));
  }
}
