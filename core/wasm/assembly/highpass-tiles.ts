// Tiles of raw frames through alignment and the high-pass of third order: part of the module `clean-frames.ts`. Addresses
// are bytes.
import { alignRows, areInRow, continueWholes, pairRows, plainRows, weightsBytes } from './align-rows';
import { highpassRows } from './third-highpass';

/** Reads memory in its order, so that reading it by columns finds it near the processor. */
export function touch(start: usize, byteCount: usize): i32 {
  let sum = 0;
  for (let at = start; at < start + byteCount; at += 64) sum += load<i32>(at);
  return sum;
}

/**
 * Forward through `size` raw frames from `first` of `count` on, for all blocks of 8 columns: aligned by the `taps`
 * coefficients at `weights`, times `scale`, continued by `padding` rows where the frames begin and end, into rows of 8 f32
 * that are `rowBytes` apart, of blocks that are `blockBytes` apart, row `first` at `out`. `taps` is 0 for no alignment. `rows` and `pairs` are memory
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
  scale: f32,
  rows: usize,
  pairs: usize,
  padding: i32,
  states: usize,
  k1: f32,
  k2: f32,
  k3: f32,
  out: usize,
  rowBytes: i32,
  blockBytes: i32,
): void {
  const frames = raw + <usize>width * <usize>first * 2;
  touch(frames, <usize>width * <usize>size * 2);
  const fresh = first === 0;
  const head = fresh ? padding : 0;
  const tail = first + size === count ? padding : 0;
  const begin = rows + ((<usize>padding) << 5);
  for (let block = 0; block < blockCount; block++) {
    if (taps === 0 && head + tail === 0 && areInRow(columns)) {
      const from = frames + ((<usize>load<i32>(columns)) << 1);
      highpassRows<i16>(from, width << 1, size, states, fresh, scale, k1, k2, k3, out, rowBytes);
    } else {
      if (taps > 0) {
        pairRows(raw, width, columns, first - (taps >> 1) + 1, size + taps - 2, count - 1, pairs);
        alignRows(pairs, size, weights, begin);
        weights += weightsBytes;
      } else plainRows(frames, size, width, columns, begin);
      if (head + tail > 0) continueWholes(begin, size, padding);
      const from = begin - ((<usize>head) << 5);
      const to = out - <usize>(head * rowBytes);
      highpassRows<i32>(from, 32, head + size + tail, states, fresh, scale, k1, k2, k3, to, rowBytes);
    }
    columns += 32;
    states += 128;
    out += blockBytes;
  }
}

/**
 * Backward through `count` rows of all blocks, of which `row` is the last of the first block, into rows `rowBytes` apart of
 * blocks that are `outBlockBytes` apart, of which `out` is that row. It may be where they are.
 */
export function backwardTile(
  row: usize,
  blockBytes: i32,
  count: i32,
  blockCount: i32,
  states: usize,
  fresh: bool,
  k1: f32,
  k2: f32,
  k3: f32,
  out: usize,
  rowBytes: i32,
  outBlockBytes: i32,
): void {
  for (let block = 0; block < blockCount; block++) {
    highpassRows<f32>(row, -32, count, states, fresh, 1, k1, k2, k3, out, -rowBytes);
    row += blockBytes;
    out += outBlockBytes;
    states += 128;
  }
}
