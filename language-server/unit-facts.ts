import { stat } from 'node:fs/promises';
import { OpenDataset } from '../core/engine/open-datasets.ts';
import type { ThemeName } from '../core/figure/theme.ts';
import { openDataset, watchedFiles } from '../core/io/open-dataset.ts';
import type { Dataset } from '../core/model/dataset.ts';
import { isInputError } from '../core/model/errors.ts';
import type { UnitId, UnitTable } from '../core/model/units.ts';
import { unitPicture } from './unit-picture.ts';

interface Known {
  /** Null for a folder that is no recording. */
  readonly open: OpenDataset | null;
  readonly table: UnitTable | null;
  /** Paths whose change makes the table stale. */
  readonly files: readonly string[];
  readonly stamp: string;
  /** By unit and theme, the latest last. */
  readonly pictures: Map<string, Promise<string | null>>;
}

/** Datasets that are remembered; the spikes of a large one take a second to index. */
const keptDatasets = 4;

/** Pictures that are remembered of each, some ten kilobytes of text. */
const keptPictures = 100;

/** What is known of dataset folders. */
export interface DatasetFacts {
  /** Null for a folder without spikes that can be read. */
  units(folder: string): Promise<UnitTable | null>;
  /** Null for a folder that is no recording. */
  dataset(folder: string): Promise<Dataset | null>;
  /** A small picture of a unit, as SVG; null where there is nothing to draw. */
  picture(folder: string, unit: UnitId, theme: ThemeName): Promise<string | null>;
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
    dataset: async (folder) => (await look(folder)).open?.dataset ?? null,
    async picture(folder, unit, theme) {
      const { open, table, pictures } = await look(folder);
      if (!open || !table?.ids.includes(unit)) return null;
      const key = `${theme} ${unit}`;
      const picture = pictures.get(key) ?? unitPicture(open, unit, theme);
      pictures.delete(key);
      pictures.set(key, picture);
      picture.catch(() => pictures.delete(key));
      for (const oldest of pictures.keys()) if (pictures.size > keptPictures) pictures.delete(oldest);
      return picture;
    },
  };
}

/** The same for the length of one request, in which a recording is looked up once and does not change. */
export function forOneRequest(facts: DatasetFacts): DatasetFacts {
  const once = <T>(look: (folder: string) => Promise<T>) => {
    const found = new Map<string, Promise<T>>();
    return (folder: string) => {
      const answer = found.get(folder) ?? look(folder);
      found.set(folder, answer);
      return answer;
    };
  };
  return { units: once(facts.units), dataset: once(facts.dataset), picture: facts.picture };
}

/** The units of dataset folders alone. */
export const unitFacts = (): DatasetFacts['units'] => datasetFacts().units;

async function read(folder: string): Promise<Known> {
  let files: readonly string[] = [folder];
  let open: OpenDataset | null = null;
  const pictures: Known['pictures'] = new Map();
  try {
    const dataset = await openDataset(folder);
    open = new OpenDataset(dataset);
    files = [folder, ...watchedFiles(dataset), ...(dataset.sorting ? [dataset.sorting.folder] : [])];
    const stamp = await stampOf(files);
    return { open, files, stamp, pictures, table: dataset.sorting ? await open.unitTable() : null };
  } catch (error) {
    if (!isInputError(error)) throw error;
    // No units to offer; the dashboard is where the sentence is shown.
    return { open, files, stamp: await stampOf(files), pictures, table: null };
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
