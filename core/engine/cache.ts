import { constants } from 'node:fs';
import { access, mkdir, readFile, utimes } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { toAccessError } from '../io/read-file.ts';
import { packEntry, unpackEntry } from './cache-entry.ts';
import { type CacheFiles, cacheFiles, removeResults, trimCache } from './cache-files.ts';
import { writeAside } from './write-aside.ts';

const format = 2;

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
 * Results by key, shared by all processes that work on the dataset: JSON, with each larger array as a `.npy` beside it.
 * Files are written aside and renamed, the JSON last, and never changed. A result that cannot be read, or not be written,
 * is a result that is not cached: never an error.
 */
export class Cache {
  readonly #dataset: string;
  readonly #preferred: string;
  readonly #fallback: string;
  readonly #maxBytes: number;
  #folder: Promise<string | null> | undefined;
  /** By key, so that who reads what is still being written waits for it. */
  readonly #writing = new Map<string, Writing>();
  /** Since the folder was last looked through. */
  #writtenBytes = Number.POSITIVE_INFINITY;

  constructor(datasetFolder: string, { folder, fallbackFolder, maxBytes = 2 ** 30 }: CacheOptions = {}) {
    this.#dataset = datasetFolder;
    this.#preferred = folder ?? path.join(datasetFolder, 'npyxMemory');
    this.#fallback = fallbackFolder ?? userCacheFolder();
    this.#maxBytes = maxBytes;
  }

  async read(name: string, key: string): Promise<unknown> {
    await this.#writing.get(key)?.now();
    for (const folder of this.folders) {
      const file = path.join(folder, name, stem(key));
      try {
        const entry = JSON.parse(await readFile(`${file}.json`, 'utf8')) as Partial<Entry> | null;
        if (entry?.format !== format || entry.key !== key) continue;
        const value = await unpackEntry(entry.value, (array) => readFile(`${file}.${array}.npy`));
        // The time of last use decides what is deleted first; a read-only cache works without.
        const now = new Date();
        await utimes(`${file}.json`, now, now).catch(() => undefined);
        return value;
      } catch {
        // Absent, cut, or written by another version: a miss. What is computed now replaces it.
      }
    }
    return undefined;
  }

  /**
   * `about` is for people who look into the folder: what was asked, when, by which version. `afterMs` leaves the processor to who
   * waits for the result; who reads it before has it written at once.
   */
  write(
    name: string,
    key: string,
    value: unknown,
    about: Readonly<Record<string, unknown>> = {},
    afterMs = 0,
  ): Promise<void> {
    const rest = restFor(afterMs);
    const done = rest.over
      .then(() => this.#write(name, key, value, about))
      // A full or vanished disk, or what cannot be kept: the result is there all the same.
      .catch(() => undefined)
      .finally(() => {
        if (this.#writing.get(key) === writing) this.#writing.delete(key);
      });
    const writing: Writing = {
      now() {
        rest.end();
        return done;
      },
    };
    this.#writing.set(key, writing);
    return done;
  }

  /** Resolves when everything that was to be kept is on the disk. */
  async settled(): Promise<void> {
    await Promise.all([...this.#writing.values()].map((writing) => writing.now()));
  }

  /** What is kept; from the fallback folder too, which holds the results of several datasets. */
  async list(): Promise<readonly CacheFiles[]> {
    return (await Promise.all(this.folders.map(cacheFiles))).flat();
  }

  /** Deletes one analysis's results, one result, or all that are kept beside the dataset. */
  async clear(which: { readonly analysis?: string; readonly key?: string } = {}): Promise<number> {
    await this.settled();
    const found = (await this.list()).filter(
      ({ analysis, key, files }) =>
        (which.analysis === undefined || which.analysis === analysis) &&
        (which.key === undefined ? files[0]?.startsWith(this.#preferred) : which.key === key),
    );
    await removeResults(found);
    return found.length;
  }

  /** Where results may lie, the preferred place first. */
  get folders(): readonly string[] {
    return [...new Set([this.#preferred, this.#fallback])];
  }

  /** Where results are written; null where nothing may be written. Throws AccessError where the dataset's folder is gone. */
  async writable(): Promise<string | null> {
    // A recording that was deleted meanwhile must not come back as a folder of results.
    await access(this.#dataset).catch((error: unknown) => {
      throw toAccessError(this.#dataset, error);
    });
    this.#folder ??= this.#writable();
    return this.#folder;
  }

  async #write(name: string, key: string, value: unknown, about: object): Promise<void> {
    const folder = await this.writable();
    if (folder === null) return;
    const { json, arrays } = packEntry(value);
    const entry: Entry = { format, key, about, value: json };
    const text = new TextEncoder().encode(JSON.stringify(entry));
    const bytes = [...arrays.values()].reduce((sum, { length }) => sum + length, text.length);
    if (bytes > this.#maxBytes / 4) return;
    const file = path.join(folder, name, stem(key));
    await mkdir(path.dirname(file), { recursive: true });
    await Promise.all([...arrays].map(([array, content]) => writeAside(`${file}.${array}.npy`, content)));
    await writeAside(`${file}.json`, text);
    this.#writtenBytes += bytes;
    // Looking through thousands of files for each result would cost more than the result.
    if (this.#writtenBytes < this.#maxBytes / 32) return;
    this.#writtenBytes = 0;
    await trimCache(folder, this.#maxBytes);
  }

  async #writable(): Promise<string | null> {
    for (const folder of this.folders) {
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

/** A result on its way to the disk. */
interface Writing {
  /** Resolves when it is there, or could not be written. */
  now(): Promise<void>;
}

/** Resolves after a while, or when it is ended. */
function restFor(ms: number): { readonly over: Promise<void>; end(): void } {
  if (ms === 0) return { over: Promise.resolve(), end() {} };
  let end = () => {};
  const over = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    end = () => {
      clearTimeout(timer);
      resolve();
    };
  });
  return { over, end: () => end() };
}

interface Entry {
  readonly format: number;
  readonly key: string;
  readonly about: object;
  readonly value: unknown;
}

const stem = (key: string): string => key.slice(0, 40);
