import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { readNpyHeader } from '../formats/npy.ts';
import type { NpyHeader } from '../formats/npy-header.ts';
import { SpikeTally, type StoredNumbers, type Tallied } from '../kernels/spike-tally.ts';
import type { PresenceBins } from '../kernels/unit-statistics.ts';
import { Cancelled, isInputError } from '../model/errors.ts';
import { type FileSource, fileSource } from './file-source.ts';
import { indexed, type LoadedSpikes, loadSpikes } from './spike-files.ts';
import type { UnitStatistics } from './unit-statistics.ts';

/** Spikes that are read together: 640 kB of usual files, which the processor's cache still has when they are counted. */
const blockSpikes = 2 ** 15;
/** So many blocks in some milliseconds, after which others have their turn and whoever cancels is heard. */
const blocksInTurn = 16;
/** Ids from here on are counted in two passes. Sorters number from 0, and curating adds one for each merge or split. */
const unitCapacity = 2 ** 15;
/** For who wants the spikes and no statistics of them. */
const uncounted: PresenceBins = { width: 0, count: 0 };

/**
 * The statistics of all units in one pass over the files, through the same memory again and again: what `unitStatistics` gives
 * of spikes that were read, which takes twice as long. Null where something is not as in most sortings: times that do not
 * ascend or are no 64-bit integers, a file that is broken or of another length. The others say what then, and cope.
 * Throws Cancelled when `signal` aborts.
 */
export async function surveySpikes(
  folder: string,
  files: ReadonlySet<string>,
  clustersName: string,
  limitSamples: number,
  bins: PresenceBins,
  signal?: AbortSignal,
): Promise<UnitStatistics | null> {
  const names = ['spike_times.npy', clustersName, 'spike_templates.npy', 'amplitudes.npy'].map((name) =>
    files.has(name) ? name : null,
  );
  let [firstSample, lastSample] = [Number.NaN, Number.NaN];
  const tallied = await eachBlock(folder, names, limitSamples, bins, signal, () => (start, { samples }) => {
    if (start === 0) firstSample = samples[0]!;
    lastSample = samples.at(-1)!;
  });
  if (!tallied) return null;
  const { units, offsets, shortIntervals, presentBins, templates } = tallied;
  return {
    units: Array.from(units, String),
    spikeCount: Float64Array.from(units, (_, i) => offsets[i + 1]! - offsets[i]!),
    ...{ firstSample, lastSample, shortIntervals, presentBins, templates },
  };
}

/**
 * The index of all spikes as `loadSpikes` makes it, in one pass over the files where they are as in most sortings. Throws
 * FormatError, AccessError, and Cancelled soon after `signal` aborts.
 */
export async function readSpikes(
  folder: string,
  clustersName: string,
  signal?: AbortSignal,
): Promise<LoadedSpikes> {
  const names = ['spike_times.npy', clustersName];
  let samples: Float64Array = new Float64Array();
  let clusters: Int32Array = new Int32Array();
  const tallied = await eachBlock(folder, names, 0, uncounted, signal, (count) => {
    samples = new Float64Array(new SharedArrayBuffer(8 * count));
    // Not shared: they are let go after the unit table, and shared memory weighs nothing in the collector's eyes.
    clusters = new Int32Array(count);
    return (start, block) => {
      samples.set(block.samples, start);
      clusters.set(block.ids, start);
    };
  });
  if (tallied) return indexed(samples, clusters, tallied);
  const [times, ids] = names.map((name) => path.join(folder, name)) as [string, string];
  return loadSpikes(times, ids, signal);
}

interface List {
  readonly source: FileSource;
  readonly header: NpyHeader;
}

type UseBlock = (start: number, block: { samples: Float64Array; ids: Int32Array }) => void;

/**
 * Reads and counts block after block of times, units, templates and amplitudes, null where there is no such file. `begin` is told
 * how many spikes there are and gives what each block is handed to. Null for files that others cope with.
 */
async function eachBlock(
  folder: string,
  names: readonly (string | null)[],
  limitSamples: number,
  bins: PresenceBins,
  signal: AbortSignal | undefined,
  begin: (count: number) => UseBlock,
): Promise<Tallied | null> {
  const opened: (FileSource | null)[] = [];
  try {
    for (const name of names) opened.push(name === null ? null : await fileSource(path.join(folder, name)));
    const headers = await Promise.all(opened.map((source) => source && readNpyHeader(source)));
    const lists = opened.map((source, i) => source && { source, header: headers[i]! });
    const tally = tallyOf(lists, limitSamples, bins);
    if (!tally) return null;
    const rooms = [tally.block.times, tally.block.ids, tally.block.templates, tally.block.amplitudes];
    const count = lists[0]!.header.count;
    const use = begin(count);
    for (let start = 0, blocks = 1; start < count; start += blockSpikes, blocks++) {
      if (signal?.aborted) throw new Cancelled();
      const spikes = Math.min(blockSpikes, count - start);
      lists.forEach((list, i) => {
        if (list) readPart(list, start, spikes, rooms[i]!);
      });
      const added = tally.add(spikes);
      if (!added) return null;
      use(start, added);
      if (blocks % blocksInTurn === 0) await setImmediate();
    }
    return tally.result();
  } catch (error) {
    if (isInputError(error)) return null;
    throw error;
  } finally {
    await Promise.all(opened.map((source) => source?.close()));
  }
}

/** Null for lists that it does not take. */
function tallyOf(
  [times, ids, templates = null, amplitudes = null]: readonly (List | null)[],
  limitSamples: number,
  bins: PresenceBins,
): SpikeTally | null {
  const count = times?.header.count ?? 0;
  if (!times || !ids || count === 0) return null;
  if ([ids, templates, amplitudes].some((list) => list && list.header.count !== count)) return null;
  const stored = {
    times: storedWhole(times.header),
    ids: storedWhole(ids.header),
    templates: templates && storedWhole(templates.header),
    amplitudes: amplitudes && storedFloat(amplitudes.header),
  };
  if (stored.times?.bytes !== 8 || !stored.ids) return null;
  if ((templates && !stored.templates) || (amplitudes && !stored.amplitudes)) return null;
  return SpikeTally.create(
    { ...stored, times: stored.times, ids: stored.ids },
    { blockSpikes, capacity: unitCapacity },
    limitSamples,
    bins,
  );
}

function readPart({ source, header }: List, start: number, count: number, room: Uint8Array): void {
  const { dataOffset, itemBytes } = header;
  source.readNow(room.subarray(0, count * itemBytes), dataOffset + start * itemBytes);
}

/** Null for numbers that the tally does not take. */
function storedWhole({ kind, itemBytes, bigEndian }: NpyHeader): StoredNumbers | null {
  if (bigEndian || (kind !== 'i' && kind !== 'u') || (itemBytes !== 4 && itemBytes !== 8)) return null;
  return { bytes: itemBytes, isSigned: kind === 'i' };
}

function storedFloat({ kind, itemBytes, bigEndian }: NpyHeader): { bytes: 4 | 8 } | null {
  return !bigEndian && kind === 'f' && (itemBytes === 4 || itemBytes === 8) ? { bytes: itemBytes } : null;
}
