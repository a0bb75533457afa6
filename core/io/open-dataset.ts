import { readdirSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Dataset, PartStatus } from '../model/dataset.ts';
import { FormatError } from '../model/errors.ts';
import type { Stream } from '../model/recording.ts';
import type { Sorting } from '../model/sorting.ts';
import { datasetFolder } from './dataset-folder.ts';
import { datasetName } from './dataset-name.ts';
import { findSorting, readParams, type SortingFolder } from './find-sorting.ts';
import type { FoundStreams } from './found-streams.ts';
import { matchStream } from './match-stream.ts';
import { datasetsTable, isMerged, openMerged } from './merged-dataset.ts';
import { openEphysStreams } from './open-ephys-streams.ts';
import { openSorting } from './open-sorting.ts';
import { findRawFile, paramsStream } from './params-stream.ts';
import { isClusterFile } from './read-cluster-tables.ts';
import { toAccessError } from './read-file.ts';
import { spikeGlxStreams } from './spikeglx-streams.ts';
import { savedEdgeSources } from './sync-chan-files.ts';

export { datasetFolder };

/**
 * The recording that a path names: a folder, or any file in it (`*.ap.meta`, `*.bin`, `*.cbin`, `structure.oebin`,
 * `continuous.dat`, `params.py`). Headers and tables are read, kilobytes; spikes and templates when they are asked for.
 * A part that is missing or broken is told in `parts` and disables nothing else.
 * Throws AccessError when the folder may not be read, FormatError when it holds no recording or nothing of it can be
 * used.
 */
export async function openDataset(file: string): Promise<Dataset> {
  const folder = await datasetFolder(file);
  if (await isMerged(folder))
    return openMerged(folder, async (source) => openSingle(await datasetFolder(source)));
  return openSingle(folder);
}

/** A dataset that was not merged, whatever else lies in its folder. */
async function openSingle(folder: string): Promise<Dataset> {
  await list(folder);
  let header = await readHeaders(folder);
  const rawFiles = header.found.streams.flatMap(({ raw }) => (raw ? [raw.file] : []));
  const sortings = await findSorting(folder, rawFiles);
  const chosen = sortings?.chosen ?? (await paramsAlone(folder));
  // A sorting folder opened by itself: its recording may lie elsewhere, with headers.
  if (chosen && header.found.parts.length === 0) header = await headersOfRaw(chosen, folder, header);

  const made = chosen && header.found.streams.length === 0 ? await paramsStream(chosen, folder) : undefined;
  const streams: readonly Stream[] = made ? [made.stream] : header.found.streams;
  const parts: PartStatus[] = [...header.found.parts, ...(made ? [made.part] : [])];
  const warnings = [...header.found.warnings, ...streams.flatMap((stream) => stream.warnings)];

  let sorting: Sorting | undefined;
  if (sortings) {
    const streamId = matchStream(streams, sortings.chosen.params?.datPaths ?? [], sortings.chosen.folder);
    const { sampleRateHz, sampleCount } = streams.find(({ id }) => id === streamId) ?? {};
    const opened = await openSorting(sortings.chosen, {
      root: folder,
      sampleRateHz,
      sampleCount,
      streamId,
    });
    sorting = opened.sorting;
    parts.push(...opened.parts);
    warnings.push(...sorting.warnings);
    parts.push(...(await foreignColumns(sorting, streams, folder)));
    if (sortings.others.length > 0) {
      const others = sortings.others.map((other) => path.relative(folder, other.folder)).join(', ');
      const used = path.relative(folder, sorting.folder);
      warnings.push(`Spikes are those of ${used}; ${others} hold others: open their params.py to see them.`);
    }
  }
  if (streams.length === 0 && !sorting) throw await nothingUsable(folder, parts);
  if (header.found.parts.length === 0)
    parts.unshift({
      part: 'recording header',
      state: 'missing',
      message: `${folder}: found no .meta or structure.oebin, expected one beside the sorting. Copy it there.`,
      costs: made
        ? 'the µV scale and the probe model are off'
        : 'metadata, probe geometry and waveforms are off',
    });
  if (!sortings)
    parts.push({
      part: 'spikes',
      state: 'missing',
      message: `${folder}: found no spike_times.npy in it, in a kilosort*, sorter_output or phy subfolder, or beside it. Sort the recording, or copy the sorter's output there.`,
      costs: 'units, templates and correlograms are off',
    });
  return {
    folder,
    name: datasetName(folder, streams),
    acquisition: header.acquisition,
    software: header.found.software,
    streams,
    headers: header.found.headers,
    ...(sorting && { sorting }),
    edgeSources: [...(header.found.edgeSources ?? []), ...(await savedEdgeSources(streams))],
    parts,
    warnings,
  };
}

