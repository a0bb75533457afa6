import { readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * One cached result on disk: `<analysis>/<key>.json` and its arrays `<key>.<path>.npy`. npyx keeps files of its own in the
 * same folder; only names that begin with a key of 40 hex digits, in a folder of an analysis, are ours to count and delete.
 */
export interface CacheFiles {
  readonly analysis: string;
  readonly key: string;
  /** Absolute; the `.json` first where it is there. */
  readonly files: readonly string[];
  readonly bytes: number;
  /** When it was last used. */
  readonly usedMs: number;
  /** False for arrays whose JSON was never written or is deleted already. */
  readonly whole: boolean;
}

const ourName = /^([0-9a-f]{40})(\.json|\.[\w.-]+\.npy)$/;
const partialName = /^\.[0-9a-f]{40}\..*\.partial$/;

/** All results in a cache folder, in no order; none where there is no folder. */
export async function cacheFiles(folder: string): Promise<readonly CacheFiles[]> {
  const groups = new Map<string, { name: string; bytes: number; usedMs: number }[]>();
  for (const analysis of await foldersIn(folder)) {
    const names = await readdir(path.join(folder, analysis)).catch(() => []);
    for (const name of names) {
      const key = ourName.exec(name)?.[1] ?? (partialName.test(name) ? name.slice(1, 41) : undefined);
      if (key === undefined) continue;
      const found = await stat(path.join(folder, analysis, name)).catch(() => null);
      if (!found) continue;
      const group = groups.get(`${analysis}/${key}`) ?? [];
      group.push({ name, bytes: found.size, usedMs: found.mtimeMs });
      groups.set(`${analysis}/${key}`, group);
    }
  }
  return [...groups].map(([place, members]) => {
    const [analysis, key] = place.split('/') as [string, string];
    members.sort((a, b) => Number(b.name.endsWith('.json')) - Number(a.name.endsWith('.json')));
    return {
      analysis,
      key,
      files: members.map(({ name }) => path.join(folder, analysis, name)),
      bytes: members.reduce((sum, { bytes }) => sum + bytes, 0),
      usedMs: Math.max(...members.map(({ usedMs }) => usedMs)),
      whole: members[0]?.name === `${key}.json`,
    };
  });
}

/** What is said of a result in its JSON, without its arrays; null for one that cannot be read. */
export async function readFacts({
  files,
  whole,
}: CacheFiles): Promise<Readonly<Record<string, unknown>> | null> {
  if (!whole) return null;
  try {
    const { about } = JSON.parse(await readFile(files[0] as string, 'utf8')) as { about?: unknown };
    return typeof about === 'object' && about !== null ? { ...about } : {};
  } catch {
    return null;
  }
}

/** Deletes results; the JSON goes first, so that nobody finds a result without its arrays. */
export async function removeResults(results: readonly CacheFiles[]): Promise<void> {
  for (const { files } of results) for (const file of files) await rm(file, { force: true });
}

/** Arrays that have been waiting for their JSON for longer than this were left behind by a process that died. */
const orphanMs = 3600_000;

/** Made on request and for minutes, as large as all other results together: neither counted nor deleted for them. */
const apart = new Set(['overview']);

/** Deletes what was not used for longest until the rest fits. */
export async function trimCache(folder: string, maxBytes: number, now = Date.now()): Promise<void> {
  const results = [...(await cacheFiles(folder))].sort((a, b) => a.usedMs - b.usedMs);
  const orphans = results.filter(({ whole, usedMs }) => !whole && now - usedMs > orphanMs);
  await removeResults(orphans);
  const kept = results.filter(({ whole, analysis }) => whole && !apart.has(analysis));
  let total = kept.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const result of kept) {
    if (total <= maxBytes) return;
    await removeResults([result]);
    total -= result.bytes;
  }
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
