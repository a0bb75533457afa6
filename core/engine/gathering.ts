import type { AnyAnalysis, Gathering } from '../analyses/analysis.ts';
import { eventKinds } from '../io/event-kinds.ts';
import { trainsOfRanks } from '../kernels/trains-of-ranks.ts';
import { chooseStream, type Dataset, needSorting, warningsOfFile } from '../model/dataset.ts';
import { MissingPart, UnknownUnit } from '../model/errors.ts';
import type { Stream } from '../model/recording.ts';
import type { UnitId } from '../model/units.ts';
import { mergedSource } from './merged-source.ts';
import type { OpenDataset } from './open-datasets.ts';
import { together } from './together.ts';

/** Runs another analysis for one that is gathering. */
export type RunOther = (
  analysis: AnyAnalysis,
  units: readonly UnitId[],
  params: Readonly<Record<string, unknown>>,
) => Promise<unknown>;

/**
 * The door through which an analysis sees one dataset. Trains are copied out of the index into shared memory. One that
 * reads raw samples is warned of what is wrong with their file.
 */
export function gathering(
  open: OpenDataset,
  streamId: string | undefined,
  warn: (message: string) => void,
  runOther: RunOther,
  readsRaw = false,
): Gathering {
  const { dataset } = open;
  const told = new Set(dataset.warnings);
  /** What the headers did not tell and the spikes did. */
  const tell = () => {
    for (const warning of dataset.sorting?.warnings ?? []) {
      if (!told.has(warning)) warn(warning);
      told.add(warning);
    }
  };
  const ranksOf = async (unit: UnitId) => {
    const sorting = needSorting(dataset);
    const { samples, units, offsets, ranks } = await sorting.spikes();
    tell();
    const place = units.indexOf(unit);
    if (place === -1) throw new UnknownUnit(unit, sorting.folder, units);
    return { samples, own: ranks.subarray(offsets[place], offsets[place + 1]) };
  };
  const stream = () => {
    const chosen = streamOfSpikes(dataset, streamId);
    if (readsRaw && chosen.raw) warningsOfFile(dataset, chosen.raw.file).forEach(warn);
    return chosen;
  };
  /** Analyses ask for the trains of all their units at once. */
  const copied = together(async (asked: readonly UnitId[]) => {
    const found = await Promise.all(asked.map(ranksOf));
    return trainsOfRanks(
      found[0]!.samples,
      found.map(({ own }) => own),
    );
  });
  const train = async (unit: UnitId) => {
    const kept = await open.train(unit, () => copied(unit));
    tell();
    return kept;
  };
  const spikeIds = async (unit: UnitId) => (await ranksOf(unit)).own;
  return {
    dataset,
    warn,
    stream,
    train,
    spikeIds,
    source: async (unit) =>
      dataset.merged
        ? mergedSource(dataset, unit, await train(unit), streamId)
        : {
            dataset,
            stream: stream(),
            unit,
            train: await train(unit),
            spikeIds: await spikeIds(unit),
          },
    events: (sources, unit) => eventKinds(dataset, sources, unit, warn),
    resultOf: async (analysis, units, params = {}) => (await runOther(analysis, units, params)) as never,
    async unitTable() {
      const table = await open.unitTable();
      tell();
      return table;
    },
  };
}

/** Without a name never a stream of another rate than the spikes: LF samples are no waveforms of AP spikes. */
function streamOfSpikes(dataset: Dataset, streamId: string | undefined): Stream {
  const stream = chooseStream(dataset, streamId);
  const { sorting, folder } = dataset;
  const broken = dataset.parts.find(({ part, state }) => part.endsWith(' metadata') && state !== 'present');
  const isOther = sorting && Math.abs(stream.sampleRateHz / sorting.sampleRateHz - 1) > 0.001;
  if (streamId === undefined && isOther)
    throw new MissingPart(
      `stream of ${sorting.sampleRateHz} Hz, as the spikes were sorted from`,
      folder,
      `It has ${dataset.streams.map(({ id, sampleRateHz }) => `${id} of ${sampleRateHz} Hz`).join(', ')}. ${broken?.message ?? 'Put the header back beside the raw file, or name the stream.'}`,
    );
  return stream;
}