/** A channel map that names columns the raw file does not have belongs to another recording. */
async function foreignColumns(
  sorting: Sorting,
  streams: readonly Stream[],
  folder: string,
): Promise<PartStatus[]> {
  const columnCount = streams.find(({ id }) => id === sorting.streamId)?.channels.length;
  const map = await sorting.channelMap().catch(() => undefined);
  const foreign = columnCount === undefined ? undefined : map?.find((column) => column >= columnCount);
  if (foreign === undefined) return [];
  const file = path.join(sorting.folder, 'channel_map.npy');
  return [
    {
      part: 'channel map',
      state: 'broken',
      file: path.relative(folder, file),
      message: `${file}: found column ${foreign}, expected columns below ${columnCount} as in ${sorting.streamId}. The sorting belongs to another recording; put the right one there.`,
      costs: 'peak channels and waveforms are wrong',
    },
  ];
}

interface Headers {
  readonly found: FoundStreams;
  readonly acquisition: Dataset['acquisition'];
}

async function readHeaders(folder: string): Promise<Headers> {
  const glx = await spikeGlxStreams(folder);
  const openEphys = await openEphysStreams(folder);
  const acquisition =
    glx.parts.length > 0 ? 'SpikeGLX' : openEphys.parts.length > 0 ? 'Open Ephys' : 'unknown';
  return {
    acquisition,
    found: {
      streams: [...glx.streams, ...openEphys.streams],
      headers: [...glx.headers, ...openEphys.headers],
      parts: [...glx.parts, ...openEphys.parts],
      warnings: [...glx.warnings, ...openEphys.warnings],
      edgeSources: openEphys.edgeSources ?? [],
      software: glx.software ?? openEphys.software,
    },
  };
}

/** The headers beside the raw file that params.py names, or in the folder above the sorting. */
async function headersOfRaw(sorting: SortingFolder, folder: string, none: Headers): Promise<Headers> {
  const raw = await findRawFile(sorting, folder);
  const candidates = raw ? [await datasetFolder(raw)] : [];
  const names = new Set((sorting.params?.datPaths ?? []).map((dat) => dat.replace(/^.*[\\/]/, '')));
  for (const up of [path.dirname(folder), path.dirname(path.dirname(folder))]) candidates.push(up);
  for (const candidate of new Set(candidates)) {
    if (candidate === folder) continue;
    const headers = await readHeaders(candidate).catch(() => none);
    // Without the raw file the header must at least have its name; a folder further up may hold other recordings.
    const isOurs = headers.found.streams.some(
      ({ raw: own, headerFile }) =>
        (raw !== undefined && own?.file === raw) ||
        names.has(path.basename(headerFile).replace(/\.meta$/i, '.bin')),
    );
    if (isOurs) return headers;
  }
  return none;
}

/** A params.py without spikes beside it still says how to read its raw file. */
async function paramsAlone(folder: string): Promise<SortingFolder | undefined> {
  const { params } = await readParams(folder);
  return params && { folder, files: new Set(await list(folder)), params };
}

const list = (folder: string): Promise<string[]> =>
  readdir(folder).catch((error: unknown) => {
    throw toAccessError(folder, error);
  });

/** The sentence of the first broken header, else what was looked for. */
async function nothingUsable(folder: string, parts: readonly PartStatus[]): Promise<FormatError> {
  const names = await list(folder);
  const raw = names.find((name) => /\.(?:bin|cbin|dat)$/i.test(name));
  const error = new FormatError({
    file: folder,
    found: raw ? `${raw} without its header` : names.length > 0 ? 'no recording' : 'an empty folder',
    expected:
      'a .meta file of SpikeGLX, a structure.oebin of Open Ephys, or the params.py and spike_times.npy of a sorting',
    todo: 'Open the folder that holds one of these, or copy it here.',
  });
  const broken = parts.find(({ state, message }) => state === 'broken' && message);
  // The part's own sentence is complete and says more.
  if (broken?.message) error.message = broken.message;
  return error;
}

/**
 * The files whose change makes an opened dataset stale, absolute: headers, raw files, spikes, labels, params.py. Label
 * files that phy may yet write are among them.
 */
export function watchedFiles(dataset: Dataset): readonly string[] {
  const { folder, streams, sorting, parts } = dataset;
  const files = new Set<string>();
  for (const { file } of parts) if (file) files.add(path.resolve(folder, file));
  for (const { headerFile, raw } of streams) {
    files.add(headerFile);
    if (raw) files.add(raw.file);
    if (raw?.chunksFile) files.add(raw.chunksFile);
  }
  if (dataset.merged) files.add(path.join(folder, datasetsTable));
  for (const { dataset: source } of dataset.merged ?? [])
    if (source) for (const file of watchedFiles(source)) files.add(file);
  if (sorting) {
    const names = [
      'spike_times.npy',
      'spike_clusters.npy',
      'params.py',
      'cluster_group.tsv',
      'cluster_info.tsv',
    ];
    for (const name of [...names, ...clusterFiles(sorting.folder)])
      files.add(path.join(sorting.folder, name));
  }
  return [...files];
}

function clusterFiles(folder: string): string[] {
  try {
    return readdirSync(folder).filter(isClusterFile);
  } catch {
    return [];
  }
}
