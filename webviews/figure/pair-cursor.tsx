import './pair-cursor.css';
import type { UnitId } from '../../core/model/units.ts';
import { moved, type PairMatrixPlace } from './pair-pick.ts';

interface Props {
  readonly axes: { readonly rows: readonly UnitId[]; readonly columns: readonly UnitId[] };
  readonly place: PairMatrixPlace;
  /** What is known of the pair, after its name. */
  readonly facts: string;
  /** What a click does. */
  readonly hint: string;
  onPlace(place: PairMatrixPlace): void;
  onOpen(place: PairMatrixPlace): void;
}

/** What the pointer does on a matrix, by keyboard: arrows move the cursor from pair to pair, Enter takes the one it is on. */
export function PairCursor({ axes, place, facts, hint, onPlace, onOpen }: Props) {
  return (
    <p class="pair-cursor">
      <button
        type="button"
        aria-live="polite"
        onClick={() => onOpen(place)}
        onKeyDown={(event) => {
          const next = moved(place, event.key, axes.rows.length, axes.columns.length);
          if (!next) return;
          event.preventDefault();
          onPlace(next);
        }}
      >
        {axes.rows[place.row]} → {axes.columns[place.column]}
        {facts && `: ${facts}`}
      </button>{' '}
      {hint}
    </p>
  );
}
