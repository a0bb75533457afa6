import path from 'node:path';
import { readNpyHeader } from '../formats/npy.ts';
import type { NpyHeader } from '../formats/npy-header.ts';
import { SpikeTally, type StoredNumbers, type TallyBlock } from '../kernels/spike-tally.ts';
import type { PresenceBins } from '../kernels/unit-statistics.ts';
import { Cancelled, isInputError } from '../model/errors.ts';
import { type FileSource, fileSource } from './file-source.ts';
import { indexed, type LoadedSpikes, loadSpikes } from './spike-files.ts';
import type { UnitStatistics } from './unit-statistics.ts';

/** Spikes that are read together: a megabyte of each file, which the processor's cache still has when they are counted. */
const blockSpikes = 2 ** 17;
/** Ids from here on are counted in two passes. Sorters number from 0, and curating adds one for each merge or split. */
const unitCapacity = 2 ** 15;

export interface Survey {
  readonly spikes: LoadedSpikes;
  readonly statistics: UnitStatistics;
}

/**
 * The index of all spikes and the statistics of all units in one pass over the files: what `loadSpikes` and `unitStatistics`
 * give in several, while no file is read twice. Null where something is not as in most sortings: times that do not
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
): Promise<Survey | null> {
  const names = ['spike_times.npy', clustersName, 'spike_templates.npy', 'amplitudes.npy'];
  const opened: (FileSource | null)[] = [];
  try {
    for (const name of names) opened.push(files.has(name) ? await fileSource(path.join(folder, name)) : null);
    const headers = await Promise.all(opened.map((source) => source && readNpyHeader(source)));
    const lists = opened.map((source, i) => source && { source, header: headers[i]! });
    return await survey(lists, limitSamples, bins, signal);
  } catch (error) {
    if (isInputError(error)) return null;
    throw error;
  } finally {
    await Promise.all(opened.map((source) => source?.close()));
  }
}

/** The spikes, and with them the statistics where both came in one pass. */
export type Surveyed = Pick<Survey, 'spikes'> & Partial<Survey>;

/** The same, and where something is not as in most sortings what `readWhole` gives. */
export const surveyOrRead = async (...given: Parameters<typeof surveySpikes>): Promise<Surveyed | null> => {
  const [folder, , clustersName, , , signal] = given;
  return (await surveySpikes(...given)) ?? readWhole(folder, clustersName, signal);
};

/** The index alone, as `loadSpikes` makes it. Null where it cannot be read. Throws Cancelled soon after `signal` aborts. */
export async function readWhole(
  folder: string,
  clustersName: string,
  signal?: AbortSignal,
): Promise<Surveyed | null> {
  try {
    const [times, clusters] = [path.join(folder, 'spike_times.npy'), path.join(folder, clustersName)];
    return { spikes: await loadSpikes(times, clusters, signal) };
  } catch (error) {
    if (isInputError(error)) return null;
    throw error;
  }
}

interface List {
  readonly source: FileSource;
  readonly header: NpyHeader;
}

/** `lists` are times, units, templates and amplitudes. */
async function survey(
  lists: readonly (List | null)[],
  limitSamples: number,
  bins: PresenceBins,
  signal?: AbortSignal,
): Promise<Survey | null> {
  const [times = null, ids = null, templates = null, amplitudes = null] = lists;
  const count = times?.header.count ?? 0;
  if (!times || !ids || count === 0 || lists.some((list) => list && list.header.count !== count)) return null;
  const stored = {
    times: storedWhole(times.header),
    ids: storedWhole(ids.header),
    templates: templates && storedWhole(templates.header),
    amplitudes: amplitudes && storedFloat(amplitudes.header),
  };
  if (stored.times?.bytes !== 8 || !stored.ids) return null;
  if ((templates && !stored.templates) || (amplitudes && !stored.amplitudes)) return null;
  const tally = SpikeTally.create(
    { ...stored, times: stored.times, ids: stored.ids },
    { blockSpikes, capacity: unitCapacity },
    limitSamples,
    bins,
  );
  if (!tally) return null;

  const samples = new Float64Array(new SharedArrayBuffer(8 * count));
  // Not shared: they are let go after the unit table, and shared memory weighs nothing in the collector's eyes.
  const clusters = new Int32Array(count);
  const isNarrow = stored.ids.bytes === 4;
  // Read to where they stay, by other threads: touching new memory costs more than a copy.
  const homes = [
    new Uint8Array(samples.buffer),
    isNarrow ? new Uint8Array(clusters.buffer) : null,
    null,
    null,
  ];
  const homeOf = (list: number, start: number, spikes: number): Uint8Array | undefined => {
    const bytes = list === 0 ? 8 : 4;
    return homes[list]?.subarray(bytes * start, bytes * (start + spikes));
  };
  const readBlock = (start: number, block: TallyBlock) => {
    const spikes = Math.min(blockSpikes, count - start);
    const rooms = [block.times, block.ids, block.templates, block.amplitudes];
    return Promise.all(
      lists.map((list, i) => list && readPart(list, start, spikes, homeOf(i, start, spikes) ?? rooms[i]!)),
    );
  };
  const [even, odd] = tally.blocks as [TallyBlock, TallyBlock];
  let block = even;
  let reading = readBlock(0, block);
  for (let start = 0; start < count; start += blockSpikes) {
    await reading;
    if (signal?.aborted) throw new Cancelled();
    const full = block;
    block = full === even ? odd : even;
    // The next block is on its way while this one is counted.
    if (start + blockSpikes < count) reading = readBlock(start + blockSpikes, block);
    reading.catch(() => {});
    const length = Math.min(blockSpikes, count - start);
    full.times.set(homeOf(0, start, length)!);
    const ownIds = homeOf(1, start, length);
    if (ownIds) full.ids.set(ownIds);
    const spikes = tally.add(full, length);
    if (!spikes) {
      await reading.catch(() => {});
      return null;
    }
    samples.set(spikes.samples, start);
    if (!ownIds) clusters.set(spikes.ids, start);
  }
  const { units, offsets, ...statistics } = tally.result();
  return { spikes: indexed(samples, clusters, { units, offsets }), statistics };
}

async function readPart({ source, header }: List, start: number, count: number, room: Uint8Array) {
  const { dataOffset, itemBytes } = header;
  await source.readInto(room.subarray(0, count * itemBytes), dataOffset + start * itemBytes);
}

/** Null for numbers that the tally does not take. */
function storedWhole({ kind, itemBytes, bigEndian }: NpyHeader): StoredNumbers | null {
  if (bigEndian || (kind !== 'i' && kind !== 'u') || (itemBytes !== 4 && itemBytes !== 8)) return null;
  return { bytes: itemBytes, isSigned: kind === 'i' };
}

function storedFloat({ kind, itemBytes, bigEndian }: NpyHeader): { bytes: 4 | 8 } | null {
  return !bigEndian && kind === 'f' && (itemBytes === 4 || itemBytes === 8) ? { bytes: itemBytes } : null;
}
