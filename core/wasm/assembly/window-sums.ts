// Windows of 16-bit samples, (rows × columns) as on disk, 8 columns at a time: `core/kernels/window-sums.ts` explains it,
// drives it, and is tested against plain TypeScript, bit for bit. Tables of one value per column are `padded` to a multiple
// of 8; what is computed for the columns in between is never read. Addresses are in bytes; nothing is allocated here.

/** How many of the block's values are not above `limit`, in each of 8 columns. */
function countUpTo(block: usize, rows: i32, limit: v128): v128 {
  let even = i16x8.splat(0);
  let odd = i16x8.splat(0);
  const pairs = rows >> 1;
  for (let pair = 0; pair < pairs; pair++) {
    // A comparison gives −1 for true.
    even = i16x8.sub(even, i16x8.le_s(v128.load(block), limit));
    odd = i16x8.sub(odd, i16x8.le_s(v128.load(block, 16), limit));
    block += 32;
  }
  if (rows & 1) even = i16x8.sub(even, i16x8.le_s(v128.load(block), limit));
  return i16x8.add(even, odd);
}

/**
 * Writes twice the median of each column, an integer, as i32 to `medians`. The value of a rank is found by halving the
 * range it lies in: a window spans some hundred values, which takes seven or eight counts. `rows` below 32768; `block` has
 * room for 8 columns of them.
 */
export function doubledMedians(raw: usize, rows: i32, columns: i32, block: usize, medians: usize): void {
  const lowerRank = i16x8.splat(<i16>((rows - 1) >> 1));
  const upperRank = i16x8.splat(<i16>(rows >> 1));
  const one = i16x8.splat(1);
  for (let column = 0; column < columns; column += 8) {
    let low = i16x8.splat(32767);
    let high = i16x8.splat(-32768);
    let from = raw + ((<usize>column) << 1);
    let to = block;
    for (let row = 0; row < rows; row++) {
      const values = v128.load(from);
      v128.store(to, values);
      low = i16x8.min_s(low, values);
      high = i16x8.max_s(high, values);
      from += (<usize>columns) << 1;
      to += 16;
    }
    // The lower of the middle two: the smallest value with more than `lowerRank` values up to it.
    while (v128.any_true(i16x8.ne(low, high))) {
      // The mean without overflow, rounded down.
      const middle = i16x8.add(v128.and(low, high), i16x8.shr_s(v128.xor(low, high), 1));
      const enough = i16x8.gt_s(countUpTo(block, rows, middle), lowerRank);
      high = v128.bitselect(middle, high, enough);
      low = v128.bitselect(low, i16x8.add(middle, one), enough);
    }
    let upper = low;
    if (!(rows & 1)) {
      // The upper one is the same unless exactly half of the values are up to it; then the next value above.
      const enough = i16x8.gt_s(countUpTo(block, rows, low), upperRank);
      let next = i16x8.splat(32767);
      let at = block;
      for (let row = 0; row < rows; row++) {
        const values = v128.load(at);
        next = v128.bitselect(i16x8.min_s(next, values), next, i16x8.gt_s(values, low));
        at += 16;
      }
      upper = v128.bitselect(low, next, enough);
    }
    const at = medians + ((<usize>column) << 2);
    v128.store(at, i32x4.add(i32x4.extend_low_i16x8_s(low), i32x4.extend_low_i16x8_s(upper)));
    v128.store(at, i32x4.add(i32x4.extend_high_i16x8_s(low), i32x4.extend_high_i16x8_s(upper)), 16);
  }
}

/** Adds a window less its medians, doubled, to `sums` (i32) and its squares to `squares` (i64), both (rows × padded). */
export function addWindow(
  raw: usize,
  rows: i32,
  columns: i32,
  medians: usize,
  sums: usize,
  squares: usize,
): void {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column += 8) {
      const values = v128.load(raw + ((<usize>column) << 1));
      const median = medians + ((<usize>column) << 2);
      const left = i32x4.sub(i32x4.shl(i32x4.extend_low_i16x8_s(values), 1), v128.load(median));
      const right = i32x4.sub(i32x4.shl(i32x4.extend_high_i16x8_s(values), 1), v128.load(median, 16));
      v128.store(sums, i32x4.add(v128.load(sums), left));
      v128.store(sums, i32x4.add(v128.load(sums, 16), right), 16);
      v128.store(squares, i64x2.add(v128.load(squares), i64x2.extmul_low_i32x4_s(left, left)));
      v128.store(squares, i64x2.add(v128.load(squares, 16), i64x2.extmul_high_i32x4_s(left, left)), 16);
      v128.store(squares, i64x2.add(v128.load(squares, 32), i64x2.extmul_low_i32x4_s(right, right)), 32);
      v128.store(squares, i64x2.add(v128.load(squares, 48), i64x2.extmul_high_i32x4_s(right, right)), 48);
      sums += 32;
      squares += 64;
    }
    raw += (<usize>columns) << 1;
  }
}

/**
 * Writes the columns from `first` on of a window less their medians times `gains` (f32, of half a bit) as f32 to `out`
 * (rows × width). What a row writes beyond its end the next one writes again; the last needs room for 8 values more.
 */
export function scaleWindow(
  raw: usize,
  rows: i32,
  columns: i32,
  first: i32,
  width: i32,
  medians: usize,
  gains: usize,
  out: usize,
): void {
  raw += (<usize>first) << 1;
  medians += (<usize>first) << 2;
  gains += (<usize>first) << 2;
  for (let row = 0; row < rows; row++) {
    let to = out;
    for (let column = 0; column < width; column += 8) {
      const values = v128.load(raw + ((<usize>column) << 1));
      const median = medians + ((<usize>column) << 2);
      const gain = gains + ((<usize>column) << 2);
      const left = i32x4.sub(i32x4.shl(i32x4.extend_low_i16x8_s(values), 1), v128.load(median));
      const right = i32x4.sub(i32x4.shl(i32x4.extend_high_i16x8_s(values), 1), v128.load(median, 16));
      v128.store(to, f32x4.mul(f32x4.convert_i32x4_s(left), v128.load(gain)));
      v128.store(to, f32x4.mul(f32x4.convert_i32x4_s(right), v128.load(gain, 16)), 16);
      to += 32;
    }
    raw += (<usize>columns) << 1;
    out += (<usize>width) << 2;
  }
}

/** Turns `count` i64 into the f64 next to them, in place. */
export function toDoubles(values: usize, count: i32): void {
  const end = values + ((<usize>count) << 3);
  for (; values < end; values += 8) store<f64>(values, <f64>load<i64>(values));
}
