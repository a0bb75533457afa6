import { randomBytes } from 'node:crypto';
import { access, mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { ClockFacts } from '../analyses/align-clocks.ts';
import { datasetsTableText } from '../formats/datasets-table.ts';
import { mergedNumber, mergedNumberText } from '../formats/merged-units.ts';
import { writeNpy } from '../formats/npy-write.ts';
import { AccessError, ParameterError } from '../model/errors.ts';
import { decimalsFor } from '../model/merged.ts';
import { ndArray } from '../model/nd-array.ts';
import { toWriteError, writeAside } from './write-aside.ts';

/** One of the datasets that are merged. */
export interface MergedSource {
  readonly folder: string;
  readonly name: string;
  /** The cluster of each of its spikes, in time order. */
  readonly clusters: Int32Array;
  /** Units with spikes and their labels, ascending. */
  readonly groups: readonly (readonly [cluster: number, group: string])[];
}

/** Everything that goes into the folder of a merged dataset. */
export interface MergedFolder {
  /** Of the program. */
  readonly version: string;
  readonly sources: readonly MergedSource[];
  readonly clocks: readonly ClockFacts[];
  /** The pulses that the clocks were aligned by, on the first one. */
  readonly referenceOnsets: Float64Array;
  /** All spikes on the first dataset's clock, ascending, and the source that each is of. */
  readonly samples: Float64Array;
  readonly trains: Uint16Array;
}

/**
 * Writes the folder beside its final place, each file flushed to the disk, and then gives it its name: there is never
 * half a merged dataset. A folder that is there already is refused, or with `replace` given another name. Throws
 * ParameterError, AccessError.
 */
export async function writeMerged(
  folder: string,
  contents: MergedFolder,
  { replace, signal }: { readonly replace: boolean; readonly signal: AbortSignal },
): Promise<{ replaced: string | null }> {
  await checkFolder(folder, contents.sources, replace);
  const aside = path.join(path.dirname(folder), `.${randomBytes(6).toString('hex')}.merging`);
  try {
    await mkdir(path.join(aside, 'sync_chan'), { recursive: true });
    for (const [name, bytes] of filesOf(folder, contents)) {
      signal.throwIfAborted();
      await writeAside(path.join(aside, name), bytes(), signal);
    }
    await flushFolder(aside);
    const replaced = replace && (await exists(folder)) ? await freeName(folder) : null;
    if (replaced) await rename(folder, replaced);
    await rename(aside, folder);
    await flushFolder(path.dirname(folder));
    return { replaced };
  } catch (error) {
    await rm(aside, { recursive: true, force: true }).catch(() => {});
    // The user knows the folder that was asked for, not the one beside it that was written.
    throw toWriteError(folder, error instanceof AccessError ? error.cause : error);
  }
}

/** Throws ParameterError for a folder that must not be written: one that is there, or one of the datasets. */
export async function checkFolder(
  folder: string,
  sources: readonly { readonly folder: string }[],
  replace: boolean,
): Promise<void> {
  if (sources.some((source) => source.folder === folder))
    throw new ParameterError(`output: ${folder} is one of the datasets, which are never written`);
  if (!replace && (await exists(folder)))
    throw new ParameterError(
      `merge: ${folder} exists already; open it, or merge with replace, which keeps it under another name`,
    );
}

/** npyx's files, and `clocks.json` with what aligned them. Made one at a time, for each is as large as all spikes. */
function* filesOf(
  folder: string,
  { version, sources, clocks, referenceOnsets, samples, trains }: MergedFolder,
): Generator<readonly [name: string, bytes: () => Uint8Array]> {
  const text = (content: string) => () => new TextEncoder().encode(content);
  const rows = sources.map((source, index) => ({
    index,
    datasetName: path.basename(source.folder),
    dp: source.folder,
    probe: source.name,
    relativePath: path.relative(folder, source.folder).split(path.sep).join('/'),
  }));
  yield ['datasets_table.csv', text(datasetsTableText(rows))];
  yield ['spike_times.npy', () => writeNpy(ndArray(samples, samples.length), { int64: true })];
  yield ['spike_clusters.npy', () => writeNpy(ndArray(numbersOf(sources, trains), samples.length))];
  yield ['cluster_group.tsv', text(groupsText(sources))];
  // npyx counts the sample before the edge.
  const onsets = referenceOnsets.map((sample) => sample - 1);
  yield [
    `sync_chan/merged_ref_${rows[0]?.datasetName}.ap_sync_on_samples.npy`,
    () => writeNpy(ndArray(onsets, onsets.length), { int64: true }),
  ];
  yield [
    'clocks.json',
    text(`${JSON.stringify({ version, reference: sources[0]?.name, clocks }, null, 1)}\n`),
  ];
}

/** The number of each spike's unit, cluster + dataset / 10. */
function numbersOf(sources: readonly MergedSource[], trains: Uint16Array): Float64Array {
  const decimals = decimalsFor(sources.length);
  const next = new Float64Array(sources.length);
  const numbers = new Float64Array(trains.length);
  for (let i = 0; i < trains.length; i++) {
    const source = trains[i]!;
    numbers[i] = mergedNumber(sources[source]!.clusters[next[source]!++]!, source, decimals);
  }
  return numbers;
}

function groupsText(sources: readonly MergedSource[]): string {
  const decimals = decimalsFor(sources.length);
  const lines = sources.flatMap(({ groups }, index) =>
    groups.map(([cluster, group]) => `${mergedNumberText(cluster, index, decimals)}\t${group}\n`),
  );
  return `cluster_id\tgroup\n${lines.join('')}`;
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/** `merged_a_b.old`, `merged_a_b.old2` … */
async function freeName(folder: string): Promise<string> {
  for (let n = 1; ; n++) {
    const name = `${folder}.old${n === 1 ? '' : n}`;
    if (!(await exists(name))) return name;
  }
}

/** So that the names are on the disk too. Not every system lets a folder be flushed; then its own order must do. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}
