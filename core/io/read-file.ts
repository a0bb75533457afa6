import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AccessError, FormatError } from '../model/errors.ts';

/** Headers, tables and maps are kilobytes; anything larger than this was taken for one by mistake. */
const smallFileBytes = 64 * 2 ** 20;

/**
 * The bytes of a header, a table or another small file. Throws AccessError when it is not there or may not be read,
 * FormatError when it is larger than `limitBytes`.
 */
export async function readSmallFile(path: string, limitBytes = smallFileBytes): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > limitBytes)
      throw new FormatError({
        file: path,
        found: `${size} bytes`,
        expected: `at most ${limitBytes}`,
        todo: 'Check that this is not a raw data file under another name.',
      });
    return new Uint8Array(await readFile(path));
  } catch (error) {
    throw toAccessError(path, error);
  }
}

/** The same as text. UTF-8, without a byte order mark. */
export async function readSmallText(path: string, limitBytes = smallFileBytes): Promise<string> {
  return new TextDecoder().decode(await readSmallFile(path, limitBytes));
}

/**
 * Turns what Node's file functions throw into an AccessError with a sentence; every other error is returned as it is. Where
 * the folder of the file is gone too, the sentence is of the folder.
 */
export function toAccessError(path: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? '';
  const reason = sentences[code];
  const place = code === 'ENOENT' ? missingPart(path) : path;
  return reason ? new AccessError(`${place}: ${reason}`, { cause: error }) : error;
}

/** The path itself, or the folder highest above it that is not there. */
export function missingPart(path: string): string {
  const folder = dirname(path);
  return folder === path || existsSync(folder) ? path : missingPart(folder);
}

/** True for "there is no such file or folder", as Node says it or as an AccessError made of it. */
export function isAbsent(error: unknown): boolean {
  const { code, cause } = (error ?? {}) as { code?: string; cause?: { code?: string } };
  return [code, cause?.code].some((name) => name === 'ENOENT' || name === 'ENOTDIR');
}

const sentences: Record<string, string> = {
  ENOENT: 'found nothing there, expected a file or folder. Check the path, or that the disk is mounted.',
  ENOTDIR: 'found a file where a folder was expected. Check the path.',
  EISDIR: 'found a folder, expected a file. Check the path.',
  EACCES: 'found it, but it may not be read. Ask its owner for read permission.',
  EPERM: 'found it, but it may not be read. Ask its owner for read permission.',
  ELOOP: 'found a link that leads back to itself, expected a file. Repair or remove the link.',
  ENAMETOOLONG: 'the path is longer than the system allows. Move the folder nearer to the top of the disk.',
  EMFILE: 'too many files are open at once. Close some recordings and try again.',
  EIO: 'the disk or network failed while reading. Check the connection and try again.',
  ESTALE: 'the network folder has gone away. Mount it again.',
};
