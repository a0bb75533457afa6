// Counts of forward lags: `core/kernels/pair-counts.ts` explains it, lays out the memory and is tested against plain
// TypeScript. All addresses are bytes; nothing is allocated here.
//
// Counters have 8 bits, so that those of one reference stay in a near cache; the address of each that passes 255 is
// written to `list`, whose end is returned.

/**
 * Adds the lags from some spikes of one unit to all later spikes within the window.
 *
 * `times` holds the sample numbers of all units' spikes in a tile, ascending, u32; `rows` the byte offset of each
 * spike's unit in `counters`, u32. `records` has two entries for each spike to count from: the position after its own,
 * and the first one beyond its window. Four lags at a time: lag d falls into bin (d × factor + offset) >> shift, which the
 * caller has compared with its table of bins for every lag. The lanes beyond the window are cut to the lag `beyond`, whose
 * bin nobody reads. Three entries after the last spike are read and must be there.
 */
export function countEven(
  times: usize,
  rows: usize,
  records: usize,
  count: i32,
  counters: usize,
  list: usize,
  beyond: i32,
  factor: i32,
  offset: i32,
  shift: i32,
): usize {
  const limit = i32x4.splat(beyond);
  const factors = i32x4.splat(factor);
  const offsets = i32x4.splat(offset);
  const base = i32x4.splat(<i32>counters);
  const last = records + ((<usize>count) << 3);
  for (; records < last; records += 8) {
    const begin = (<usize>load<u32>(records)) << 2;
    const end = times + ((<usize>load<u32>(records, 4)) << 2);
    const origin = i32x4.splat(<i32>load<u32>(times + begin - 4));
    let row = rows + begin;
    for (let time = times + begin; time < end; time += 16, row += 16) {
      const lags = i32x4.min_u(i32x4.sub(v128.load(time), origin), limit);
      const bins = i32x4.shr_u(i32x4.add(i32x4.mul(lags, factors), offsets), shift);
      const cells = i32x4.add(i32x4.add(bins, v128.load(row)), base);
      const a = <usize>(<u32>i32x4.extract_lane(cells, 0));
      const countA = <u32>load<u8>(a) + 1;
      store<u8>(a, countA);
      const b = <usize>(<u32>i32x4.extract_lane(cells, 1));
      const countB = <u32>load<u8>(b) + 1;
      store<u8>(b, countB);
      const c = <usize>(<u32>i32x4.extract_lane(cells, 2));
      const countC = <u32>load<u8>(c) + 1;
      store<u8>(c, countC);
      const d = <usize>(<u32>i32x4.extract_lane(cells, 3));
      const countD = <u32>load<u8>(d) + 1;
      store<u8>(d, countD);
      if ((countA | countB | countC | countD) & 256) {
        store<u32>(list, <u32>a);
        list += (countA >> 8) << 2;
        store<u32>(list, <u32>b);
        list += (countB >> 8) << 2;
        store<u32>(list, <u32>c);
        list += (countC >> 8) << 2;
        store<u32>(list, <u32>d);
        list += (countD >> 8) << 2;
      }
    }
  }
  return list;
}

/** The same by a table: `bins[d]` is the bin of lag d, u32, for bins of any widths. */
export function countByTable(
  times: usize,
  rows: usize,
  records: usize,
  count: i32,
  counters: usize,
  list: usize,
  bins: usize,
): usize {
  const last = records + ((<usize>count) << 3);
  for (; records < last; records += 8) {
    const begin = (<usize>load<u32>(records)) << 2;
    const end = times + ((<usize>load<u32>(records, 4)) << 2);
    const origin = load<u32>(times + begin - 4);
    let row = rows + begin;
    for (let time = times + begin; time < end; time += 4, row += 4) {
      const bin = load<u32>(bins + ((<usize>(load<u32>(time) - origin)) << 2));
      const cell = counters + <usize>load<u32>(row) + bin;
      const counted = <u32>load<u8>(cell) + 1;
      store<u8>(cell, counted);
      if (counted & 256) {
        store<u32>(list, <u32>cell);
        list += 4;
      }
    }
  }
  return list;
}

/**
 * Writes the record of each of the first `count` spikes: its position plus one, and the first of `total` entries of
 * `times` whose lag from it is above `longest`. `places` says which record is a spike's. Returns the most lags of one.
 */
export function findRecords(
  times: usize,
  places: usize,
  count: i32,
  total: i32,
  longest: u32,
  records: usize,
): u32 {
  const last = times + ((<usize>total) << 2);
  let end = times;
  let most: u32 = 0;
  for (let k: u32 = 0; k < <u32>count; k++) {
    const limit = load<u32>(times + ((<usize>k) << 2)) + longest;
    while (end < last && load<u32>(end) <= limit) end += 4;
    const beyond = <u32>((end - times) >> 2);
    const record = records + ((<usize>load<u32>(places + ((<usize>k) << 2))) << 3);
    store<u32>(record, k + 1);
    store<u32>(record, beyond, 4);
    most = max(most, beyond - k - 1);
  }
  return most;
}
