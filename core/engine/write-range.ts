import { closeSync, openSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { AccessError } from '../model/errors.ts';

/** Writes bytes into an existing file; the system takes them to the disk. Throws AccessError when that fails. */
export async function writeRange(file: string, offset: number, bytes: Uint8Array): Promise<void> {
  try {
    const handle = await open(file, 'r+');
    try {
      let done = 0;
      while (done < bytes.length) {
        const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, offset + done);
        done += bytesWritten;
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw unwritten(file, error);
  }
}

/**
 * The same at once, for a thread that has nothing else to do: memory that it has just filled is still near its processor,
 * and no other thread must come first.
 */
export function writeRangeNow(file: string, offset: number, bytes: Uint8Array): void {
  try {
    const handle = openSync(file, 'r+');
    try {
      for (let done = 0; done < bytes.length; )
        done += writeSync(handle, bytes, done, bytes.length - done, offset + done);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    throw unwritten(file, error);
  }
}

function unwritten(file: string, error: unknown): AccessError {
  const { code } = error as NodeJS.ErrnoException;
  const reason =
    code === 'ENOSPC' || code === 'EDQUOT'
      ? `the disk is full (${code}). Make room`
      : `could not be written (${code}). Check the disk`;
  return new AccessError(`${file}: ${reason} and run the job again to go on.`, { cause: error });
}
