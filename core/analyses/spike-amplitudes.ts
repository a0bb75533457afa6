import { needSorting } from '../model/dataset.ts';
import type { UnitId } from '../model/units.ts';
import type { Gathering } from './analysis.ts';

/**
 * Amplitudes of a unit's spikes as its sorter scaled them, in shared memory and in the order of its train; of a merged
 * dataset from the unit's source. Null where the sorter wrote none.
 */
export async function spikeAmplitudes(from: Gathering, unit: UnitId): Promise<Float64Array | null> {
  const source = from.dataset.merged ? await from.source(unit) : undefined;
  const all = await needSorting(source?.dataset ?? from.dataset).amplitudes();
  if (!all) return null;
  const ids = source?.spikeIds ?? (await from.spikeIds(unit));
  const own = new Float64Array(new SharedArrayBuffer(8 * ids.length));
  for (let i = 0; i < ids.length; i++) own[i] = all[ids[i] as number] as number;
  return own;
}
