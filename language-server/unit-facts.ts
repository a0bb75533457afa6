import { stat } from 'node:fs/promises';
import { openDataset, watchedFiles } from '../core/io/open-dataset.ts';
import { unitTable } from '../core/io/unit-table.ts';
import type { Dataset } from '../core/model/dataset.ts';
import { isInputError } from '../core/model/errors.ts';
import type { UnitTable } from '../core/model/units.ts';

interface Known {
  /** Null for a folder that is no recording. */
  readonly dataset: Dataset | null;
  readonly table: UnitTable | null;
  /** Paths whose change makes the table stale. */
  readonly files: readonly string[];
  readonly stamp: string;
}

/** Datasets that are remembered; the spikes of a large one take a second to index. */
const keptDatasets = 4;

/** What is known of dataset folders. */
export interface DatasetFacts {
  /** Null for a folder without spikes that can be read. */
  units(folder: string): Promise<UnitTable | null>;
  /** Null for a folder that is no recording. */
  dataset(folder: string): Promise<Dataset | null>;
}

/**
 * Reads dataset folders. What was read is kept, and read again when one of its files changed in size or time. Calls at
 * once share one reading.
 */
export function datasetFacts(): DatasetFacts {
  const known = new Map<string, Promise<Known>>();
  const look = async (folder: string): Promise<Known> => {
    const before = known.get(folder);
    if (before) {
      const found = await before;
      if (found.stamp === (await stampOf(found.files))) return found;
    }
    // A call that came while we looked may have begun to read again already.
    const latest = known.get(folder);
    if (latest && latest !== before) return latest;
    const reading = read(folder);
    known.delete(folder);
    known.set(folder, reading);
    // A fault is for this call; the next one tries again.
    reading.catch(() => known.delete(folder));
    for (const oldest of known.keys()) if (known.size > keptDatasets) known.delete(oldest);
    return reading;
  };
  return {
    units: async (folder) => (await look(folder)).table,
    dataset: async (folder) => (await look(folder)).dataset,
  };
}

/** The units of dataset folders alone. */
export const unitFacts = (): DatasetFacts['units'] => datasetFacts().units;

async function read(folder: string): Promise<Known> {
  let files: readonly string[] = [folder];
  let dataset: Dataset | null = null;
  try {
    dataset = await openDataset(folder);
    files = [folder, ...watchedFiles(dataset), ...(dataset.sorting ? [dataset.sorting.folder] : [])];
    const stamp = await stampOf(files);
    return { dataset, files, stamp, table: dataset.sorting ? await unitTable(dataset) : null };
  } catch (error) {
    if (!isInputError(error)) throw error;
    // No units to offer; the dashboard is where the sentence is shown.
    return { dataset, files, stamp: await stampOf(files), table: null };
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
