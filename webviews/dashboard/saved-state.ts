import type { UnitId } from '../../core/model/units.ts';
import type { Selection } from './selection.ts';
import type { Sort } from './sort.ts';

/** Sizes that sashes set: pixels for the probe, shares of the rest for the others. */
export interface Sizes {
  readonly probePx: number;
  /** Share of what the probe leaves that the table gets. */
  readonly tableShare: number;
  /** Share of the height that probe and table get where the figures are under them. */
  readonly topShare: number;
  /** Share of the figures' space that the waveforms get. */
  readonly waveformsShare: number;
}

/** What a dashboard remembers while its tab is hidden or VS Code is closed. */
export interface SavedState {
  readonly selection: Selection;
  readonly cursor: UnitId | null;
  readonly scrollTopPx: number;
  readonly sort: Sort | null;
  readonly filter: string;
  readonly columnWidths: Readonly<Record<string, number>>;
  /** Columns the user turned on or off; the others follow their default. */
  readonly columnsShown: Readonly<Record<string, boolean>>;
  readonly sizes: Sizes;
  /** By analysis: the parameters the user changed. */
  readonly params: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly stream: string | null;
  /** Which correlograms: those of the selection, or the overview of all pairs. */
  readonly pairs: 'selected' | 'all';
  /** The correlograms have the whole page. */
  readonly isEnlarged: boolean;
}

export const initialState: SavedState = {
  selection: [],
  cursor: null,
  scrollTopPx: 0,
  sort: null,
  filter: '',
  columnWidths: {},
  columnsShown: {},
  sizes: { probePx: 0, tableShare: 0.585, topShare: 0.52, waveformsShare: 0.5 },
  params: {},
  stream: null,
  pairs: 'selected',
  isEnlarged: false,
};

/** The saved state with what an older release did not write taken from the initial one. */
export function restoreState(saved: unknown): SavedState {
  if (typeof saved !== 'object' || saved === null) return initialState;
  const given = saved as Partial<SavedState>;
  return {
    ...initialState,
    ...given,
    sizes: { ...initialState.sizes, ...given.sizes },
    selection: Array.isArray(given.selection) ? given.selection : [],
  };
}
