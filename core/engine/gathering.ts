import type { Gathering } from '../analyses/analysis.ts';
import { chooseStream, needSorting } from '../model/dataset.ts';
import { UnknownUnit } from '../model/errors.ts';
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
    stream: () => chooseStream(dataset, streamId),
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
