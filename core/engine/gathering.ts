import type { Gathering } from '../analyses/analysis.ts';
import { chooseStream, type Dataset, needSorting } from '../model/dataset.ts';
import { MissingPart, UnknownUnit } from '../model/errors.ts';
import type { Stream } from '../model/recording.ts';
import type { UnitId } from '../model/units.ts';
import type { OpenDataset } from './open-datasets.ts';

/** The door through which an analysis sees one dataset. Trains are copied out of the index into shared memory. */
export function gathering(
  open: OpenDataset,
  streamId: string | undefined,
  warn: (message: string) => void,
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
  return {
    dataset,
    warn,
    stream: () => streamOfSpikes(dataset, streamId),
    async unitTable() {
      const table = await open.unitTable();
      tell();
      return table;
    },
    async train(unit) {
      const { samples, own } = await ranksOf(unit);
      const train = new Float64Array(new SharedArrayBuffer(8 * own.length));
      for (let i = 0; i < own.length; i++) train[i] = samples[own[i]!]!;
      return train;
    },
    spikeIds: async (unit) => (await ranksOf(unit)).own,
  };
}

/** Without a name never a stream of another rate than the spikes: LF samples are no waveforms of AP spikes. */
function streamOfSpikes(dataset: Dataset, streamId: string | undefined): Stream {
  const stream = chooseStream(dataset, streamId);
  const { sorting, folder } = dataset;
  const isOther = sorting && Math.abs(stream.sampleRateHz / sorting.sampleRateHz - 1) > 0.001;
  if (streamId === undefined && isOther)
    throw new MissingPart(
      `stream of ${sorting.sampleRateHz} Hz, as the spikes were sorted from`,
      folder,
      `It has ${dataset.streams.map(({ id, sampleRateHz }) => `${id} of ${sampleRateHz} Hz`).join(', ')}. Put the header back beside the raw file, or name the stream.`,
    );
  return stream;
}
