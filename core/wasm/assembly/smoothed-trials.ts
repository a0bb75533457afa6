// Sums over trials of smoothed spike counts and of their squares: `core/kernels/trial-sums.ts` explains it, lays out the
// memory, and is tested against plain TypeScript, bit for bit. Addresses are in bytes; nothing is allocated here.

/**
 * `places` are the bins (i32) at which each spike's kernel starts in `row`, ascending within a trial; the spikes of trial i
 * are `offsets[i]` to `offsets[i + 1]`. `weights` are followed by zeros up to a multiple of 4, and so is every row by as
 * many bins; `row` is all zeros before and after.
 */
export function addTrials(
  places: usize,
  offsets: usize,
  trialCount: i32,
  weights: usize,
  weightCount: i32,
  row: usize,
  sums: usize,
  squares: usize,
): void {
  const ends = weights + ((<usize>((weightCount + 3) & ~3)) << 3);
  for (let trial = 0; trial < trialCount; trial++) {
    const last = places + ((<usize>load<u32>(offsets, 4)) << 2);
    let place = places + ((<usize>load<u32>(offsets)) << 2);
    offsets += 4;
    let low: i32 = 0;
    let high: i32 = 0;
    for (; place < last; place += 4) {
      const from = load<i32>(place);
      // Bins before this spike's are done with: only those near spikes are ever visited.
      if (from >= high) {
        addRow(low, high, row, sums, squares);
        low = from;
      }
      let bin = row + ((<usize>from) << 3);
      for (let weight = weights; weight < ends; weight += 32, bin += 32) {
        v128.store(bin, f64x2.add(v128.load(bin), v128.load(weight)));
        v128.store(bin, f64x2.add(v128.load(bin, 16), v128.load(weight, 16)), 16);
      }
      high = from + weightCount;
    }
    addRow(low, high, row, sums, squares);
  }
}

/** Adds the bins from `low` to `high` of a row and their squares, and empties them. */
function addRow(low: i32, high: i32, row: usize, sums: usize, squares: usize): void {
  const start = (<usize>low) << 3;
  const end = (<usize>high) << 3;
  const zero = f64x2.splat(0);
  for (let at = start; at < end; at += 16) {
    const value = v128.load(row + at);
    v128.store(row + at, zero);
    v128.store(sums + at, f64x2.add(v128.load(sums + at), value));
    v128.store(squares + at, f64x2.add(v128.load(squares + at), f64x2.mul(value, value)));
  }
}
