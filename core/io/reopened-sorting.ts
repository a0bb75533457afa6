import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Dataset } from '../model/dataset.ts';
import type { Sorting } from '../model/sorting.ts';

/**
 * What spikes, templates and everything computed of them depend on, without reading it: the streams, and identity, size and
 * times of every array beside the spikes. Labels are no part of it. Null without a sorting of files, and for merged datasets.
 * To be taken before anything is read, so that what changes meanwhile is a change.
 */
export async function sortingSignature({ sorting, streams, merged }: Dataset): Promise<string | null> {
  if (!sorting || merged) return null;
  const names = (await readdir(sorting.folder).catch(() => [])).filter(isRead).sort();
  const files = await Promise.all(names.map((name) => factsOf(path.join(sorting.folder, name))));
  const { folder, sampleRateHz, streamId } = sorting;
  return JSON.stringify({ folder, sampleRateHz, streamId, streams, names, files });
}

const isRead = (name: string): boolean => /\.npy$|^params\.py$/i.test(name);

async function factsOf(file: string): Promise<string> {
  const facts = await stat(file, { bigint: true }).catch(() => null);
  return facts ? `${facts.ino} ${facts.size} ${facts.mtimeNs} ${facts.ctimeNs}` : 'absent';
}

/**
 * A dataset that was opened anew, with what was read for the sorting `before`, whose signature is the same: labels, columns
 * and parts are new, arrays are those in memory.
 */
export function withReadParts(dataset: Dataset, before: Sorting): Dataset {
  const { sorting } = dataset;
  if (!sorting) return dataset;
  const { labels, columns } = sorting;
  const warnings = () => [...new Set([...sorting.warnings, ...before.warnings])];
  const reopened: Sorting = {
    ...before,
    labels,
    columns,
    get warnings() {
      return warnings();
    },
  };
  return { ...dataset, sorting: reopened };
}
