import { checkChunkedSize, chunkOfSample } from '../formats/mtscomp.ts';
import type { ByteSource } from '../model/byte-source.ts';
import { Cancelled, FormatError } from '../model/errors.ts';
import type { RecordingReader, RecordingRef, SampleType } from '../model/recording.ts';
import { ChunkCache } from './chunk-cache.ts';
import { bytesOfChunk, chunkTableOf, longestChunk, readChunk } from './compressed-chunks.ts';
import { type FileSource, fileSource } from './file-source.ts';

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
  const table = await chunkTableOf(ref);
  checkChunkedSize(table, source.size, source.name);
  // Of another version of the file, or with another table, its chunks are others.
  const version = `${ref.file} ${source.version} ${table.version}`;
  const { bounds } = table;
  const chunk = (index: number): Promise<Int16Array> =>
    chunks.get(`${version} ${index}`, bytesOfChunk(table, index), () => readChunk(table, index, source));
  return {
    ref,
    chunkSamples: longestChunk(table),
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

function checkRange({ file, sampleCount }: RecordingRef, start: number, end: number): void {
  if (!(start >= 0 && end >= start && end <= sampleCount))
    throw new RangeError(`${file}: frames ${start} to ${end} of ${sampleCount}`);
}
