import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { AccessError } from '../model/errors.ts';

/**
 * Writes a whole file or none: beside its final place, flushed to the disk, then renamed. What was there before stays
 * until that moment. Throws AccessError when the folder is missing or may not be written.
 */
export const writeAside = (file: string, bytes: Uint8Array, signal?: AbortSignal): Promise<void> =>
  writeAsideBy(file, (handle) => handle.writeFile(bytes, { signal }));

/** The same of a file that is written piece by piece. What `write` throws is thrown, and nothing is left behind. */
export async function writeAsideBy(
  file: string,
  write: (handle: FileHandle) => Promise<unknown>,
): Promise<void> {
  const partial = path.join(
    path.dirname(file),
    `.${path.basename(file)}.${randomBytes(6).toString('hex')}.partial`,
  );
  try {
    const handle = await open(partial, 'wx');
    try {
      await write(handle);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(partial, file);
  } catch (error) {
    // What is told is why it could not be written.
    await rm(partial, { force: true }).catch(() => {});
    throw toWriteError(file, error);
  }
}

/** The sentence for a file or folder that could not be written, by the system's code; another error as it is. */
export function toWriteError(place: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  const sentence = (text: string) => new AccessError(`${place}: ${text}`, { cause: error });
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return sentence('its folder does not exist. Make the folder first.');
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'EISDIR')
    return sentence(`may not be written (${code}). Choose another place.`);
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return sentence(`no room is left (${code}). Make room or choose another place.`);
  return error;
}
