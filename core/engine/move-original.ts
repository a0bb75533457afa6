import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AccessError, ParameterError } from '../model/errors.ts';

/** A file and where it goes, in one folder or below it, so that nothing is copied. */
export type Move = readonly [from: string, to: string];

const kept = 'original_data';
const recordOf = (folder: string): string => path.join(folder, kept, '.moving.json');

/** Throws ParameterError where something stands in the way of the originals. */
export async function checkMoves(moves: readonly Move[]): Promise<void> {
  for (const [from, to] of moves)
    if (path.basename(path.dirname(to)) === kept && (await isThere(to)))
      throw new ParameterError(
        `moveOriginal: ${to} exists already, ${from} cannot be moved there. Move it away.`,
      );
}

/** Notes down what is going to be moved, so that `finishMoves` can go on with it. */
export async function recordMoves(folder: string, moves: readonly Move[]): Promise<void> {
  const record = recordOf(folder);
  try {
    await mkdir(path.dirname(record), { recursive: true });
    await writeFile(record, JSON.stringify(moves));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new AccessError(`${path.dirname(record)}: may not be written (${code}). Leave moveOriginal off.`, {
      cause: error,
    });
  }
}

/**
 * Does the moves that were noted down for a folder; those that are done already stay. Only names change: moving the files
 * of `original_data/` back undoes it. Returns whether there were any.
 */
export async function finishMoves(folder: string): Promise<boolean> {
  const text = await readFile(recordOf(folder), 'utf8').catch(() => null);
  if (text === null) return false;
  const moves = JSON.parse(text) as Move[];
  // The last move is that of the finished copy: without it nothing was moved, and nothing is to be.
  const last = moves.at(-1);
  const isMade = last !== undefined && ((await isThere(last[0])) || !(await isThere(moves[0]![0])));
  if (isMade) for (const [from, to] of moves) if (await isThere(from)) await rename(from, to);
  await rm(recordOf(folder), { force: true });
  return isMade;
}

const isThere = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );
