import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { isAbsent, toAccessError } from './read-file.ts';

/**
 * The recording folder that a path names: the path itself when it is a folder; for a file the folder it lies in, and
 * for a file of Open Ephys below `continuous` or `events` the folder with the structure.oebin. A folder with nothing
 * but a `Record Node 101/experiment1/recording1` in it stands for the first recording below.
 * Throws AccessError when there is no such path or it may not be read.
 */
export async function datasetFolder(file: string): Promise<string> {
  const absolute = path.resolve(file);
  const facts = await stat(absolute).catch((error: unknown) => {
    throw toAccessError(absolute, error);
  });
  if (facts.isDirectory()) return (await openEphysBelow(absolute)) ?? absolute;
  const folder = path.dirname(absolute);
  return (await openEphysAbove(folder)) ?? folder;
}

/** The nearest of this folder and three above it that holds a structure.oebin, when it keeps `folder` as its data. */
async function openEphysAbove(folder: string): Promise<string | undefined> {
  let at = folder;
  for (let up = 0; up <= 3; up++) {
    const isData =
      up === 0 || /^(?:continuous|events|spikes)[\\/]/.test(path.relative(at, folder) + path.sep);
    if (isData && (await exists(path.join(at, 'structure.oebin')))) return at;
    at = path.dirname(at);
  }
  return undefined;
}

/** The first recording of an Open Ephys session, in the order of its numbers. */
async function openEphysBelow(folder: string): Promise<string | undefined> {
  const levels = [/^Record Node\b/i, /^experiment\d+$/i, /^recording\d+$/i];
  const names = await readdir(folder).catch((error: unknown) => {
    throw toAccessError(folder, error);
  });
  let at = folder;
  let inAt: string[] = names;
  for (const level of levels) {
    const next = inAt.filter((name) => level.test(name)).sort(byNumber)[0];
    if (next === undefined) continue;
    at = path.join(at, next);
    inAt = await readdir(at).catch(() => []);
  }
  return at !== folder && inAt.includes('structure.oebin') ? at : undefined;
}

const byNumber = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });

export async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if (isAbsent(error)) return false;
    throw toAccessError(file, error);
  }
}
