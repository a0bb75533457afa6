import type { DatasetSummary, StreamSummary } from '../../core/engine/engine-api.ts';
import type { UnitId, UnitTable } from '../../core/model/units.ts';
import type { HostApi } from '../protocol.ts';
import type { FigureFacts } from './figure-plan.ts';
import type { SavedState } from './saved-state.ts';
import type { Selection } from './selection.ts';

/** What a section of figures knows of the dashboard, and may tell it. */
export interface FigureSectionProps {
  readonly kind: 'waveforms' | 'correlogram';
  readonly host: HostApi;
  readonly dataset: DatasetSummary;
  /** The stream the user chose; null leaves it to the engine. */
  readonly chosenStream: StreamSummary | null;
  readonly unitCount: FigureFacts['unitCount'];
  readonly table: UnitTable | null;
  /** The units that pass the filter, as the table shows them. */
  readonly order: readonly UnitId[];
  readonly selection: Selection;
  readonly params: SavedState['params'];
  readonly pairs: SavedState['pairs'];
  /** The correlograms have the whole page. */
  readonly isEnlarged: boolean;
  /** Counts how often the overview of all pairs was asked for by its key: then the cursor in it has the focus. */
  readonly pairsAsked: number;
  readonly revision: number;
  onParams(analysis: string, params: Readonly<Record<string, unknown>>): void;
  onPairs(pairs: SavedState['pairs']): void;
  onEnlarge(isEnlarged: boolean): void;
  /** Selects units of this section's figures in all views. */
  onSelect(units: readonly UnitId[]): void;
  /** Something could not be done: a sentence for the footer. */
  onTrouble(message: string): void;
}
