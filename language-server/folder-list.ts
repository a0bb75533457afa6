import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { FolderEntry } from './script-context.ts';

/** What makes a folder a recording, or a sorting. */
const marks = /(\.(ap|lf)\.(meta|bin|cbin)|^structure\.oebin|^params\.py|^datasets_table\.csv)$/;
const skipped = /^(\.|node_modules$|npyxMemory$|__pycache__$)/;
/** Folders that are looked into; a folder with more is not for completing. */
const mostLooks = 200;

/** The entries of a folder by name; none of one that cannot be read. A sub-folder counts as a recording by its files' names. */
export async function listFolder(folder: string): Promise<readonly FolderEntry[]> {
  const found = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const entries = found.filter(({ name }) => !skipped.test(name));
  entries.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  let looks = 0;
  return Promise.all(
    entries.map(async (entry): Promise<FolderEntry> => {
      // Data are often linked from another disk.
      const mayBeFolder = entry.isDirectory() || entry.isSymbolicLink();
      const names =
        mayBeFolder && looks++ < mostLooks
          ? await readdir(path.join(folder, entry.name)).catch(() => null)
          : null;
      return {
        name: entry.name,
        isFolder: entry.isDirectory() || names !== null,
        isRecording: names?.some((each) => marks.test(each)) ?? false,
      };
    }),
  );
}
