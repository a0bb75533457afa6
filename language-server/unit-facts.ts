import { stat } from 'node:fs/promises';
import { openDataset, watchedFiles } from '../core/io/open-dataset.ts';
import { unitTable } from '../core/io/unit-table.ts';
import { isInputError } from '../core/model/errors.ts';
import type { UnitTable } from '../core/model/units.ts';

interface Known {
  readonly table: UnitTable | null;
  /** Paths whose change makes the table stale. */
  readonly files: readonly string[];
  readonly stamp: string;
}

/** Datasets that are remembered; the spikes of a large one take a second to index. */
const keptDatasets = 4;

/**
 * Returns a function that reads the units of a dataset folder; null for a folder without spikes that can be read. A
 * table is read once and again when one of its files changed in size or time. Calls at once share one reading.
 */
export function unitFacts(): (folder: string) => Promise<UnitTable | null> {
  const known = new Map<string, Promise<Known>>();
  return async (folder) => {
    const before = known.get(folder);
    if (before) {
      const { table, files, stamp } = await before;
      if (stamp === (await stampOf(files))) return table;
    }
    // A call that came while we looked may have begun to read again already.
    const latest = known.get(folder);
    if (latest && latest !== before) return (await latest).table;
    const reading = read(folder);
    known.delete(folder);
    known.set(folder, reading);
    // A fault is for this call; the next one tries again.
    reading.catch(() => known.delete(folder));
    for (const oldest of known.keys()) if (known.size > keptDatasets) known.delete(oldest);
    return (await reading).table;
  };
}

async function read(folder: string): Promise<Known> {
  let files: readonly string[] = [folder];
  try {
    const dataset = await openDataset(folder);
    files = [folder, ...watchedFiles(dataset), ...(dataset.sorting ? [dataset.sorting.folder] : [])];
    const stamp = await stampOf(files);
    return { files, stamp, table: dataset.sorting ? await unitTable(dataset) : null };
  } catch (error) {
    if (!isInputError(error)) throw error;
    // No units to offer; the dashboard is where the sentence is shown.
    return { files, stamp: await stampOf(files), table: null };
  }
}

/** Sizes and times of files and folders; a folder's time changes when a file comes or goes. */
async function stampOf(files: readonly string[]): Promise<string> {
  const parts = files.map((file) =>
    stat(file).then(
      ({ size, mtimeMs }) => `${size}@${mtimeMs}`,
      () => 'absent',
    ),
  );
  return (await Promise.all(parts)).join(' ');
}
