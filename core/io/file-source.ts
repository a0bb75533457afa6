import { readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { ByteSource } from '../model/byte-source.ts';
import { AccessError, Cancelled, FormatError } from '../model/errors.ts';
import { toAccessError } from './read-file.ts';

/** One read call stays below this, so that a cancelled read of gigabytes stops early. */
const readBytes = 16 * 2 ** 20;

/** A file, which can always be read to where its bytes stay. */
export interface FileSource extends Required<ByteSource> {
  /** Another one when the file was written to or is another file of the same name. */
  readonly version: string;
  /**
   * Fills `target` from `offset` on before it returns: for blocks of less than a megabyte, of which asking another thread to
   * read them takes as long as reading them. Throws as the others do.
   */
  readNow(target: Uint8Array, offset: number): void;
}

/**
 * A file on this machine, read by position: several reads may be under way at once.
 * Throws AccessError when it is not there, is a folder or may not be read. Close it.
 */
export async function fileSource(path: string): Promise<FileSource> {
  let handle: FileHandle;
  let size: number;
  let version: string;
  try {
    handle = await open(path, 'r');
  } catch (error) {
    throw toAccessError(path, error);
  }
  try {
    const facts = await handle.stat({ bigint: true });
    if (facts.isDirectory())
      throw new AccessError(`${path}: found a folder, expected a file. Check the path.`);
    size = Number(facts.size);
    version = `${facts.ino} ${size} ${facts.mtimeNs} ${facts.ctimeNs}`;
  } catch (error) {
    await handle.close();
    throw toAccessError(path, error);
  }
  const fill = async (bytes: Uint8Array, offset: number, signal: AbortSignal | undefined) => {
    const { length } = bytes;
    if (offset < 0 || offset + length > size) throw pastTheEnd(path, offset, length, size);
    let done = 0;
    while (done < length) {
      if (signal?.aborted) throw new Cancelled();
      const { bytesRead } = await handle
        .read(bytes, done, Math.min(readBytes, length - done), offset + done)
        .catch((error: unknown) => {
          throw toAccessError(path, error);
        });
      if (bytesRead === 0) throw pastTheEnd(path, offset, length, offset + done);
      done += bytesRead;
    }
  };
  const readSomeNow = (target: Uint8Array, done: number, at: number): number => {
    try {
      return readSync(handle.fd, target, done, target.length - done, at);
    } catch (error) {
      throw toAccessError(path, error);
    }
  };
  return {
    name: path,
    size,
    version,
    async read(offset, length, signal) {
      if (offset < 0 || length < 0 || offset + length > size) throw pastTheEnd(path, offset, length, size);
      const bytes = new Uint8Array(length);
      await fill(bytes, offset, signal);
      return bytes;
    },
    readInto: (target, offset, signal) => fill(target, offset, signal),
    readNow(target, offset) {
      const { length } = target;
      if (offset < 0 || offset + length > size) throw pastTheEnd(path, offset, length, size);
      for (let done = 0; done < length; ) {
        const bytesRead = readSomeNow(target, done, offset + done);
        if (bytesRead === 0) throw pastTheEnd(path, offset, length, offset + done);
        done += bytesRead;
      }
    },
    close: () => handle.close(),
  };
}

/** Runs `use` on the file and closes it whatever happens. */
export async function withFile<T>(path: string, use: (source: ByteSource) => Promise<T>): Promise<T> {
  const source = await fileSource(path);
  try {
    return await use(source);
  } finally {
    await source.close();
  }
}

const pastTheEnd = (file: string, offset: number, length: number, size: number) =>
  new FormatError({
    file,
    found: `${size} bytes`,
    expected: `at least ${offset + length}`,
    todo: 'The file was cut short or is still being copied.',
  });
