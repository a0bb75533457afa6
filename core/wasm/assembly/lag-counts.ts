// Counts of forward lags: `core/kernels/pair-counts.ts` explains it, lays out the memory and is tested against plain
// TypeScript. All addresses are bytes; nothing is allocated here.

/**
 * Adds to `counters` the lags from some spikes of one unit to all later spikes within the window.
 *
 * `times` holds the sample numbers of all units' spikes in a tile, ascending, u32; `rows` the byte offset of each
 * spike's unit in `counters`, u32; `ends` for each spike the first one beyond its window; `positions` the spikes to count
 * from. Four lags at a time: lag d falls into bin (d × factor + offset) >> shift, which the caller has compared with its
 * table of bins for every lag. The lanes beyond the window are cut to the lag `beyond`, whose bin nobody reads. Three
 * entries after the last spike are read and must be there.
 */
export function countEven(
  times: usize,
  rows: usize,
  ends: usize,
  positions: usize,
  count: i32,
  counters: usize,
  beyond: i32,
  factor: i32,
  offset: i32,
  shift: i32,
): void {
  const limit = i32x4.splat(beyond);
  const factors = i32x4.splat(factor);
  const offsets = i32x4.splat(offset);
  const wholes = i32x4.splat(~3);
  const base = i32x4.splat(<i32>counters);
  const last = positions + ((<usize>count) << 2);
  for (; positions < last; positions += 4) {
    const position = (<usize>load<u32>(positions)) << 2;
    const end = times + ((<usize>load<u32>(ends + position)) << 2);
    const origin = i32x4.splat(<i32>load<u32>(times + position));
    let row = rows + position + 4;
    for (let time = times + position + 4; time < end; time += 16, row += 16) {
      const lags = i32x4.min_u(i32x4.sub(v128.load(time), origin), limit);
      const bins = v128.and(i32x4.shr_u(i32x4.add(i32x4.mul(lags, factors), offsets), shift - 2), wholes);
      const cells = i32x4.add(i32x4.add(bins, v128.load(row)), base);
      const a = <usize>(<u32>i32x4.extract_lane(cells, 0));
      store<u32>(a, load<u32>(a) + 1);
      const b = <usize>(<u32>i32x4.extract_lane(cells, 1));
      store<u32>(b, load<u32>(b) + 1);
      const c = <usize>(<u32>i32x4.extract_lane(cells, 2));
      store<u32>(c, load<u32>(c) + 1);
      const d = <usize>(<u32>i32x4.extract_lane(cells, 3));
      store<u32>(d, load<u32>(d) + 1);
    }
  }
}

/** The same by a table: `cells[d]` is the byte offset of lag d within a unit's counters, for bins of any widths. */
export function countByTable(
  times: usize,
  rows: usize,
  ends: usize,
  positions: usize,
  count: i32,
  counters: usize,
  cells: usize,
): void {
  const last = positions + ((<usize>count) << 2);
  for (; positions < last; positions += 4) {
    const position = (<usize>load<u32>(positions)) << 2;
    const end = times + ((<usize>load<u32>(ends + position)) << 2);
    const origin = load<u32>(times + position);
    let row = rows + position + 4;
    for (let time = times + position + 4; time < end; time += 4, row += 4) {
      const lag = load<u32>(time) - origin;
      const cell = counters + load<u32>(row) + load<u32>(cells + ((<usize>lag) << 2));
      store<u32>(cell, load<u32>(cell) + 1);
    }
  }
}

/** `ends[k]`: the first of `total` entries of `times` whose lag from entry k is above `longest`; for k below `count`. */
export function findEnds(times: usize, count: i32, total: i32, longest: u32, ends: usize): void {
  const last = times + ((<usize>total) << 2);
  let end = times;
  for (let k: usize = 0; k < <usize>count; k++) {
    const limit = load<u32>(times + (k << 2)) + longest;
    while (end < last && load<u32>(end) <= limit) end += 4;
    store<u32>(ends + (k << 2), <u32>((end - times) >> 2));
  }
}
