import { stat } from 'node:fs/promises';
import path from 'node:path';
import { type PhyChange, parsePhyLog } from '../formats/phy-log.ts';
import { isInputError } from '../model/errors.ts';
import { readSmallText } from './read-file.ts';

/** Logs that are remembered, by folder, with the size and time they had. */
const known = new Map<string, { readonly stamp: string; readonly changes: readonly PhyChange[] }>();
const mostKnown = 8;

/** The merges and splits in the `phy.log` of a sorting; none where there is no log that can be read. */
export async function phyChanges(folder: string): Promise<readonly PhyChange[]> {
  const file = path.join(folder, 'phy.log');
  const found = await stat(file).catch(() => null);
  if (!found?.isFile()) return [];
  const stamp = `${found.size}@${found.mtimeMs}`;
  const before = known.get(folder);
  if (before?.stamp === stamp) return before.changes;
  try {
    const changes = parsePhyLog(await readSmallText(file));
    known.delete(folder);
    known.set(folder, { stamp, changes });
    for (const oldest of known.keys()) if (known.size > mostKnown) known.delete(oldest);
    return changes;
  } catch (error) {
    // It tells only what else could be meant: without it nothing is off.
    if (!isInputError(error)) throw error;
    return [];
  }
}
