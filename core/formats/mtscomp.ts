import { FormatError } from '../model/errors.ts';

/**
 * The chunks of a `.cbin` file, from the `.ch` beside it. Chunk `i` holds frames `bounds[i]` to `bounds[i + 1]` in
 * bytes `offsets[i]` to `offsets[i + 1]`.
 */
export interface ChunkTable {
  readonly columnCount: number;
  readonly sampleCount: number;
  readonly sampleRateHz: number;
  readonly sampleType: 'int16' | 'uint16';
  readonly bounds: readonly number[];
  readonly offsets: readonly number[];
  /** Values of a chunk stand column after column and not frame after frame. */
  readonly columnMajor: boolean;
  /** Each frame holds the difference to the one before it; the first of a chunk stands as it is. */
  readonly timeDifferences: boolean;
  /** Within a frame each column holds the difference to the one before it. */
  readonly spatialDifferences: boolean;
}

/**
 * The `.ch` file of a recording compressed by mtscomp. Throws FormatError.
 *
 * Format: https://github.com/int-brain-lab/mtscomp#low-level-api
 */
export function parseChunkTable(text: string, file: string): ChunkTable {
  const fail = (found: string, expected: string) =>
    new FormatError({ file, found, expected, todo: 'Copy the .ch file that was written beside the .cbin.' });
  let fields: Record<string, unknown>;
  try {
    fields = JSON.parse(text);
  } catch {
    throw fail(text.trim() ? 'text that is no JSON' : 'an empty file', 'the JSON that mtscomp writes');
  }
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields))
    throw fail('JSON of another kind', 'the object that mtscomp writes');
  const bounds = ascending(fields.chunk_bounds);
  const offsets = ascending(fields.chunk_offsets);
  if (!bounds || !offsets || bounds.length !== offsets.length)
    throw fail(
      'chunk_bounds and chunk_offsets that do not fit together',
      'ascending numbers from 0, as many of each',
    );
  const columnCount = Number(fields.n_channels);
  if (!Number.isInteger(columnCount) || columnCount < 1)
    throw fail(`n_channels ${JSON.stringify(fields.n_channels)}`, 'a whole number above 0');
  if ((fields.algorithm ?? 'zlib') !== 'zlib') throw fail(`algorithm '${fields.algorithm}'`, 'zlib');
  const sampleType = String(fields.dtype ?? 'int16').replace(/^[<|=]?([iu])2$/, (_, kind) =>
    kind === 'i' ? 'int16' : 'uint16',
  );
  if (sampleType !== 'int16' && sampleType !== 'uint16')
    throw fail(`dtype '${fields.dtype}'`, 'int16 or uint16');
  const order = fields.chunk_order ?? 'F';
  if (order !== 'F' && order !== 'C') throw fail(`chunk_order '${order}'`, `'F' or 'C'`);
  return {
    columnCount,
    sampleCount: bounds.at(-1)!,
    sampleRateHz: Number(fields.sample_rate),
    sampleType,
    bounds,
    offsets,
    columnMajor: order === 'F',
    timeDifferences: fields.do_time_diff !== false,
    spatialDifferences: fields.do_spatial_diff === true,
  };
}

function ascending(value: unknown): number[] | undefined {
  if (!Array.isArray(value) || value.length === 0 || value[0] !== 0) return undefined;
  const good = value.every((at, i) => Number.isSafeInteger(at) && (i === 0 || at > value[i - 1]));
  return good ? (value as number[]) : undefined;
}

/** Throws FormatError when the `.cbin` does not end where its last chunk does. */
export function checkChunkedSize(table: ChunkTable, fileBytes: number, file: string): void {
  const expected = table.offsets.at(-1)!;
  if (fileBytes === expected) return;
  throw new FormatError({
    file,
    found: `${fileBytes} bytes`,
    expected: `${expected}, as its .ch file says`,
    todo:
      fileBytes < expected
        ? 'The file was cut short or is still being copied; copy it again.'
        : 'The .ch file belongs to another recording; copy the right one.',
  });
}

/** The chunk that holds a frame. */
export function chunkOfSample(table: ChunkTable, sample: number): number {
  let low = 0;
  let high = table.bounds.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (table.bounds[middle]! <= sample) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * The frames of chunk `index`, row-major (frames × columns), from its bytes after inflation, in `out` where that is given.
 * Sums wrap around at 16 bits, as the differences did. Throws FormatError when the bytes are not those of the chunk.
 */
export function decodeChunk<Buffer extends ArrayBufferLike = ArrayBuffer>(
  table: ChunkTable,
  index: number,
  inflated: Uint8Array,
  file: string,
  out?: Int16Array<Buffer>,
): Int16Array<Buffer> {
  const { bounds, columnCount, columnMajor, spatialDifferences, timeDifferences } = table;
  const frames = bounds[index + 1]! - bounds[index]!;
  if (inflated.length !== frames * columnCount * 2)
    throw new FormatError({
      file,
      found: `${inflated.length} bytes in chunk ${index}`,
      expected: `${frames * columnCount * 2} for ${frames} frames of ${columnCount} columns`,
      todo: 'The .ch file belongs to another recording, or the .cbin is damaged; copy both again.',
    });
  const bytes = inflated.byteOffset % 2 === 0 ? inflated : new Uint8Array(inflated);
  const stored = new Int16Array(bytes.buffer, bytes.byteOffset, frames * columnCount);
  const made = out ?? (new Int16Array(stored.length) as Int16Array<Buffer>);
  if (columnMajor) turnColumns(stored, frames, columnCount, timeDifferences, made);
  else made.set(stored);
  if (spatialDifferences)
    for (let start = 0; start < made.length; start += columnCount)
      for (let i = start + 1; i < start + columnCount; i++) made[i] = made[i]! + made[i - 1]!;
  if (timeDifferences && !columnMajor)
    for (let i = columnCount; i < made.length; i++) made[i] = made[i]! + made[i - columnCount]!;
  return made;
}

/** Columns that are turned at once: what they write of a frame is a line of the processor's memory. */
const nearColumns = 32;

/**
 * Columns, one after the other, into frames; of differences in time their sums, which may be taken before those of differences
 * between columns.
 */
function turnColumns(
  stored: Int16Array,
  frames: number,
  columnCount: number,
  areDifferences: boolean,
  out: Int16Array,
): void {
  const sums = new Int16Array(nearColumns);
  const kept = areDifferences ? -1 : 0;
  for (let first = 0; first < columnCount; first += nearColumns) {
    const width = Math.min(nearColumns, columnCount - first);
    sums.fill(0);
    for (let frame = 0; frame < frames; frame++)
      for (let i = 0, from = first * frames + frame, to = frame * columnCount + first; i < width; i++) {
        sums[i] = (sums[i]! & kept) + stored[from]!;
        out[to + i] = sums[i]!;
        from += frames;
      }
  }
}
