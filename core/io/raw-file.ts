import { stat } from 'node:fs/promises';
import { checkChunkedSize, parseChunkTable } from '../formats/mtscomp.ts';
import { isInputError, messageOf } from '../model/errors.ts';
import type { RecordingRef } from '../model/recording.ts';
import { fingerprint } from './fingerprint.ts';
import { isAbsent, readSmallText, toAccessError } from './read-file.ts';

/** What became of a raw file that a header asks for: a reference to read it by, or a sentence why there is none. */
export interface RawFound {
  readonly raw?: RecordingRef;
  readonly state: 'present' | 'missing' | 'broken';
  /** Of state missing and broken. */
  readonly reason?: string;
  readonly warnings: readonly string[];
  /** True when there is no such file at all. */
  readonly absent?: boolean;
}

const broken = (reason: string): RawFound => ({ state: 'broken', reason, warnings: [] });

/**
 * A flat file of 16-bit samples. Only its size and a few blocks are read. Bytes after the last whole frame are left
 * out, with a warning; so is a size that differs from `declaredBytes` of the header.
 */
export async function flatRaw(
  file: string,
  shown: string,
  columnCount: number,
  declaredBytes?: number,
): Promise<RawFound> {
  return guard(async () => {
    const { size } = await stat(file).catch((error: unknown) => {
      throw toAccessError(file, error);
    });
    const frameBytes = 2 * columnCount;
    const frame = `${frameBytes} bytes per frame (${columnCount} channels of 2 bytes)`;
    if (size < frameBytes) {
      const found = size === 0 ? 'an empty file' : `${size} bytes`;
      return broken(
        `${shown}: found ${found}, expected ${frame}. Copy the file again from where it was recorded.`,
      );
    }
    const remainder = size % frameBytes;
    const warnings: string[] = [];
    if (remainder > 0)
      warnings.push(
        `${shown}: found ${size} bytes, expected a multiple of ${frame}. The last ${remainder === 1 ? 'byte is' : `${remainder} bytes are`} left out; check that the file is whole and belongs to its header.`,
      );
    if (declaredBytes !== undefined && declaredBytes !== size)
      warnings.push(
        `${shown}: found ${size} bytes, expected ${declaredBytes} as its header says. The length on disk is used; check that the file was copied whole.`,
      );
    return {
      state: 'present',
      warnings,
      raw: {
        file,
        encoding: 'flat',
        sampleType: 'int16',
        headerBytes: 0,
        columnCount,
        sampleCount: Math.floor(size / frameBytes),
        fingerprint: await fingerprint(file),
      },
    };
  });
}

/** A `.cbin` of mtscomp and the `.ch` that says where its chunks are. A cut `.cbin` is broken. */
export async function mtscompRaw(
  file: string,
  chunksFile: string,
  shown: string,
  columnCount: number,
): Promise<RawFound> {
  return guard(async () => {
    const shownChunks = shown.replace(/\.cbin$/i, '.ch');
    let text: string;
    try {
      text = await readSmallText(chunksFile);
    } catch (error) {
      if (!isAbsent(error)) throw error;
      return broken(
        `${shown}: found no ${shownChunks} beside it, expected the table of its chunks. Copy it there.`,
      );
    }
    const table = parseChunkTable(text, shownChunks);
    if (table.columnCount !== columnCount)
      return broken(
        `${shownChunks}: found ${table.columnCount} channels, expected ${columnCount} as in the header. Put the .ch and .meta of the same recording together.`,
      );
    const { size } = await stat(file).catch((error: unknown) => {
      throw toAccessError(file, error);
    });
    checkChunkedSize(table, size, shown);
    return {
      state: 'present',
      warnings: [],
      raw: {
        file,
        encoding: 'mtscomp',
        chunksFile,
        sampleType: table.sampleType,
        headerBytes: 0,
        columnCount,
        sampleCount: table.sampleCount,
        fingerprint: await fingerprint(file),
      },
    };
  });
}

/** A file that may not be read is a broken part and not the end of the others. */
async function guard(find: () => Promise<RawFound>): Promise<RawFound> {
  try {
    return await find();
  } catch (error) {
    if (isInputError(error)) return { ...broken(messageOf(error)), absent: isAbsent(error) };
    throw error;
  }
}
