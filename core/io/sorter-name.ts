import path from 'node:path';
import type { SortingFolder } from './find-sorting.ts';
import { readSmallText } from './read-file.ts';

/**
 * The sorter for people, from what it leaves behind: `Kilosort 4`, `Kilosort 2.5 in SpikeInterface`, `phy export of
 * SpikeInterface`, `Kilosort`, `unknown sorter`. `templateShape` is that of templates.npy.
 */
export async function sorterName(
  { folder, files }: SortingFolder,
  templateShape: readonly number[] | undefined,
): Promise<string> {
  const logged = await loggedName(folder);
  if (logged) return `${logged} in SpikeInterface`;
  if (
    files.has('template_ind.npy') &&
    (files.has('cluster_channel_group.tsv') || files.has('channel_groups.npy'))
  )
    return 'phy export of SpikeInterface';
  if (
    ['ops.npy', 'kept_spikes.npy', 'whitening_mat_dat.npy', 'kilosort4.log'].some((name) => files.has(name))
  )
    return 'Kilosort 4';
  // Kilosort 4's templates have 61 samples, those of the MATLAB versions 82.
  if (templateShape?.[1] === 61) return 'Kilosort 4';
  const version = /(?:kilosort|\bks)[\s_-]?(\d(?:[._]\d)?)(?!\d)/i.exec(path.basename(folder))?.[1];
  if (version) return `Kilosort ${version.replace('_', '.')}`;
  if (files.has('cluster_ContamPct.tsv') || files.has('cluster_KSLabel.tsv')) return 'Kilosort 2 or later';
  if (files.has('rez.mat') || files.has('rez2.mat') || files.has('templates_unw.npy')) return 'Kilosort';
  if (templateShape?.[1] === 82) return 'Kilosort';
  return 'unknown sorter';
}

/** What SpikeInterface wrote in the folder or above its `sorter_output`. */
async function loggedName(folder: string): Promise<string | undefined> {
  for (const place of [folder, path.dirname(folder)]) {
    try {
      const log: unknown = JSON.parse(await readSmallText(path.join(place, 'spikeinterface_log.json')));
      const name = (log as { sorter_name?: unknown }).sorter_name;
      if (typeof name === 'string' && name) return name.replace(/^kilosort(\d)(?:_(\d))?$/i, kilosort);
    } catch {
      // No log, or none that can be read: the name is only for people.
    }
  }
  return undefined;
}

const kilosort = (_: string, major: string, minor?: string): string =>
  `Kilosort ${major}${minor ? `.${minor}` : ''}`;
