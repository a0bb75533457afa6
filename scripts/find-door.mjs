import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** Files that open the dashboard, best first. */
const doors = [
  /\.ap\.meta$/,
  /\.oebin$/,
  /\.ap\.c?bin$/,
  /\.lf\.bin$/,
  /^params\.py$/,
  /\.meta$/,
  /\.(bin|dat)$/,
];

/**
 * The folder to open as the workspace and the file in it that opens the dashboard, for a file or folder that the user
 * named; `file` is null when the folder holds no recording within four levels. Throws Error when there is nothing there.
 */
export function findDoor(named) {
  const full = path.resolve(named);
  const info = statSync(full, { throwIfNoEntry: false });
  if (!info) throw new Error(`${full} does not exist. Name the folder of a recording, or a file in it.`);
  if (!info.isDirectory()) return { workspace: path.dirname(full), file: full };
  const files = filesBelow(full, 4);
  for (const door of doors) {
    const file = files.find((candidate) => door.test(path.basename(candidate)));
    if (file) return { workspace: full, file };
  }
  return { workspace: full, file: null };
}

/** Files in the folder, then those in its subfolders, by name. */
function filesBelow(folder, levels) {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  // A link stands for what it points to, a file in most cases; links to folders are not followed, they may lead back.
  const files = entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => path.join(folder, entry.name));
  if (levels === 0) return files;
  const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  return [...files, ...folders.flatMap(({ name }) => filesBelow(path.join(folder, name), levels - 1))];
}
