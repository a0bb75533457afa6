import type { UnitId } from '../../core/model/units.ts';

/** Where the keyboard is in the table, where a range began, and which units are selected, in order of choice. */
export interface GridState {
  readonly cursor: UnitId | null;
  readonly anchor: UnitId | null;
  readonly units: readonly UnitId[];
}

export interface Chord {
  readonly key: string;
  readonly shift: boolean;
  /** Ctrl, or Command on a Mac. */
  readonly ctrl: boolean;
}

/**
 * What a key does to the table whose rows are `order`, or null when the key is not the table's. As in VS Code's lists:
 * arrows select, Shift extends from the anchor, Ctrl moves without selecting, Space adds or removes.
 */
export function pressKey(
  order: readonly UnitId[],
  state: GridState,
  { key, shift, ctrl }: Chord,
  pageRows: number,
): GridState | null {
  const at = state.cursor === null ? -1 : order.indexOf(state.cursor);
  const last = order.length - 1;
  const target = targetOf(key, at, last, pageRows);
  if (target !== null) {
    const unit = order[Math.max(0, Math.min(last, target))];
    if (unit === undefined) return state;
    if (shift) return extendTo(order, state, unit);
    if (ctrl && key !== 'Home' && key !== 'End') return { ...state, cursor: unit };
    return only(unit);
  }
  if (key === ' ') return state.cursor === null || at < 0 ? state : toggle(state, state.cursor);
  if (key.toLowerCase() === 'a' && ctrl && !shift) return { ...state, units: order };
  if (key === 'Escape' && state.units.length > 0) return { ...state, units: [] };
  return null;
}

function targetOf(key: string, at: number, last: number, pageRows: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return at + 1;
    case 'ArrowUp':
      return at < 0 ? last : at - 1;
    case 'PageDown':
      return Math.max(0, at) + pageRows;
    case 'PageUp':
      return at - pageRows;
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}

/** What a click on a row does: alone it selects, Ctrl adds or removes, Shift extends from the anchor. */
export function clickUnit(
  order: readonly UnitId[],
  state: GridState,
  unit: UnitId,
  { shift, ctrl }: Omit<Chord, 'key'>,
): GridState {
  if (shift) return extendTo(order, state, unit);
  return ctrl ? toggle(state, unit) : only(unit);
}

const only = (unit: UnitId): GridState => ({ cursor: unit, anchor: unit, units: [unit] });

function toggle({ units }: GridState, unit: UnitId): GridState {
  const without = units.filter((other) => other !== unit);
  return { cursor: unit, anchor: unit, units: without.length < units.length ? without : [...units, unit] };
}

/** The rows from the anchor to `unit`, the anchor first. Without an anchor in sight the range begins at the cursor. */
function extendTo(order: readonly UnitId[], state: GridState, unit: UnitId): GridState {
  const from = [state.anchor, state.cursor].find((known) => known !== null && order.includes(known)) ?? unit;
  const start = order.indexOf(from);
  const end = order.indexOf(unit);
  const range = order.slice(Math.min(start, end), Math.max(start, end) + 1);
  return { cursor: unit, anchor: from, units: start <= end ? range : range.reverse() };
}
