// Counts of forward lags: `core/kernels/pair-counts.ts` explains it, lays out the memory and is tested against plain
// TypeScript. All addresses are bytes; nothing is allocated here.
//
// Counters have 8 bits, so that those of one reference stay in a near cache; the address of each that passes 255 is
// written to the list that begins with its own end.

/** Adds one, and returns 256 where the counter is full and has become 0. */
function counted(cell: usize): u32 {
  const count = <u32>load<u8>(cell) + 1;
  store<u8>(cell, count);
  return count;
}

function uncount(cell: usize): void {
  store<u8>(cell, load<u8>(cell) - 1);
}

/** The same, with the address of a full counter at the end of the list. */
function listed(cell: usize, list: usize): usize {
  store<u32>(list, <u32>cell);
  return list + ((counted(cell) >> 8) << 2);
}

function uncountFour(cells: v128): void {
  uncount(<usize>(<u32>i32x4.extract_lane(cells, 0)));
  uncount(<usize>(<u32>i32x4.extract_lane(cells, 1)));
  uncount(<usize>(<u32>i32x4.extract_lane(cells, 2)));
  uncount(<usize>(<u32>i32x4.extract_lane(cells, 3)));
}

function listFour(cells: v128, list: usize): usize {
  list = listed(<usize>(<u32>i32x4.extract_lane(cells, 0)), list);
  list = listed(<usize>(<u32>i32x4.extract_lane(cells, 1)), list);
  list = listed(<usize>(<u32>i32x4.extract_lane(cells, 2)), list);
  return listed(<usize>(<u32>i32x4.extract_lane(cells, 3)), list);
}

/**
 * Adds the lags from some spikes of one unit to all later spikes within the window.
 *
 * `times` holds the sample numbers of all units' spikes in a tile, ascending, u32; `rows` the byte offset of each
 * spike's unit in `counters`, u32; `places` where in `times` the spikes to count from are, up to `last`. Eight lags at a
 * time: lag d falls into bin (d × factor + offset) >> shift, which the caller has compared with its table of bins for
 * every lag. The lanes beyond the window are cut to the lag `beyond`, whose bin nobody reads. After the last spike
 * there are 16 times that are beyond every window, with rows.
 *
 * Whether a counter was full is asked once for eight lags; when one was, they are taken back and counted one by one.
 * Returns the first place that was not counted from because the list had passed `listLimit`.
 */
export function countEven(
  times: usize,
  rows: usize,
  places: usize,
  last: usize,
  counters: usize,
  list: usize,
  listLimit: usize,
  beyond: i32,
  factor: i32,
  offset: i32,
  shift: i32,
): usize {
  const limit = i32x4.splat(beyond);
  const factors = i32x4.splat(factor);
  const offsets = i32x4.splat(offset);
  const base = i32x4.splat(<i32>counters);
  const toRow = rows - times;
  let listEnd = list + 4;
  for (; places < last && listEnd < listLimit; places += 4) {
    let time = times + ((<usize>load<u32>(places)) << 2);
    const now = load<u32>(time);
    const stop = now + <u32>beyond;
    const origin = i32x4.splat(<i32>now);
    time += 4;
    while (load<u32>(time) < stop) {
      const lags = i32x4.min_u(i32x4.sub(v128.load(time), origin), limit);
      const later = i32x4.min_u(i32x4.sub(v128.load(time, 16), origin), limit);
      const bins = i32x4.shr_u(i32x4.add(i32x4.mul(lags, factors), offsets), shift);
      const laterBins = i32x4.shr_u(i32x4.add(i32x4.mul(later, factors), offsets), shift);
      const cells = i32x4.add(i32x4.add(bins, v128.load(time + toRow)), base);
      const laterCells = i32x4.add(i32x4.add(laterBins, v128.load(time + toRow, 16)), base);
      const a = counted(<usize>(<u32>i32x4.extract_lane(cells, 0)));
      const b = counted(<usize>(<u32>i32x4.extract_lane(cells, 1)));
      const c = counted(<usize>(<u32>i32x4.extract_lane(cells, 2)));
      const d = counted(<usize>(<u32>i32x4.extract_lane(cells, 3)));
      const e = counted(<usize>(<u32>i32x4.extract_lane(laterCells, 0)));
      const f = counted(<usize>(<u32>i32x4.extract_lane(laterCells, 1)));
      const g = counted(<usize>(<u32>i32x4.extract_lane(laterCells, 2)));
      const h = counted(<usize>(<u32>i32x4.extract_lane(laterCells, 3)));
      if ((a | b | c | d | e | f | g | h) & 256) {
        uncountFour(cells);
        uncountFour(laterCells);
        listEnd = listFour(laterCells, listFour(cells, listEnd));
      }
      time += 32;
    }
  }
  store<u32>(list, <u32>listEnd);
  return places;
}

/** The same by a table: `bins[d]` is the bin of lag d, u32, for bins of any widths. */
export function countByTable(
  times: usize,
  rows: usize,
  places: usize,
  last: usize,
  counters: usize,
  list: usize,
  listLimit: usize,
  beyond: i32,
  bins: usize,
): usize {
  const toRow = rows - times;
  let listEnd = list + 4;
  for (; places < last && listEnd < listLimit; places += 4) {
    let time = times + ((<usize>load<u32>(places)) << 2);
    const now = load<u32>(time);
    for (;;) {
      time += 4;
      const lag = load<u32>(time) - now;
      if (lag >= <u32>beyond) break;
      const cell = counters + <usize>load<u32>(time + toRow) + <usize>load<u32>(bins + ((<usize>lag) << 2));
      if (counted(cell) & 256) {
        store<u32>(listEnd, <u32>cell);
        listEnd += 4;
      }
    }
  }
  store<u32>(list, <u32>listEnd);
  return places;
}

/**
 * Adds `rows` rows of `columns` counters to `sums`, u32, modulo 2^32, without the column more that each row of counters
 * has. Returns whether any sum passed 2^32.
 */
export function addCounters(counters: usize, rows: i32, columns: i32, sums: usize): bool {
  let carried = i32x4.splat(0);
  let tailCarried = false;
  for (let row = 0; row < rows; row++) {
    let column = 0;
    for (; column + 4 <= columns; column += 4) {
      const four = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(counters)));
      const sum = i32x4.add(v128.load(sums), four);
      carried = v128.or(carried, i32x4.lt_u(sum, four));
      v128.store(sums, sum);
      counters += 4;
      sums += 16;
    }
    for (; column < columns; column++) {
      const one = <u32>load<u8>(counters);
      const sum = load<u32>(sums) + one;
      if (sum < one) tailCarried = true;
      store<u32>(sums, sum);
      counters += 1;
      sums += 4;
    }
    counters += 1;
  }
  return tailCarried || v128.any_true(carried);
}
