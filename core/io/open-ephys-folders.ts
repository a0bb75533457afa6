import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { PartStatus } from '../model/dataset.ts';
import { isInputError, messageOf } from '../model/errors.ts';
import { toAccessError } from './read-file.ts';

/** One recording of an Open Ephys session: the folder that holds `structure.oebin`. */
export interface RecordingFolder {
  readonly folder: string;
  /** Relative to the folder that was opened, with `/`; '' for itself. */
  readonly shown: string;
  /** `Record Node 101`; null when no folder above is one. */
  readonly recordNode: string | null;
  /** `experiment1/recording1`; null when the folders above have other names. */
  readonly place: string | null;
  /** Number of the experiment, 1 when unknown. */
  readonly experiment: number;
}

const isNodeName = (name: string): boolean => /^record[ _-]?node/i.test(name);
const isBelow = (name: string): boolean => isNodeName(name) || /^(experiment|recording)_?\d+$/i.test(name);
const relative = (from: string, to: string): string => path.relative(from, to).split(path.sep).join('/');
const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );

/**
 * The recordings in a folder: the folder itself, or those below it in `Record Node 101/experiment1/recording1` or any
 * tail of that, in natural order. Also the recording around a stream's own folder (`continuous/…ProbeA-AP`), where
 * sorters leave their output. Throws AccessError when the folder cannot be listed.
 */
export async function recordingFolders(
  folder: string,
): Promise<{ recordings: RecordingFolder[]; closed: PartStatus[] }> {
  const opened = path.resolve(folder);
  const closed: PartStatus[] = [];
  const found = await below(opened, 0, (file, message) =>
    closed.push({
      part: 'session folder',
      state: 'broken',
      file: relative(opened, file),
      message,
      costs: 'its streams are off',
    }),
  );
  if (found.length === 0 && path.basename(path.dirname(opened)) === 'continuous') {
    const around = path.resolve(opened, '../..');
    if (await exists(path.join(around, 'structure.oebin'))) found.push(around);
  }
  return { recordings: found.map((recording) => describe(recording, opened)), closed };
}

/** A session has record nodes, experiments and recordings: three levels. One that may not be listed is told `onClosed`. */
async function below(
  folder: string,
  depth: number,
  onClosed: (folder: string, message: string) => void,
): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw toAccessError(folder, error);
  });
  if (entries.some(({ name }) => name === 'structure.oebin')) return [folder];
  if (depth >= 3) return [];
  const names = entries
    .filter((entry) => !entry.isFile() && isBelow(entry.name))
    .map(({ name }) => name)
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const found: string[] = [];
  for (const name of names)
    try {
      found.push(...(await below(path.join(folder, name), depth + 1, onClosed)));
    } catch (error) {
      if (!isInputError(error)) throw error;
      onClosed(path.join(folder, name), messageOf(error));
    }
  return found;
}

function describe(folder: string, opened: string): RecordingFolder {
  const [node = '', experiment = '', recording = ''] = folder.split(path.sep).slice(-3);
  const isPlaced = /^experiment_?\d+$/i.test(experiment) && /^recording_?\d+$/i.test(recording);
  return {
    folder,
    shown: relative(opened, folder),
    recordNode: isPlaced && isNodeName(node) ? node : null,
    place: isPlaced ? `${experiment}/${recording}` : null,
    experiment: isPlaced ? Number(/\d+$/.exec(experiment)?.[0] ?? 1) : 1,
  };
}

/**
 * The settings of a recording: beside it or up to the record node's folder. The first experiment's are settings.xml,
 * those of the third settings_3.xml; undefined when neither is there.
 */
export async function settingsFile({ folder, experiment }: RecordingFolder): Promise<string | undefined> {
  const names = [...(experiment > 1 ? [`settings_${experiment}.xml`] : []), 'settings.xml'];
  for (const name of names)
    for (const up of ['.', '..', '../..']) {
      const file = path.resolve(folder, up, name);
      if (await exists(file)) return file;
    }
  return undefined;
}
