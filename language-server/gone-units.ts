import { successorsOf } from '../core/formats/phy-log.ts';
import { phyChanges } from '../core/io/read-phy-log.ts';
import type { Dataset } from '../core/model/dataset.ts';
import type { UnitId, UnitTable } from '../core/model/units.ts';

/** A unit that is not there any more, and the units that it became. */
export interface GoneUnit {
  readonly kind: 'merge' | 'split';
  /** As they are called in the dataset: of a merged one with the number of the probe. */
  readonly units: readonly UnitId[];
}

/** What phy's log tells of a unit that is gone; null where it tells nothing. */
export async function goneUnit(
  unit: UnitId,
  dataset: Dataset,
  { ids }: Pick<UnitTable, 'ids'>,
): Promise<GoneUnit | null> {
  const [cluster = '', probe] = unit.split('.');
  const source = dataset.merged ? dataset.merged[Number(probe)]?.dataset : dataset;
  if (!source?.sorting) return null;
  const here = (id: UnitId) => (dataset.merged ? `${id}.${probe}` : id);
  const there = new Set(ids);
  const found = successorsOf(cluster, await phyChanges(source.sorting.folder), (id) => there.has(here(id)));
  return found && { kind: found.kind, units: found.units.map(here) };
}
