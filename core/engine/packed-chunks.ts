import { promisify } from 'node:util';
import { deflate, inflate, type ZlibOptions } from 'node:zlib';
import type { Packing } from '../analyses/job.ts';
import { type ChunkTable, decodeChunk } from '../formats/mtscomp.ts';
import { encodeChunk } from '../formats/mtscomp-write.ts';
import { giveBack } from '../io/give-back.ts';

const deflateBytes = promisify<Uint8Array, ZlibOptions, Uint8Array>(deflate);
const inflateBytes = promisify<Uint8Array, ZlibOptions, Uint8Array>(inflate);

/** Noise hardly becomes smaller with more, but takes three times as long. */
export const compressionLevel = 1;

/** Frames of a step as a chunk of a `.cbin`. */
export async function packChunk(frames: Uint8Array, { columnCount }: Packing): Promise<Uint8Array> {
  const samples = new Int16Array(frames.buffer, frames.byteOffset, frames.byteLength / 2);
  const encoded = encodeChunk(samples, columnCount);
  // A copy, because short ones are parts of memory that Node shares.
  // At once, as far as it may be: pieces of 16 KB go to and fro between threads one by one.
  const chunkSize = Math.max(1024, encoded.length);
  const bytes = new Uint8Array(encoded.buffer);
  const packed = await deflateBytes(bytes, { level: compressionLevel, chunkSize });
  giveBack(encoded);
  const copy = new Uint8Array(packed);
  giveBack(packed);
  return copy;
}

/** The frames of chunk `index` again. Throws what inflating throws. */
export async function unpackChunk(
  packed: Uint8Array,
  index: number,
  packing: Packing,
  file: string,
): Promise<Uint8Array> {
  const { columnCount, sampleCount, sampleRateHz, stepSamples } = packing;
  const first = index * stepSamples;
  const table: ChunkTable = {
    columnCount,
    sampleCount,
    sampleRateHz,
    sampleType: 'int16',
    bounds: [first, Math.min(first + stepSamples, sampleCount)],
    offsets: [0, packed.length],
    columnMajor: true,
    timeDifferences: true,
    spatialDifferences: false,
  };
  const chunkSize = 2 * columnCount * stepSamples + 1024;
  const inflated = await inflateBytes(packed, { chunkSize });
  const { buffer } = decodeChunk(table, 0, inflated, file);
  giveBack(inflated);
  return new Uint8Array(buffer);
}
