import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Dataset } from '../core/model/dataset.ts';

/** Larger results hold what a completion need not wait for. */
const mostBytes = 16 * 2 ** 20;

/**
 * Pulses on each sync line, as far as they are known without reading the raw file: from edges that were written down, else
 * from a result of *Sync lines* that was kept and is newer than the raw file. Empty where nothing is known.
 */
export async function syncCounts(dataset: Dataset): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const source of dataset.edgeSources ?? [])
    for (const { line, onsetSamples } of await source.read().catch(() => []))
      counts.set(line, onsetSamples.length);
  return counts.size > 0 ? counts : keptCounts(dataset);
}

async function keptCounts({ folder, streams }: Dataset): Promise<ReadonlyMap<string, number>> {
  const kept = path.join(folder, 'npyxMemory', 'sync');
  const names = await readdir(kept).catch(() => []);
  const rawMs = await Promise.all(streams.map(({ raw }) => (raw ? changedMs(raw.file) : 0)));
  const files = await Promise.all(
    names
      .filter((name) => name.endsWith('.json'))
      .map(async (name) => ({ file: path.join(kept, name), ms: await changedMs(path.join(kept, name)) })),
  );
  for (const { file, ms } of files.sort((a, b) => b.ms - a.ms)) {
    const lines = ms > Math.max(0, ...rawMs) ? await linesIn(file) : null;
    if (lines) return lines;
  }
  return new Map();
}

const changedMs = (file: string): Promise<number> =>
  stat(file).then(
    ({ mtimeMs, size }) => (size > mostBytes && file.endsWith('.json') ? 0 : mtimeMs),
    () => 0,
  );

interface KeptSync {
  readonly about?: { readonly params?: { readonly lines?: unknown } };
  readonly value?: { readonly result?: { readonly lines?: unknown } };
}

/** The counts in one kept result; null for one of some lines only, or of another version. */
async function linesIn(file: string): Promise<ReadonlyMap<string, number> | null> {
  try {
    const { about, value } = JSON.parse(await readFile(file, 'utf8')) as KeptSync;
    const lines = value?.result?.lines;
    if (about?.params?.lines !== null || !Array.isArray(lines)) return null;
    return new Map(
      lines.map(({ line, pulseCount }: { line: unknown; pulseCount: unknown }) => [
        String(line),
        Number(pulseCount),
      ]),
    );
  } catch {
    // Half a file, or none of ours: the next one may tell.
    return null;
  }
}
