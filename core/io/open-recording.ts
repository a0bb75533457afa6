import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { inflate, type ZlibOptions } from 'node:zlib';
import {
  type ChunkTable,
  checkChunkedSize,
  chunkOfSample,
  decodeChunk,
  parseChunkTable,
} from '../formats/mtscomp.ts';
import type { ByteSource } from '../model/byte-source.ts';
import { Cancelled, FormatError } from '../model/errors.ts';
import type { RecordingReader, RecordingRef, SampleType } from '../model/recording.ts';
import { ChunkCache } from './chunk-cache.ts';
import { type FileSource, fileSource } from './file-source.ts';
import { readSmallText } from './read-file.ts';

export const bytesPerSample: Readonly<Record<SampleType, number>> = {
  int16: 2,
  uint16: 2,
  int32: 4,
  float32: 4,
  float64: 8,
};

/**
 * Opens a raw file for reading by ranges of frames. 16-bit integers come as they are, other types as float32.
 * Throws AccessError when the file or its `.ch` is not there, FormatError when it is shorter than `ref` says.
 * Reads may run at the same time. Close it.
 */
export async function openRecording(ref: RecordingRef): Promise<RecordingReader> {
  const source = await fileSource(ref.file);
  try {
    return ref.encoding === 'mtscomp' ? await chunked(ref, source) : flat(ref, source);
  } catch (error) {
    await source.close();
    throw error;
  }
}

function flat(ref: RecordingRef, source: ByteSource): RecordingReader {
  const frameBytes = ref.columnCount * bytesPerSample[ref.sampleType];
  const needed = ref.headerBytes + ref.sampleCount * frameBytes;
  if (source.size < needed)
    throw new FormatError({
      file: ref.file,
      found: `${source.size} bytes`,
      expected: `${needed} for ${ref.sampleCount} frames of ${ref.columnCount} columns`,
      todo: 'The file was cut short since it was opened; open the recording again.',
    });
  return {
    ref,
    async read(startSample, endSample, signal) {
      checkRange(ref, startSample, endSample);
      const offset = ref.headerBytes + startSample * frameBytes;
      const bytes = await source.read(offset, (endSample - startSample) * frameBytes, signal);
      return toSamples(bytes, ref.sampleType);
    },
    ...(ref.sampleType === 'int16' &&
      source.readInto && {
        async readInto(target, startSample, signal) {
          checkRange(ref, startSample, startSample + target.length / ref.columnCount);
          const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
          await source.readInto!(bytes, ref.headerBytes + startSample * frameBytes, signal);
        },
      }),
    close: () => source.close(),
  };
}

function toSamples(bytes: Uint8Array, type: SampleType): Int16Array | Float32Array {
  const { buffer } = bytes;
  switch (type) {
    case 'int16':
      return new Int16Array(buffer);
    case 'uint16':
      return Float32Array.from(new Uint16Array(buffer));
    case 'int32':
      return Float32Array.from(new Int32Array(buffer));
    case 'float32':
      return new Float32Array(buffer);
    case 'float64':
      return Float32Array.from(new Float64Array(buffer));
  }
}

/** Of this thread. */
const chunks = new ChunkCache();

async function chunked(ref: RecordingRef, source: FileSource): Promise<RecordingReader> {
  const chunksFile = ref.chunksFile ?? ref.file.replace(/\.cbin$/i, '.ch');
  const text = await readSmallText(chunksFile);
  const table = parseChunkTable(text, chunksFile);
  checkChunkedSize(table, source.size, source.name);
  if (table.columnCount !== ref.columnCount)
    throw new FormatError({
      file: chunksFile,
      found: `${table.columnCount} columns`,
      expected: `${ref.columnCount} as in the header`,
      todo: 'The .ch file belongs to another recording; copy the right one.',
    });
  // Of another version of the file, or with another table, its chunks are others.
  const version = `${ref.file} ${source.version} ${createHash('sha1').update(text).digest('base64')}`;
  const { bounds } = table;
  const chunk = (index: number): Promise<Int16Array> =>
    chunks.get(`${version} ${index}`, bytesOfChunk(table, index), () => readChunk(table, index, source));
  return {
    ref,
    async read(startSample, endSample, signal) {
      checkRange(ref, startSample, endSample);
      const { columnCount } = table;
      const out = new Int16Array((endSample - startSample) * columnCount);
      for (let at = startSample; at < endSample; ) {
        if (signal?.aborted) throw new Cancelled();
        const index = chunkOfSample(table, at);
        const end = Math.min(endSample, bounds[index + 1]!);
        const frames = await chunk(index);
        const first = bounds[index]!;
        out.set(
          frames.subarray((at - first) * columnCount, (end - first) * columnCount),
          (at - startSample) * columnCount,
        );
        at = end;
      }
      return table.sampleType === 'int16' ? out : Float32Array.from(new Uint16Array(out.buffer));
    },
    close: () => source.close(),
  };
}

const inflateBytes = promisify<Uint8Array, ZlibOptions, Uint8Array>(inflate);

/** What zlib writes into at once: a chunk whole, which takes a third of the time that pieces take which are put together later. */
const mostInflatedBytes = 2 ** 26;

const bytesOfChunk = ({ columnCount, bounds }: ChunkTable, index: number): number =>
  2 * columnCount * (bounds[index + 1]! - bounds[index]!);

async function readChunk(table: ChunkTable, index: number, source: ByteSource): Promise<Int16Array> {
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
  return decodeChunk(table, index, inflated, source.name);
}

function checkRange({ file, sampleCount }: RecordingRef, start: number, end: number): void {
  if (!(start >= 0 && end >= start && end <= sampleCount))
    throw new RangeError(`${file}: frames ${start} to ${end} of ${sampleCount}`);
}
