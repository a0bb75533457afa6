import path from 'node:path';
import { columnsOf, labelsOf } from '../formats/cluster-tsv.ts';
import type { PresenceBins } from '../kernels/unit-statistics.ts';
import type { PartStatus } from '../model/dataset.ts';
import type { Sorting } from '../model/sorting.ts';
import type { SortingFolder } from './find-sorting.ts';
import { once, onceWeakly } from './load-once.ts';
import { statusMaker } from './part-status.ts';
import { isLabelFile, readClusterTables } from './read-cluster-tables.ts';
import { readChannelMap, readChannelPositions, readChannelShanks } from './sorted-channels.ts';
import { checkTemplates, readTemplates } from './sorted-templates.ts';
import { checkWhitening, readWhitening } from './sorted-whitening.ts';
import { sorterName } from './sorter-name.ts';
import { readSpikeDepths } from './spike-depths.ts';
import {
  checkSpikeLengths,
  type LoadedSpikes,
  readColumn,
  reorder,
  toFloat64,
  unitNumbers,
} from './spike-files.ts';
import { foreignTemplateWarnings, outsideWarnings } from './spike-warnings.ts';
import { readSpikes, surveySpikes } from './survey-spikes.ts';
import { type TemplateReader, templateReader } from './template-reader.ts';
import { type UnitStatistics, unitOfSpikes, unitStatistics } from './unit-statistics.ts';

/** A sorting on this machine's disks. */
export interface FileSorting extends Sorting {
  /** Reads the spikes, so that `spikes` has them at once. Throws Cancelled soon after `signal` aborts. */
  readSpikes(signal?: AbortSignal): Promise<void>;
  /** What the table is made of, in one pass over the spikes, which are not kept. */
  unitStatistics(limitSamples: number, bins: PresenceBins, signal?: AbortSignal): Promise<UnitStatistics>;
  /** Templates one by one, for who needs none of them for long; undefined without. Close it. Throws as `templates` does. */
  openTemplates(): Promise<TemplateReader | undefined>;
}

/** What an opened sorting adds to the parts of a dataset. */
export interface OpenedSorting {
  readonly sorting: FileSorting;
  readonly parts: readonly PartStatus[];
}

/**
 * The sorting in a folder that `findSorting` found. Only headers and tables are read here; each array is read when it
 * is first asked for. A part that is broken is told among the parts with its sentence, and throws the same sentence
 * when it is asked for; the others work. `from` are the facts that the recording knows better than params.py.
 */
