import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { Cancelled, isInputError } from '../model/errors.ts';
import type { Band } from '../model/recording.ts';
import { datasetsTable } from './merged-dataset.ts';
import { openDataset } from './open-dataset.ts';

/** A recording as a list shows it. */
export interface FoundRecording {
  readonly folder: string;
  readonly name: string;
  /** A file that opens it. */
  readonly door: string;
  readonly streams: readonly { readonly id: string; readonly band: Band }[];
  readonly hasSorting: boolean;
}

/** Folders deeper than this below the start are not looked at. */
const deepest = 6;

const skipped = /^(?:\.|node_modules$|npyxMemory$|__pycache__$|original_data$|sync_chan$|dist$|build$)/;

/**
 * The recordings at and below a folder, in the order of their paths, at most `limit`. Only headers are read. A folder
 * whose spikes belong to a recording that was found is not one of its own; a folder that may not be read is passed over.
 * Throws Cancelled when `signal` aborts.
 */
export async function findRecordings(
  folder: string,
  limit: number,
  signal?: AbortSignal,
): Promise<readonly FoundRecording[]> {
  const found: FoundRecording[] = [];
  const taken = new Set<string>();
  const walk = async (at: string, depth: number): Promise<void> => {
    if (signal?.aborted) throw new Cancelled();
    if (found.length >= limit) return;
    const entries = await readdir(at, { withFileTypes: true }).catch(() => []);
    const files = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
    const folders = entries.filter((entry) => entry.isDirectory() && !skipped.test(entry.name));
    const names = folders.map(({ name }) => name).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
    const door = doorOf(files, names);
    if (door && !taken.has(at)) {
      const dataset = await openDataset(path.join(at, door)).catch((error: unknown) => {
        if (isInputError(error)) return undefined;
        throw error;
      });
      if (dataset && !taken.has(dataset.folder)) {
        taken.add(dataset.folder);
        if (dataset.sorting) taken.add(dataset.sorting.folder);
        found.push({
          folder: dataset.folder,
          name: dataset.name,
          door: path.join(at, door),
          streams: dataset.streams.map(({ id, band }) => ({ id, band })),
          hasSorting: dataset.sorting !== undefined,
        });
      }
      // The data of Open Ephys lie below its structure.oebin, and there is no recording inside a recording.
      if (door === 'structure.oebin') return;
    }
    if (depth < deepest) for (const name of names) await walk(path.join(at, name), depth + 1);
  };
  await walk(path.resolve(folder), 0);
  return found.slice(0, limit);
}

/** The file that opens a folder; undefined when it holds none. */
function doorOf(files: readonly string[], folders: readonly string[]): string | undefined {
  if (files.includes(datasetsTable)) return datasetsTable;
  const sorted = [...files].sort();
  const metas = sorted.filter((name) => /\.meta$/i.test(name) && !name.startsWith('._'));
  const neural =
    metas.find((name) => /\.ap\.meta$/i.test(name)) ?? metas.find((name) => /\.lf\.meta$/i.test(name));
  // A run folder with its probes in folders of their own: they are the recordings.
  const isRunFolder = folders.some((name) => /_imec\d*$/i.test(name));
  const meta = neural ?? (isRunFolder ? undefined : metas[0]);
  if (meta) return meta;
  if (files.includes('structure.oebin')) return 'structure.oebin';
  const spikes = files.includes('spike_times.npy');
  return files.includes('params.py') && spikes ? 'params.py' : spikes ? 'spike_times.npy' : undefined;
}
