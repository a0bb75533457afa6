// Tiles of raw frames through alignment and the high-pass of third order: part of the module `clean-frames.ts`. Addresses
// are bytes.
import { alignRows, pairRows, plainRows } from './align-rows';
import { continueEnds } from './filter-rows';
import { highpassBackward, highpassForward } from './third-highpass';

/** Reads memory in its order, so that reading it by columns finds it near the processor. */
export function touch(start: usize, byteCount: usize): i32 {
  let sum = 0;
  for (let at = start; at < start + byteCount; at += 64) sum += load<i32>(at);
  return sum;
}

/**
 * Forward through `size` raw frames from `first` of `count` on, for all blocks of 8 columns: aligned by the `taps`
 * coefficients at `weights`, times `scale`, continued by `padding` rows where the frames begin and end, into rows of 8 f32
 * of blocks that are `blockBytes` apart, row `first` at `out`. `taps` is 0 for no alignment. `rows` and `pairs` are memory
 * for a tile.
 */
export function forwardTile(
  raw: usize,
  width: i32,
  columns: usize,
  blockCount: i32,
  first: i32,
  size: i32,
  count: i32,
  taps: i32,
  weights: usize,
  scale: f64,
  rows: usize,
  pairs: usize,
  padding: i32,
  states: usize,
  a1: f64,
  a2: f64,
  a3: f64,
  out: usize,
  blockBytes: i32,
): void {
  const frames = raw + <usize>width * <usize>first * 2;
  touch(frames, <usize>width * <usize>size * 2);
  const fresh = first === 0;
  const head = fresh ? padding : 0;
  const tail = first + size === count ? padding : 0;
  const begin = rows + ((<usize>padding) << 6);
  for (let block = 0; block < blockCount; block++) {
    if (taps > 0) {
      const whole = (size + 3) & ~3;
      pairRows(raw, width, columns, first - (taps >> 1) + 1, whole + taps - 2, count - 1, pairs);
      alignRows(pairs, whole, taps, weights, scale, begin);
      weights += (<usize>taps) << 5;
    } else plainRows(frames, size, width, columns, scale, begin);
    if (head + tail > 0) continueEnds(rows, size, padding);
    highpassForward(
      begin - ((<usize>head) << 6),
      head + size + tail,
      states,
      fresh,
      a1,
      a2,
      a3,
      out - ((<usize>head) << 5),
    );
    columns += 32;
    states += 192;
    out += blockBytes;
  }
}

/** Backward, in place, through `count` rows of all blocks, of which `row` is the last of the first block. */
export function backwardTile(
  row: usize,
  blockBytes: i32,
  count: i32,
  blockCount: i32,
  states: usize,
  fresh: bool,
  a1: f64,
  a2: f64,
  a3: f64,
): void {
  for (let block = 0; block < blockCount; block++) {
    highpassBackward(row, count, states, fresh, a1, a2, a3);
    row += blockBytes;
    states += 192;
  }
}
