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
  const entries = (await readdir(folder, { withFileTypes: true }).catch(() => [])).filter(
    ({ name }) => !skipped.test(name),
  );
  entries.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  const folders = entries.filter((entry) => entry.isDirectory()).slice(0, mostLooks);
  const recordings = new Set<string>();
  await Promise.all(
    folders.map(async ({ name }) => {
      const names = await readdir(path.join(folder, name)).catch(() => []);
      if (names.some((each) => marks.test(each))) recordings.add(name);
    }),
  );
  return entries.map((entry) => ({
    name: entry.name,
    isFolder: entry.isDirectory(),
    isRecording: recordings.has(entry.name),
  }));
}
