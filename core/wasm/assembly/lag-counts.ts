// Counts of forward lags: `core/kernels/pair-counts.ts` explains it, `lag-counter.ts` lays out the memory; tested against
// plain TypeScript. All addresses are bytes; nothing is allocated here.
//
// Counters have 8 bits, so that those of one reference stay in a near cache; the address of each that passes 255 is
// written to the list that begins with its own end.

/** Adds one, and returns 256 where the counter is full and has become 0. */
function counted(cell: usize): u32 {
  const count = <u32>load<u8>(cell) + 1;
  store<u8>(cell, count);
  return count;
}

/** Adds one to four counters, and returns 256 and more where one of them was full. */
function countedFour(counters: usize, cells: v128): u32 {
  const a = counted(counters + <usize>(<u32>i32x4.extract_lane(cells, 0)));
  const b = counted(counters + <usize>(<u32>i32x4.extract_lane(cells, 1)));
  const c = counted(counters + <usize>(<u32>i32x4.extract_lane(cells, 2)));
  return a | b | c | counted(counters + <usize>(<u32>i32x4.extract_lane(cells, 3)));
}

function uncount(cell: usize): void {
  store<u8>(cell, load<u8>(cell) - 1);
}

/** The same, with the address of a full counter at the end of the list. */
function listed(cell: usize, list: usize): usize {
  store<u32>(list, <u32>cell);
  return list + ((counted(cell) >> 8) << 2);
}

function uncountFour(counters: usize, cells: v128): void {
  uncount(counters + <usize>(<u32>i32x4.extract_lane(cells, 0)));
  uncount(counters + <usize>(<u32>i32x4.extract_lane(cells, 1)));
  uncount(counters + <usize>(<u32>i32x4.extract_lane(cells, 2)));
  uncount(counters + <usize>(<u32>i32x4.extract_lane(cells, 3)));
}

function listFour(counters: usize, cells: v128, list: usize): usize {
  list = listed(counters + <usize>(<u32>i32x4.extract_lane(cells, 0)), list);
  list = listed(counters + <usize>(<u32>i32x4.extract_lane(cells, 1)), list);
  list = listed(counters + <usize>(<u32>i32x4.extract_lane(cells, 2)), list);
  return listed(counters + <usize>(<u32>i32x4.extract_lane(cells, 3)), list);
}

/** Takes eight counts back, of which one or more filled a counter, and counts them one by one. */
function recount(counters: usize, cells: v128, more: v128, list: usize): usize {
  uncountFour(counters, cells);
  uncountFour(counters, more);
  return listFour(counters, more, listFour(counters, cells, list));
}

/**
 * Prepares a tile of `total` spikes to be counted in, of which `own` are counted from. `times`, u32, ascend; `keys` has the
 * row of each spike's unit and gets row × `rowStep` + time × `factor`, modulo 2^32, and the same of up to three entries
 * more. `next`, where the next run of each row is to be written, is advanced by the runs that are: pairs of numbers, those
 * of the spikes before one of the row and before the end of its window, `beyond` samples later. Runs are in the order in
 * which they are read: an end that is looked up where the spike is comes too late for the branch that waits for it, and
 * counting takes half as long again.
 */
export function prepare(
  times: usize,
  keys: usize,
  next: usize,
  own: u32,
  total: u32,
  rowStep: u32,
  factor: u32,
  beyond: u32,
): void {
  let end: u32 = 0;
  for (let i: u32 = 0; i < own; i++) {
    const at = (<usize>i) << 2;
    const limit = load<u32>(times + at) + beyond;
    while (end < total && load<u32>(times + ((<usize>end) << 2)) < limit) end++;
    const place = next + ((<usize>load<u32>(keys + at)) << 2);
    const run = <usize>load<u32>(place);
    store<u32>(run, i);
    store<u32>(run, end, 4);
    store<u32>(place, <u32>(run + 8));
  }
  const steps = i32x4.splat(rowStep);
  const factors = i32x4.splat(factor);
  for (const last = times + ((<usize>total) << 2); times < last; times += 16, keys += 16) {
    const rows = i32x4.mul(v128.load(keys), steps);
    v128.store(keys, i32x4.add(rows, i32x4.mul(v128.load(times), factors)));
  }
}

/**
 * Adds the lags from some spikes of one unit to all later spikes within the window, for bins of one width.
 *
 * `keys` holds row × columns × 2^shift + time × factor for each spike of a tile, and `runs`, up to `last`, where in it each
 * spike to count from is and its window ends. What a key exceeds that of the
 * reference by, less `origin`, is the number of its cell in the upper bits, whatever was lost above 32: one subtraction
 * and one shift. The lanes beyond the window, in the last eight, are counted into cells 0 … 7, which nobody reads.
 * `lanes` are the numbers 0 … 7, then for n = 0 … 7 eight entries of which the first n are all ones.
 *
 * Whether a counter was full is asked once for eight lags; when one was, they are taken back and counted one by one.
 * Returns the first run that was not counted from because the list had passed `listLimit`.
 */