export async function openSorting(
  found: SortingFolder,
  from: {
    readonly root: string;
    readonly sampleRateHz: number | undefined;
    /** Length of the raw file. */
    readonly sampleCount?: number | null | undefined;
    readonly streamId: string | null;
  },
): Promise<OpenedSorting> {
  const { folder, files, params } = found;
  const at = (name: string) => path.join(folder, name);
  const has = (name: string) => files.has(name);
  const warnings: string[] = [];
  const status = statusMaker(from.root, folder);

  const clustersName =
    !has('spike_clusters.npy') && has('spike_templates.npy') ? 'spike_templates.npy' : 'spike_clusters.npy';
  if (clustersName === 'spike_templates.npy')
    warnings.push(
      `${at(clustersName)} stands in for spike_clusters.npy, which is missing: units are templates.`,
    );
  const spikesPart = await status(
    'spikes',
    'spike_times.npy',
    'spike trains, correlograms and the unit table are off',
    () => checkSpikeLengths(at('spike_times.npy'), at(clustersName)),
  );
  const channelMap = once(() => readChannelMap(folder, files));
  const templatesPart = await status(
    'templates',
    'templates.npy',
    'templates, peak channels and depths are off',
    async () => checkTemplates(folder, files, (await channelMap().catch(() => undefined))?.length),
  );
  const { tables, broken: brokenTables } = await readClusterTables(folder, files);
  const labelFiles = tables.map(({ file }) => file);
  const firstLabelFile =
    labelFiles.find((name) => name.startsWith('cluster_group')) ??
    labelFiles.find(isLabelFile) ??
    labelFiles[0];
  const labelsPart: PartStatus = {
    part: 'labels',
    ...(brokenTables.length > 0
      ? {
          state: 'broken' as const,
          message: brokenTables.join(' '),
          costs: 'labels and columns of that file are off',
        }
      : firstLabelFile
        ? { state: 'present' as const, file: path.relative(from.root, at(firstLabelFile)) }
        : {
            state: 'missing' as const,
            message: `${folder}: no cluster_group.tsv or other cluster_*.tsv; every unit counts as unsorted.`,
            costs: 'labels are off',
          }),
  };

  const sampleRateHz = from.sampleRateHz ?? params?.sampleRateHz ?? 30000;
  if (from.sampleRateHz === undefined && params?.sampleRateHz === undefined)
    warnings.push(`${folder}: no header and no params.py gives the sampling rate; 30000 Hz is assumed.`);
  else if (params?.sampleRateHz && Math.abs(params.sampleRateHz / sampleRateHz - 1) > 0.001)
    warnings.push(
      `${at('params.py')}: found sample_rate ${params.sampleRateHz}, the recording's header says ${sampleRateHz}; the header's is used.`,
    );
  if (found.paramsMessage) warnings.push(found.paramsMessage);

  const say = (warning: string) => {
    if (!warnings.includes(warning)) warnings.push(warning);
  };
  // First, so that whatever is asked for fails with the sentence of the part.
  const checkSpikes = () => checkSpikeLengths(at('spike_times.npy'), at(clustersName));
  /** What is read for one who may cancel. */
  let begun: Promise<LoadedSpikes> | undefined;
  let isLoading = false;
  const spikes = once(async () => {
    await checkSpikes();
    isLoading = true;
    // What somebody cancelled is read here by who needs it.
    const loaded = (await begun?.catch(() => null)) ?? (await readSpikes(folder, clustersName));
    const { index, order } = loaded;
    if (order) say(`${at('spike_times.npy')}: found times out of order; they were sorted.`);
    sayOutside(index.samples[0], index.samples.at(-1));
    return { index, order, unitOf: new WeakRef(loaded.unitOf) };
  });
  const sayOutside = (first?: number, last?: number) => {
    for (const text of outsideWarnings(at('spike_times.npy'), first, last, from.sampleCount)) say(text);
  };
  /** Reads the spikes for one who may cancel, unless somebody does already. */
  const readFor = async (signal?: AbortSignal) => {
    const own = isLoading || begun ? undefined : readSpikes(folder, clustersName, signal);
    begun ??= own;
    try {
      await own;
      return await spikes();
    } finally {
      if (begun === own) begun = undefined;
    }
  };
  const statisticsOfSpikes = async (limitSamples: number, bins: PresenceBins, signal?: AbortSignal) => {
    const { index, order, unitOf } = await readFor(signal);
    const loaded = { index, order, unitOf: unitOf.deref() ?? (() => unitOfSpikes(index)) };
    return unitStatistics(folder, files, loaded, limitSamples, bins, signal);
  };
  /** One value per spike, in the order of the index. */
  const perSpike = async (name: string) => {
    const { index, order } = await spikes();
    await checkSpikeLengths(at('spike_times.npy'), at(name));
    const values = await readColumn(at(name), index.samples.length);
    return order ? reorder(values, order) : values;
  };
  /** How many channels were sorted; the last axis of sparse templates does not tell. */
  const sortedCount = async () => {
    const isSparse = has('templates_ind.npy') || has('template_ind.npy');
    const width = isSparse ? undefined : templatesPart.result?.shape[2];
    return (await channelMap().catch(() => undefined))?.length ?? width;
  };
  const channelPositions = once(async () => readChannelPositions(folder, files, await sortedCount()));
  const channelShanks = once(async () => readChannelShanks(folder, files, await sortedCount()));
  const optionalParts = await Promise.all([
    status('channel map', 'channel_map.npy', 'peak channels are off', channelMap),
    status('whitening matrix', 'whitening_mat_inv.npy', 'amplitudes in µV are off', async () =>
      checkWhitening(folder, files, await sortedCount()),
    ),
    status(
      'channel positions',
      'channel_positions.npy',
      'positions from the sorting are off',
      channelPositions,
    ),
    status('channel shanks', 'channel_shanks.npy', 'shanks from the sorting are off', channelShanks),
    ...['spike_templates.npy', 'amplitudes.npy'].map((name) =>
      status(name.replace('.npy', '').replace('_', ' '), name, 'amplitudes in µV are off', async () => {
        if (has(name) && spikesPart.part.state === 'present')
          await checkSpikeLengths(at('spike_times.npy'), at(name));
      }),
    ),
  ]);
  const sorter = await sorterName(found, templatesPart.result?.shape);
  const whitening = once(async () => readWhitening(folder, files, await sortedCount()));
  const sorting: FileSorting = {
    folder,
    sorter,
    sampleRateHz,
    streamId: from.streamId,
    channelMap,
    channelPositions,
    channelShanks,
    spikes: async () => (await spikes()).index,
    labels: once(async () => labelsOf(tables)),
    columns: once(async () => columnsOf(tables)),
    amplitudes: onceWeakly(async () =>
      has('amplitudes.npy') ? toFloat64(await perSpike('amplitudes.npy')) : undefined,
    ),
    spikeTemplates: onceWeakly(async () =>
      has('spike_templates.npy')
        ? unitNumbers(await perSpike('spike_templates.npy'), at('spike_templates.npy'))
        : undefined,
    ),
    templates: once(async () =>
      has('templates.npy')
        ? readTemplates(folder, files, (await channelMap().catch(() => undefined))?.length)
        : undefined,
    ),
    openTemplates: async () =>
      has('templates.npy')
        ? templateReader(folder, files, (await channelMap().catch(() => undefined))?.length, () =>
            sorting.templates(),
          )
        : undefined,
    whiteningInverse: async () => (await whitening())?.inverse,
    readSpikes: async (signal) => {
      await checkSpikes();
      await readFor(signal);
    },
    unitStatistics: async (limitSamples, bins, signal) => {
      await checkSpikes();
      const statistics =
        (await surveySpikes(folder, files, clustersName, limitSamples, bins, signal)) ??
        (await statisticsOfSpikes(limitSamples, bins, signal));
      sayOutside(statistics.firstSample, statistics.lastSample);
      const templateCount = templatesPart.result?.shape[0];
      for (const text of foreignTemplateWarnings(at('spike_templates.npy'), statistics, templateCount))
        say(text);
      return statistics;
    },
    amplitudesScaleTemplates: async () => (await whitening())?.isPlaceholder === false,
    spikeDepths: async (runs) => {
      const { index, order } = await spikes();
      if (order) return undefined;
      const facts = {
        spikeCount: index.samples.length,
        spikeTemplates: await sorting.spikeTemplates(),
        positions: await channelPositions(),
      };
      return readSpikeDepths(folder, files, runs, facts);
    },
    warnings,
  };
  // These are no parts of their own unless they are broken.
  const broken = optionalParts.map(({ part }) => part).filter(({ state }) => state === 'broken');
  return { sorting, parts: [spikesPart.part, labelsPart, templatesPart.part, ...broken] };
}
