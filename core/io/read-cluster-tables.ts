import path from 'node:path';
import { type ClusterTable, parseClusterTable } from '../formats/cluster-tsv.ts';
import { messageOf } from '../model/errors.ts';
import type { UnitId } from '../model/units.ts';
import { readSmallText } from './read-file.ts';

/** True for the files that hold labels and not other columns. */
export const isLabelFile = (name: string): boolean =>
  /^cluster_(?:groups?|info|quality|KSLabel)\.(?:tsv|csv)$/i.test(name);

export const isClusterFile = (name: string): boolean => /^cluster_.+\.(?:tsv|csv)$/i.test(name);

/** Every `cluster_*.tsv` and `.csv` among `files`, in the order of names, and a sentence for each that is broken. */
export async function readClusterTables(
  folder: string,
  files: ReadonlySet<string>,
  idOf?: (field: string) => UnitId | undefined,
): Promise<{ tables: ClusterTable[]; broken: string[] }> {
  const tables: ClusterTable[] = [];
  const broken: string[] = [];
  for (const name of [...files].filter(isClusterFile).sort()) {
    const file = path.join(folder, name);
    try {
      tables.push(parseClusterTable(await readSmallText(file), file, idOf));
    } catch (error) {
      broken.push(messageOf(error));
    }
  }
  return { tables, broken };
}
