import './pair-cursor.css';
import { useState } from 'preact/hooks';
import { numberText } from '../../core/analyses/number-text.ts';
import type { Figure } from '../../core/figure/figure.ts';
import type { UnitId } from '../../core/model/units.ts';
import { moved, type PairMatrixPlace } from './pair-pick.ts';

interface Props {
  readonly figure: Figure;
  readonly axes: { readonly rows: readonly UnitId[]; readonly columns: readonly UnitId[] };
  onOpen(place: PairMatrixPlace): void;
}

/** What a click on a cell does, by keyboard: arrows choose a pair, Enter opens its correlogram. */
export function PairCursor({ figure, axes, onOpen }: Props) {
  const [rows, columns] = [axes.rows.length, axes.columns.length];
  const [chosen, setPlace] = useState<PairMatrixPlace>({ row: rows - 1, column: 0 });
  // Another matrix may be smaller.
  const place = { row: Math.min(chosen.row, rows - 1), column: Math.min(chosen.column, columns - 1) };
  const image = figure.panels[0]?.marks.find(({ kind }) => kind === 'image');
  const value = image?.kind === 'image' ? image.values[place.row * columns + place.column] : undefined;
  const unit = figure.panels[0]?.colorbar?.unit ?? '';
  return (
    <p class="pair-cursor">
      <button
        type="button"
        aria-live="polite"
        onClick={() => onOpen(place)}
        onKeyDown={(event) => {
          const next = moved(place, event.key, rows, columns);
          if (!next) return;
          event.preventDefault();
          setPlace(next);
        }}
      >
        {axes.rows[place.row]} → {axes.columns[place.column]}
        {value !== undefined && !Number.isNaN(value) && `: ${numberText(value)} ${unit}`}
      </button>{' '}
      Click a pair in the figure, or choose one here with the arrow keys, to open its correlogram.
    </p>
  );
}
