import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { inflate, type ZlibOptions } from 'node:zlib';
import { type ChunkTable, checkChunkedSize, decodeChunk, parseChunkTable } from '../formats/mtscomp.ts';
import type { ByteSource } from '../model/byte-source.ts';
import { Cancelled, FormatError } from '../model/errors.ts';
import type { RecordingReader, RecordingRef } from '../model/recording.ts';
import { withFile } from './file-source.ts';
import { giveBack } from './give-back.ts';
import { readSmallText } from './read-file.ts';

export interface TableOfFile extends ChunkTable {
  /** Another one where the table is another one. */
  readonly version: string;
}

/** Where the chunks of a compressed recording are. Throws AccessError without its `.ch`, FormatError for another one. */
export async function chunkTableOf({ file, chunksFile, columnCount }: RecordingRef): Promise<TableOfFile> {
  const name = chunksFile ?? file.replace(/\.cbin$/i, '.ch');
  const text = await readSmallText(name);
  const table = parseChunkTable(text, name);
  if (table.columnCount !== columnCount)
    throw new FormatError({
      file: name,
      found: `${table.columnCount} columns`,
      expected: `${columnCount} as in the header`,
      todo: 'The .ch file belongs to another recording; copy the right one.',
    });
  return { ...table, version: createHash('sha1').update(text).digest('base64') };
}

/** In frames. */
export const longestChunk = ({ bounds }: ChunkTable): number =>
  bounds.reduce((most, bound, i) => Math.max(most, bound - (bounds[i - 1] ?? 0)), 1);

/** Decompressed. */
export const bytesOfChunk = ({ columnCount, bounds }: ChunkTable, index: number): number =>
  2 * columnCount * (bounds[index + 1]! - bounds[index]!);

/** What zlib writes into at once: a chunk whole, which takes a third of the time that pieces take which are put together later. */
const mostInflatedBytes = 2 ** 26;

const inflateBytes = promisify<Uint8Array, ZlibOptions, Uint8Array>(inflate);

/** The frames of a chunk, in `out` where that is given. Throws FormatError where it cannot be decompressed. */
export async function readChunk<Buffer extends ArrayBufferLike = ArrayBuffer>(
  table: ChunkTable,
  index: number,
  source: ByteSource,
  out?: Int16Array<Buffer>,
): Promise<Int16Array<Buffer>> {
  const from = table.offsets[index]!;
  const packed = await source.read(from, table.offsets[index + 1]! - from);
  const chunkSize = Math.min(mostInflatedBytes, bytesOfChunk(table, index) + 1024);
  const inflated = await inflateBytes(packed, { chunkSize }).catch((cause: unknown) => {
    throw new FormatError({
      file: source.name,
      found: `chunk ${index} that cannot be decompressed`,
      expected: 'zlib data',
      todo: 'The file is damaged, or its .ch belongs to another recording; copy both again.',
      cause,
    });
  });
  giveBack(packed);
  const frames = decodeChunk(table, index, inflated, source.name, out);
  giveBack(inflated);
  return frames;
}

/** A chunk in memory that threads share. */
export interface SharedChunk {
  readonly firstSample: number;
  /** frames × columns */
  readonly frames: Int16Array<SharedArrayBuffer>;
}

/** Decompresses a chunk into memory that threads share. Throws as `readChunk`. */
export async function shareChunk(
  recording: RecordingRef,
  index: number,
  memory: SharedArrayBuffer,
): Promise<SharedChunk> {
  const table = await chunkTableOf(recording);
  const firstSample = table.bounds[index]!;
  const frames = new Int16Array(memory, 0, (table.bounds[index + 1]! - firstSample) * table.columnCount);
  await withFile(recording.file, async (source) => {
    checkChunkedSize(table, source.size, source.name);
    await readChunk(table, index, source, frames);
  });
  return { firstSample, frames };
}

/** Reads what is in chunks that were decompressed before, and the rest by a reader that `open` opens when it is needed. */
export function sharedReader(
  ref: RecordingRef,
  chunks: readonly SharedChunk[],
  open: (ref: RecordingRef) => Promise<RecordingReader>,
): RecordingReader {
  const { columnCount } = ref;
  const readInto = async (target: Int16Array, startSample: number, signal?: AbortSignal) => {
    const endSample = startSample + target.length / columnCount;
    for (let at = startSample; at < endSample; ) {
      if (signal?.aborted) throw new Cancelled();
      const chunk = chunks.find(
        ({ firstSample, frames }) => at >= firstSample && at < firstSample + frames.length / columnCount,
      );
      const rest = target.subarray((at - startSample) * columnCount);
      if (!chunk) return fill(rest, at, endSample, signal);
      const from = (at - chunk.firstSample) * columnCount;
      const some = chunk.frames.subarray(from, Math.min(chunk.frames.length, from + rest.length));
      rest.set(some);
      at += some.length / columnCount;
    }
  };
  const fill = async (target: Int16Array, from: number, to: number, signal: AbortSignal | undefined) => {
    const reader = await open(ref);
    try {
      target.set(await reader.read(from, to, signal));
    } finally {
      await reader.close();
    }
  };
  return {
    ref,
    readInto,
    async read(startSample, endSample, signal) {
      const samples = new Int16Array((endSample - startSample) * columnCount);
      await readInto(samples, startSample, signal);
      return samples;
    },
    close: async () => undefined,
  };
}
