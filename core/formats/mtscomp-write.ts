/** So many frames of all columns stay near the processor, whichever way they are gone through. */
const framesTogether = 256;

/**
 * A chunk of frames (row-major, frames × columns) as mtscomp has it before compression: each value the difference to the
 * one before it in its column, wrapping around at 16 bits, the first of a column as it is; column after column.
 *
 * Format: https://github.com/int-brain-lab/mtscomp#low-level-api
 */
export function encodeChunk(frames: Int16Array, columnCount: number): Int16Array<ArrayBuffer> {
  const count = frames.length / columnCount;
  const out = new Int16Array(frames.length);
  const last = new Int16Array(columnCount);
  for (let first = 0; first < count; first += framesTogether) {
    const end = Math.min(first + framesTogether, count);
    for (let column = 0; column < columnCount; column++) {
      let before = last[column]!;
      let from = first * columnCount + column;
      for (let to = column * count + first; to < column * count + end; to++, from += columnCount) {
        const value = frames[from]!;
        out[to] = value - before;
        before = value;
      }
      last[column] = before;
    }
  }
  return out;
}

/** The text of the `.ch` beside a `.cbin`, whose chunks are of so many frames and bytes, one after the other. */
export function chunkTableText(facts: {
  readonly columnCount: number;
  readonly sampleRateHz: number;
  readonly frames: readonly number[];
  readonly bytes: readonly number[];
  readonly compressionLevel: number;
  readonly sha1Compressed: string;
  readonly sha1Uncompressed: string;
}): string {
  const { columnCount, sampleRateHz, frames, bytes } = facts;
  const bounds = sums(frames);
  const fields = {
    algorithm: 'zlib',
    chunk_bounds: bounds,
    chunk_offsets: sums(bytes),
    chunk_order: 'F',
    comp_level: facts.compressionLevel,
    do_spatial_diff: false,
    do_time_diff: true,
    dtype: 'int16',
    n_channels: columnCount,
    sample_rate: sampleRateHz,
    sha1_compressed: facts.sha1Compressed,
    sha1_uncompressed: facts.sha1Uncompressed,
    shape: [bounds.at(-1), columnCount],
    version: '1.0',
  };
  return `${JSON.stringify(fields, null, 2)}\n`;
}

/** 0 and the sums up to each. */
function sums(values: readonly number[]): number[] {
  let sum = 0;
  return [
    0,
    ...values.map((value) => {
      sum += value;
      return sum;
    }),
  ];
}
