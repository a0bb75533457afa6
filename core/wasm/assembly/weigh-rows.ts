// Channels made of weighted others (whitening): part of the module `clean-frames.ts`. Addresses are bytes.

/**
 * Replaces each channel of up to 4 rows of `blockCount` blocks of 8 f32, the first at `row`, by a weighted sum of
 * channels. `lists` holds for each of `channels` its lane (i32), of how many it is made (i32), and their lanes (i32) each
 * with its weight (f32). `turned` is memory for 128 bytes of each block.
 */
export function weighRows(
  row: usize,
  blockBytes: i32,
  count: i32,
  blockCount: i32,
  lists: usize,
  channels: i32,
  turned: usize,
): void {
  let to = turned;
  for (let block: usize = 0; block < <usize>blockCount; block++) {
    const from = row + block * <usize>blockBytes;
    for (let lane: usize = 0; lane < 32; lane += 4) {
      for (let i: usize = 0; i < <usize>count; i++)
        store<f32>(to + (i << 2), load<f32>(from + (i << 5) + lane));
      to += 16;
    }
  }
  for (let channel = 0; channel < channels; channel++) {
    const lane = load<i32>(lists);
    const end = lists + 8 + ((<usize>load<i32>(lists, 4)) << 3);
    let sum = f32x4.splat(0);
    for (let at = lists + 8; at < end; at += 8)
      sum = f32x4.add(
        sum,
        f32x4.mul(v128.load32_splat(at, 4), v128.load(turned + ((<usize>load<i32>(at)) << 4))),
      );
    let at = row + <usize>(lane >> 3) * <usize>blockBytes + ((<usize>(lane & 7)) << 2);
    store<f32>(at, f32x4.extract_lane(sum, 0));
    at += 32;
    if (count > 1) store<f32>(at, f32x4.extract_lane(sum, 1));
    at += 32;
    if (count > 2) store<f32>(at, f32x4.extract_lane(sum, 2));
    at += 32;
    if (count > 3) store<f32>(at, f32x4.extract_lane(sum, 3));
    lists = end;
  }
}
