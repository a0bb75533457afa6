import { normalize, sep } from 'node:path';

/** What opens a dashboard by itself: nobody else owns these names. */
const ownNames = /\.(ap\.(meta|bin|cbin)|lf\.bin|oebin)$/i;

export const dashboardViewType = 'neuropyxels.dashboard';
export const optionalViewType = 'neuropyxels.dashboard.optional';

/** The custom editor that shows a file: ours by default, or the one that is only offered. */
export const viewTypeFor = (file: string): string =>
  ownNames.test(file) ? dashboardViewType : optionalViewType;

/**
 * The name under which a dataset is shared between editors: the folder of the file that was opened. `path` is a file,
 * or a folder written with a separator at its end.
 */
export function datasetKey(path: string): string {
  const clean = normalize(path);
  const folder = clean.slice(0, Math.max(0, clean.lastIndexOf(sep)));
  return folder === '' ? sep : folder;
}

/** A folder as `datasetKey` expects one. */
export const folderDoor = (folder: string): string => (folder.endsWith(sep) ? folder : folder + sep);
