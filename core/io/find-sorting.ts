import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { readSortingParams, type SortingParams } from '../formats/params-py.ts';
import { isAbsent, readSmallText } from './read-file.ts';

/** A folder with the output of a spike sorter, as phy reads it. */
export interface SortingFolder {
  readonly folder: string;
  /** Names of the files in it. */
  readonly files: ReadonlySet<string>;
  /** What `params.py` says; undefined when there is none or it cannot be read. */
  readonly params: SortingParams | undefined;
  /** Why `params.py` cannot be read. */
  readonly paramsMessage?: string;
}

/** The sorting that belongs to a folder, and the others that were passed over. */
export interface FoundSorting {
  readonly chosen: SortingFolder;
  readonly others: readonly SortingFolder[];
}

/** Folders that sorters and phy make, best first: a later Kilosort before an earlier one. */
const sorterNames =
  /^(?:kilosort|ks|sorter_output|phy|spike_?sort|sorting|sorted|mountainsort|spykingcircus|tridesclous)/i;

const skipped = /^(?:\.|node_modules$|npyxMemory$|__pycache__$|original_data$|sync_chan$)/;

/** Enough for a run of many probes; a folder with more than this below it is no recording. */
const folderLimit = 200;

/**
 * Looks for spikes in the recording folder, then in its subfolders (`kilosort*`, `sorter_output`, `phy`, any other, and
 * those inside `continuous/<stream>` of Open Ephys), then beside the folder. What lies beside is taken only when its
 * params.py names one of `rawFiles`, because it may belong to another probe. Undefined when there are none.
 */
export async function findSorting(
  folder: string,
  rawFiles: readonly string[] = [],
): Promise<FoundSorting | undefined> {
  const inside = await below(folder);
  if (inside.length > 0) return { chosen: inside[0]!, others: inside.slice(1) };
  const parent = path.dirname(folder);
  if (parent === folder) return undefined;
  const names = new Set(rawFiles.map((file) => path.basename(file)));
  const beside = [
    ...(await sortingAt(parent)),
    ...(await inSubfolders(parent, (name) => sorterNames.test(name))),
  ];
  const ours = beside.filter(({ params }) => params?.datPaths.some((dat) => names.has(lastName(dat))));
  return ours.length > 0 ? { chosen: ours[0]!, others: ours.slice(1) } : undefined;
}

async function below(folder: string): Promise<SortingFolder[]> {
  const here = await sortingAt(folder);
  // Where the files are in the folder itself nobody looks further: subfolders then hold backups.
  if (here.length > 0) return here;
  const streams = path.join(folder, 'continuous');
  return [
    ...(await inSubfolders(folder, (name) => sorterNames.test(name))),
    ...(await inSubfolders(folder, (name) => !sorterNames.test(name) && name !== 'continuous')),
    ...(await inSubfolders(streams, () => true)),
  ];
}

/** The sortings in the subfolders whose name is wanted, in those subfolders' `sorter_output`, `phy` or `kilosort*`. */
async function inSubfolders(folder: string, isWanted: (name: string) => boolean): Promise<SortingFolder[]> {
  const found: SortingFolder[] = [];
  for (const name of (await subfolders(folder)).filter(isWanted).slice(0, folderLimit)) {
    if (await isRecordingOfItsOwn(path.join(folder, name))) continue;
    const first = await sortingAt(path.join(folder, name));
    found.push(...first);
    if (first.length > 0) continue;
    const inner = (await subfolders(path.join(folder, name))).filter((child) => sorterNames.test(child));
    for (const child of inner) {
      const second = await sortingAt(path.join(folder, name, child));
      found.push(...second);
      if (second.length === 0)
        found.push(...(await sortingAt(path.join(folder, name, child, 'sorter_output'))));
    }
  }
  return found;
}

/** True for a folder with a header, unless it is a probe's folder in a run folder: its spikes are not the parent's. */
async function isRecordingOfItsOwn(folder: string): Promise<boolean> {
  if (/_imec\d*$/i.test(folder)) return false;
  const names = await readdir(folder).catch(() => []);
  return names.some((name) => /\.meta$/i.test(name) || name === 'structure.oebin');
}

async function subfolders(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !skipped.test(entry.name))
      .map(({ name }) => name)
      .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  } catch {
    return [];
  }
}

/** The sorting in exactly this folder: none or one. A folder with one half of the spikes counts, so that it can be said. */
async function sortingAt(folder: string): Promise<SortingFolder[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch {
    return [];
  }
  const files = new Set(names);
  if (!['spike_times.npy', 'spike_clusters.npy', 'spike_templates.npy'].some((name) => files.has(name)))
    return [];
  return [{ folder, files, ...(await readParams(folder)) }];
}

/** The `params.py` of a folder, and why it could not be read when it is there. */
export async function readParams(
  folder: string,
): Promise<{ params: SortingParams | undefined; paramsMessage?: string }> {
  const file = path.join(folder, 'params.py');
  try {
    return { params: readSortingParams(await readSmallText(file), file) };
  } catch (error) {
    if (isAbsent(error)) return { params: undefined };
    return { params: undefined, paramsMessage: (error as Error).message };
  }
}

/** The last part of a path of any system: `D:\data\a.bin` is `a.bin`. */
export const lastName = (file: string): string => file.replace(/^.*[\\/]/, '');
