import { stat } from 'node:fs/promises';
import path from 'node:path';
import { type DatasetsTableRow, parseDatasetsTable } from '../formats/datasets-table.ts';
import type { Dataset, MergedProbe, PartStatus } from '../model/dataset.ts';
import { isInputError, messageOf } from '../model/errors.ts';
import type { Stream } from '../model/recording.ts';
import { exists } from './dataset-folder.ts';
import { mergedSorting } from './merged-sorting.ts';
import { readSmallText } from './read-file.ts';

export const datasetsTable = 'datasets_table.csv';

/** True for a folder that merged datasets lie in; the name of the folder tells nothing. */
export const isMerged = (folder: string): Promise<boolean> => exists(path.join(folder, datasetsTable));

/**
 * Datasets that were merged, by this program or npyx, as one: the streams of all of them, and all spikes on the clock of
 * the first. One that is not there any more is a broken part, and costs only what is read from it. `open` opens a
 * single dataset. Throws FormatError for a table that cannot be read.
 */
export async function openMerged(
  folder: string,
  open: (folder: string) => Promise<Dataset>,
): Promise<Dataset> {
  const file = path.join(folder, datasetsTable);
  const rows = parseDatasetsTable(await readSmallText(file), file);
  const opened = await Promise.all(rows.map((row) => openSource(row, folder, open)));
  const streams = opened.flatMap(({ dataset }) => dataset?.streams ?? []);
  const isUnique = new Set(streams.map(({ id }) => id)).size === streams.length;
  /** `imec1.ap`, or `lateral:imec0.ap` where two probes have streams of the same name. */
  const idIn = (probe: string, id: string) => (isUnique ? id : `${probe}:${id}`);
  const probes = opened.map((source): MergedProbe => {
    const streamId = source.dataset?.sorting?.streamId;
    return { ...source, streamId: streamId ? idIn(source.name, streamId) : null };
  });
  const known = probes.flatMap(({ name, dataset }) => (dataset ? [{ name, dataset }] : []));
  const named = (stream: Stream, probe: string): Stream => ({ ...stream, id: idIn(probe, stream.id) });
  const first = (probes.find(({ index }) => index === 0)?.dataset ?? known[0]?.dataset)?.sorting;
  const sorting = await mergedSorting(folder, probes, {
    sampleRateHz: first?.sampleRateHz ?? 30_000,
    streamId: probes[0]?.streamId ?? null,
  });
  return {
    folder,
    name: nameOf(rows),
    acquisition: known[0]?.dataset.acquisition ?? 'unknown',
    software: [...new Set(known.flatMap(({ dataset }) => dataset.software ?? []))].join(', ') || null,
    streams: known.flatMap(({ name, dataset }) => dataset.streams.map((stream) => named(stream, name))),
    headers: known.flatMap(({ dataset }) =>
      dataset.headers.map(({ file, values }) => ({ file: path.join(dataset.folder, file), values })),
    ),
    sorting,
    merged: probes,
    edgeSources: known.flatMap(({ name, dataset }) =>
      (dataset.edgeSources ?? []).map((source) => ({ ...source, streamId: idIn(name, source.streamId) })),
    ),
    parts: [await spikesPart(folder), ...probes.flatMap((probe) => partsOf(probe, folder))],
    warnings: [
      ...(first ? [] : [`${folder}: no source dataset tells the sampling rate; 30000 Hz is assumed.`]),
      ...sorting.warnings,
      ...known.flatMap(({ name, dataset }) => dataset.warnings.map((warning) => `${name}: ${warning}`)),
    ],
  };
}

/** The dataset of a row: at its path from here, where it was when they were merged, or beside under its name. */
async function openSource(
  { index, datasetName, dp, probe, relativePath }: DatasetsTableRow,
  folder: string,
  open: (folder: string) => Promise<Dataset>,
): Promise<Omit<MergedProbe, 'streamId'>> {
  const written = dp.replaceAll('\\', path.sep);
  const places = [
    ...(relativePath ? [path.resolve(folder, relativePath)] : []),
    path.resolve(folder, written),
    path.resolve(folder, '..', datasetName),
    path.resolve(folder, datasetName),
  ];
  for (const place of places) {
    const isFolder = await stat(place).then(
      (facts) => facts.isDirectory(),
      () => false,
    );
    if (!isFolder || place === folder) continue;
    try {
      return { index, name: probe, folder: place, dataset: await open(place) };
    } catch (error) {
      if (!isInputError(error)) throw error;
      return { index, name: probe, folder: place, message: messageOf(error) };
    }
  }
  return {
    index,
    name: probe,
    folder: places[0] as string,
    message: `${path.join(folder, datasetsTable)}: found no folder ${dp} for ${probe}, expected the dataset there or as ${datasetName} beside the merged folder. Put it there, or correct the table.`,
  };
}

const nameOf = (rows: readonly DatasetsTableRow[]): string => {
  const names = rows.map(({ datasetName }) => datasetName);
  return names.length > 3 ? `${names.slice(0, 2).join(' + ')} + ${names.length - 2} more` : names.join(' + ');
};

async function spikesPart(folder: string): Promise<PartStatus> {
  for (const name of ['spike_times.npy', 'spike_clusters.npy'])
    if (!(await exists(path.join(folder, name))))
      return {
        part: 'spikes',
        state: 'missing',
        file: name,
        message: `${path.join(folder, name)}: found no such file, expected the spikes of the merged datasets. Merge them again.`,
        costs: 'spike trains, correlograms and the unit table are off',
      };
  return { part: 'spikes', state: 'present', file: 'spike_times.npy' };
}

function partsOf({ name, dataset, message, folder }: MergedProbe, root: string): PartStatus[] {
  if (!dataset)
    return [
      {
        part: `dataset ${name}`,
        state: 'missing',
        file: path.relative(root, folder),
        ...(message && { message }),
        costs: `waveforms, templates and places of the units of ${name} are off`,
      },
    ];
  return dataset.parts.map((part) => ({
    ...part,
    part: `${part.part} of ${name}`,
    ...(part.file !== undefined && {
      file: path.relative(root, path.resolve(dataset.folder, part.file)),
    }),
  }));
}
