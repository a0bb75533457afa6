import { copyFile, readFile, stat } from 'node:fs/promises';
import { type FindingFix, fixedStretch } from '../formats/finding.ts';
import { AccessError, FormatError, messageOf } from '../model/errors.ts';
import { writeAside } from './write-aside.ts';

/** Files of text that may be changed; raw data never are. */
const mendable = /(\.meta|[\\/]params\.py|[\\/]cluster_[^\\/]+\.(tsv|csv))$/i;

/**
 * Copies a file beside itself, `params.py.backup`, then `params.py.backup-2`, … Returns the copy; the last one where that
 * holds the same already. Throws AccessError when it cannot be written.
 */
export async function keepBackup(file: string): Promise<string> {
  try {
    const bytes = await readFile(file);
    let latest: string | null = null;
    for (let count = 1; ; count++) {
      const backup = count === 1 ? `${file}.backup` : `${file}.backup-${count}`;
      const isThere = await stat(backup).then(
        () => true,
        () => false,
      );
      if (isThere) {
        latest = backup;
        continue;
      }
      if (latest && (await readFile(latest)).equals(bytes)) return latest;
      await copyFile(file, backup);
      return backup;
    }
  } catch (error) {
    throw new AccessError(
      `${file}: no copy could be made beside it (${messageOf(error)}). It was not changed.`,
      {
        cause: error,
      },
    );
  }
}

/**
 * Mends a header, `params.py` or table of units, after a copy of it was made; returns that copy. Throws FormatError where a
 * line is not what it was when it was examined, and AccessError where nothing can be written; the file is whole in any case.
 */
export async function mendFile(file: string, fixes: readonly FindingFix[]): Promise<string> {
  if (!mendable.test(file)) throw new RangeError(`${file} is not changed by the doctor`);
  let text = await readFile(file, 'utf8');
  // From the end, so that lines keep their numbers.
  for (const fix of [...fixes].sort((a, b) => b.line - a.line)) {
    const stretch = fixedStretch(text, fix);
    if (!stretch)
      throw new FormatError({
        file,
        found: `another line ${fix.line + 1}`,
        expected: fix.from ?? 'that line',
        todo: 'It has changed since it was examined: examine the recording again.',
      });
    text = text.slice(0, stretch.from) + fix.to + text.slice(stretch.to);
  }
  const backup = await keepBackup(file);
  await writeAside(file, new TextEncoder().encode(text));
  return backup;
}
