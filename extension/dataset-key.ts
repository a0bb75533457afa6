import { existsSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';

/** What opens a dashboard by itself: nobody else owns these names. */
const ownNames = /\.(ap\.(meta|bin|cbin)|lf\.bin|oebin)$|(^|[\\/])datasets_table\.csv$/i;

export const dashboardViewType = 'neuropyxels.dashboard';
export const optionalViewType = 'neuropyxels.dashboard.optional';

/** The custom editor that shows a file: ours by default, or the one that is only offered. */
export const viewTypeFor = (file: string): string =>
  ownNames.test(file) ? dashboardViewType : optionalViewType;

/**
 * The name under which a dataset is shared between editors: the folder of the file that was opened, and for data of Open
 * Ephys the folder of its structure.oebin, as the engine has it. `path` is a file, or a folder written with a separator
 * at its end. `isThere` is asked for files below `continuous`, `events` and `spikes` only.
 */
export function datasetKey(path: string, isThere: (file: string) => boolean = existsSync): string {
  const clean = normalize(path);
  const folder = clean.slice(0, Math.max(0, clean.lastIndexOf(sep))) || sep;
  for (let at = folder, up = 0; up < 3 && dirname(at) !== at; up++) {
    at = dirname(at);
    if (
      /^(continuous|events|spikes)([\\/]|$)/.test(relative(at, folder)) &&
      isThere(join(at, 'structure.oebin'))
    )
      return at;
  }
  return folder;
}

/** A folder as `datasetKey` expects one. */
export const folderDoor = (folder: string): string => (folder.endsWith(sep) ? folder : folder + sep);
