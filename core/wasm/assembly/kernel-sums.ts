// Smoothing of sparse signals: `core/kernels/smooth.ts` explains it, lays out the memory, and is tested against plain
// TypeScript, bit for bit. Addresses are in bytes; nothing is allocated here.

/**
 * Adds the weights times a value (f64) to `row` (f64) from a place (i32) on, for each of `count` places. `weights` are
 * followed by zeros up to a multiple of 4, and `row` by as many bins.
 */
export function addKernels(
  places: usize,
  values: usize,
  count: i32,
  weights: usize,
  weightCount: i32,
  row: usize,
): void {
  const end = weights + ((<usize>((weightCount + 3) & ~3)) << 3);
  for (let i = 0; i < count; i++, places += 4, values += 8) {
    const value = f64x2.splat(load<f64>(values));
    let bin = row + ((<usize>load<i32>(places)) << 3);
    for (let weight = weights; weight < end; weight += 32, bin += 32) {
      v128.store(bin, f64x2.add(v128.load(bin), f64x2.mul(v128.load(weight), value)));
      v128.store(bin, f64x2.add(v128.load(bin, 16), f64x2.mul(v128.load(weight, 16), value)), 16);
    }
  }
}
