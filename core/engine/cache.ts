import { constants } from 'node:fs';
import { access, mkdir, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { decode, encode } from '../rpc/codec.ts';
import { writeAside } from './write-aside.ts';

/** npyx keeps its own files in the same folder; only files with this ending are ours to count and delete. */
const ending = '.npxcache';
const format = 1;

export interface CacheOptions {
  /** Instead of `npyxMemory` in the dataset's folder. */
  readonly folder?: string;
  /** Used when the dataset's folder cannot be written. */
  readonly fallbackFolder?: string;
  /** The oldest results are deleted beyond this. */
  readonly maxBytes?: number;
}

/** Where results of read-only datasets go: the platform's place for what can be computed again. */
export function userCacheFolder(env: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  if (platform === 'darwin') return path.join(homedir(), 'Library', 'Caches', 'neuropyxels');
  if (platform === 'win32') return path.join(env['LOCALAPPDATA'] ?? homedir(), 'neuropyxels', 'Cache');
  return path.join(env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache'), 'neuropyxels');
}

/**
 * Results by key, one file each, shared by all processes that work on the dataset: a file is written aside and renamed,
 * and never changed. A result that cannot be read, or not be written, is a result that is not cached: never an error.
 */
export class Cache {
  readonly #preferred: string;
  readonly #fallback: string;
  readonly #maxBytes: number;
  #folder: Promise<string | null> | undefined;

  constructor(datasetFolder: string, { folder, fallbackFolder, maxBytes = 2 ** 30 }: CacheOptions = {}) {
    this.#preferred = folder ?? path.join(datasetFolder, 'npyxMemory');
    this.#fallback = fallbackFolder ?? userCacheFolder();
    this.#maxBytes = maxBytes;
  }

  async read(name: string, key: string): Promise<unknown> {
    for (const folder of new Set([this.#preferred, this.#fallback])) {
      const file = fileOf(folder, name, key);
      try {
        const entry = decode(await readFile(file)) as { format: number; key: string; value: unknown } | null;
        if (entry?.format !== format || entry.key !== key) continue;
        // The time of last use decides what is deleted first; a read-only cache works without.
        const now = new Date();
        await utimes(file, now, now).catch(() => undefined);
        return entry.value;
      } catch {
        // Absent, cut, or written by another version: a miss. What is computed now replaces it.
      }
    }
    return undefined;
  }

  async write(name: string, key: string, value: unknown): Promise<void> {
    this.#folder ??= this.#writable();
    const folder = await this.#folder;
    if (folder === null) return;
    const bytes = encode({ format, key, value });
    if (bytes.length > this.#maxBytes / 4) return;
    try {
      const file = fileOf(folder, name, key);
      await mkdir(path.dirname(file), { recursive: true });
      await writeAside(file, bytes);
      await trim(folder, this.#maxBytes);
    } catch {
      // A full or vanished disk: the result is there all the same.
    }
  }

  async #writable(): Promise<string | null> {
    for (const folder of new Set([this.#preferred, this.#fallback])) {
      try {
        await mkdir(folder, { recursive: true });
        await access(folder, constants.W_OK);
        return folder;
      } catch {
        // The next place.
      }
    }
    return null;
  }
}

const fileOf = (folder: string, name: string, key: string): string =>
  path.join(folder, name, `${key.slice(0, 40)}${ending}`);

/** Deletes the results that were not used for longest until the rest fits. */
async function trim(folder: string, maxBytes: number): Promise<void> {
  const names = await readdir(folder, { recursive: true });
  const files = await Promise.all(
    names
      .filter((name) => name.endsWith(ending))
      .map(async (name) => {
        const file = path.join(folder, name);
        const found = await stat(file).catch(() => null);
        return { file, bytes: found?.size ?? 0, usedMs: found?.mtimeMs ?? 0 };
      }),
  );
  let total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { file, bytes } of files.sort((a, b) => a.usedMs - b.usedMs)) {
    if (total <= maxBytes) return;
    await rm(file, { force: true });
    total -= bytes;
  }
}
