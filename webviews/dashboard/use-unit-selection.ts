import { useEffect, useMemo, useState } from 'preact/hooks';
import type { UnitId, UnitTable } from '../../core/model/units.ts';
import type { HostApi } from '../protocol.ts';
import { afterSending } from './after-sending.ts';
import { askEarly } from './early-correlograms.ts';
import { mostInFigure } from './figure-plan.ts';
import { fixed, listed } from './format.ts';
import type { GridState } from './grid-keys.ts';
import { matrixPainted } from './matrix-first.ts';
import { dropVanished, type Selection, selectUnits, slotsOf } from './selection.ts';
import type { Saved } from './use-saved-state.ts';
import { useStable } from './use-stable.ts';
import type { ViewEvents } from './view-events.ts';

const tellHostMs = 150;

interface Facts extends Pick<Saved, 'saved' | 'setSaved'> {
  readonly host: HostApi;
  readonly events: ViewEvents;
  readonly table: UnitTable | null;
  onNotice(notice: string | null): void;
}

export interface UnitSelection {
  /** Unit → the number of its colour. */
  readonly slots: ReadonlyMap<UnitId, number>;
  readonly selected: readonly UnitId[];
  readonly state: GridState;
  onState(next: GridState): void;
  /** A click on a unit of the map. */
  onPick(unit: UnitId, how: { readonly shift: boolean; readonly ctrl: boolean }): void;
  /** A menu is about to open on a unit of the map. */
  onMenu(unit: UnitId): void;
}

/** One selection for all views: changed here and by the host, told to the host, without the units that left the sorting. */
export function useUnitSelection({ host, events, table, saved, setSaved, onNotice }: Facts): UnitSelection {
  const [anchor, setAnchor] = useState<UnitId | null>(null);
  const { selection, cursor } = saved;
  const slots = useMemo(() => slotsOf(selection), [selection]);
  const selected = useMemo(() => selection.map(({ unit }) => unit), [selection]);
  const onState = useStable((next: GridState) => {
    const selectedOf = (before: Selection) =>
      next.units === selected ? before : selectUnits(before, next.units);
    const change = () => {
      onNotice(null);
      setAnchor(next.anchor);
      setSaved((before) => ({
        ...before,
        cursor: next.cursor,
        selection: selectedOf(before.selection),
      }));
    };
    if (askEarly(selectedOf(selection), mostInFigure + 1)) afterSending(change);
    else change();
  });

  useEffect(() => {
    const told = { units: selected, slots: selection.map(({ slot }) => slot) };
    let isCurrent = true;
    // VS Code draws its trees anew on the thread that draws the figures.
    const tell = async () => {
      await matrixPainted();
      if (isCurrent) await host.selected(told).catch(() => {});
    };
    const timer = setTimeout(() => void tell(), tellHostMs);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [host, selection]);
  useEffect(
    () =>
      events.onSelect((wanted) =>
        setSaved((before) => ({
          ...before,
          cursor: wanted[0] ?? before.cursor,
          selection: selectUnits(before.selection, wanted),
        })),
      ),
    [events],
  );
  useEffect(() => {
    if (!table) return;
    const { selection: kept, vanished } = dropVanished(selection, new Set(table.ids));
    if (vanished.length === 0) return;
    setSaved((before) => ({ ...before, selection: kept, cursor: kept[0]?.unit ?? null }));
    const names = vanished.length > 6 ? `${fixed(vanished.length)} units` : `Unit ${listed(vanished)}`;
    onNotice(`${names} left the sorting and the selection.`);
  }, [table]);

  const onPick = useStable((unit: UnitId, { shift, ctrl }: { shift: boolean; ctrl: boolean }) => {
    const without = selected.filter((other) => other !== unit);
    const toggled = slots.has(unit) ? without : [...selected, unit];
    onState({ cursor: unit, anchor: unit, units: ctrl || shift ? toggled : [unit] });
  });
  const onMenu = useStable((unit: UnitId) => {
    if (!slots.has(unit)) onState({ cursor: unit, anchor: unit, units: [unit] });
  });
  return { slots, selected, state: { cursor, anchor, units: selected }, onState, onPick, onMenu };
}