export function countKeys(
  keys: usize,
  runs: usize,
  last: usize,
  list: usize,
  listLimit: usize,
  counters: usize,
  origin: u32,
  shift: i32,
  lanes: usize,
): usize {
  const unread = v128.load(lanes);
  const unreadMore = v128.load(lanes, 16);
  let listEnd = list + 4;
  for (; runs < last && listEnd < listLimit; runs += 8) {
    let key = keys + ((<usize>load<u32>(runs)) << 2);
    const end = keys + ((<usize>load<u32>(runs, 4)) << 2);
    const from = i32x4.splat(load<u32>(key) - origin);
    for (key += 4; key + 32 <= end; key += 32) {
      const cells = i32x4.shr_u(i32x4.sub(v128.load(key), from), shift);
      const more = i32x4.shr_u(i32x4.sub(v128.load(key, 16), from), shift);
      if ((countedFour(counters, cells) | countedFour(counters, more)) & 256)
        listEnd = recount(counters, cells, more, listEnd);
    }
    if (key < end) {
      const mask = lanes + 32 + ((end - key) << 3);
      const cells = v128.bitselect(
        i32x4.shr_u(i32x4.sub(v128.load(key), from), shift),
        unread,
        v128.load(mask),
      );
      const more = v128.bitselect(
        i32x4.shr_u(i32x4.sub(v128.load(key, 16), from), shift),
        unreadMore,
        v128.load(mask, 16),
      );
      if ((countedFour(counters, cells) | countedFour(counters, more)) & 256)
        listEnd = recount(counters, cells, more, listEnd);
    }
  }
  store<u32>(list, <u32>listEnd);
  return runs;
}

/** The same for bins of any widths: `rows` holds the first cell of each spike's unit, `bins[d]` the bin of lag d, u32. */
export function countByTable(
  rows: usize,
  runs: usize,
  last: usize,
  list: usize,
  listLimit: usize,
  counters: usize,
  times: usize,
  bins: usize,
): usize {
  const toRow = rows - times;
  let listEnd = list + 4;
  for (; runs < last && listEnd < listLimit; runs += 8) {
    let time = times + ((<usize>load<u32>(runs)) << 2);
    const end = times + ((<usize>load<u32>(runs, 4)) << 2);
    const now = load<u32>(time);
    for (time += 4; time < end; time += 4) {
      const bin = load<u32>(bins + ((<usize>(load<u32>(time) - now)) << 2));
      const cell = counters + <usize>(load<u32>(time + toRow) + bin);
      if (counted(cell) & 256) {
        store<u32>(listEnd, <u32>cell);
        listEnd += 4;
      }
    }
  }
  store<u32>(list, <u32>listEnd);
  return runs;
}

/** Adds `size` counters to `sums`, u32, modulo 2^32; up to 15 more of both. Returns whether any sum passed 2^32. */
export function addCounters(counters: usize, size: usize, sums: usize): bool {
  let carried = i32x4.splat(0);
  for (const last = counters + size; counters < last; counters += 16, sums += 64) {
    const all = v128.load(counters);
    const low = i16x8.extend_low_i8x16_u(all);
    const high = i16x8.extend_high_i8x16_u(all);
    carried = v128.or(carried, added(i32x4.extend_low_i16x8_u(low), sums));
    carried = v128.or(carried, added(i32x4.extend_high_i16x8_u(low), sums + 16));
    carried = v128.or(carried, added(i32x4.extend_low_i16x8_u(high), sums + 32));
    carried = v128.or(carried, added(i32x4.extend_high_i16x8_u(high), sums + 48));
  }
  return v128.any_true(carried);
}

function added(four: v128, sums: usize): v128 {
  const sum = i32x4.add(v128.load(sums), four);
  v128.store(sums, sum);
  return i32x4.lt_u(sum, four);
}

/** Writes `size` counters to `sums`, u32; up to 15 more. */
export function widenCounters(counters: usize, size: usize, sums: usize): void {
  for (const last = counters + size; counters < last; counters += 16, sums += 64) {
    const all = v128.load(counters);
    const low = i16x8.extend_low_i8x16_u(all);
    const high = i16x8.extend_high_i8x16_u(all);
    v128.store(sums, i32x4.extend_low_i16x8_u(low));
    v128.store(sums, i32x4.extend_high_i16x8_u(low), 16);
    v128.store(sums, i32x4.extend_low_i16x8_u(high), 32);
    v128.store(sums, i32x4.extend_high_i16x8_u(high), 48);
  }
}
