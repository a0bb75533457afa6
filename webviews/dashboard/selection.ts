import type { UnitId } from '../../core/model/units.ts';

/** One selected unit and the number of its colour. */
export interface Selected {
  readonly unit: UnitId;
  readonly slot: number;
}

/** The selected units in the order they were chosen. Invariant: units and slots are distinct. */
export type Selection = readonly Selected[];

/**
 * The selection of exactly `units`: a unit that stays keeps its place and its colour, a new one comes last and takes
 * the lowest free colour. Duplicates are dropped.
 */
export function selectUnits(before: Selection, units: readonly UnitId[]): Selection {
  const wanted = new Set(units);
  const kept = before.filter(({ unit }) => wanted.delete(unit));
  if (wanted.size === 0 && kept.length === before.length) return before;
  const taken = new Set(kept.map(({ slot }) => slot));
  let free = 0;
  const added: Selected[] = [];
  for (const unit of wanted) {
    while (taken.has(free)) free++;
    added.push({ unit, slot: free++ });
  }
  return [...kept, ...added];
}

/** The selection without the units that are not in `known`, and which those were. */
export function dropVanished(
  selection: Selection,
  known: ReadonlySet<UnitId>,
): { readonly selection: Selection; readonly vanished: readonly UnitId[] } {
  const vanished = selection.filter(({ unit }) => !known.has(unit)).map(({ unit }) => unit);
  return vanished.length
    ? { selection: selection.filter(({ unit }) => known.has(unit)), vanished }
    : { selection, vanished };
}

/** Unit → slot, for views that ask per unit. */
export const slotsOf = (selection: Selection): ReadonlyMap<UnitId, number> =>
  new Map(selection.map(({ unit, slot }) => [unit, slot]));
