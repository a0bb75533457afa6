// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot draw only the rows in view.
// biome-ignore-all lint/a11y/useFocusableInteractive: one row is the tab stop, as the ARIA grid pattern has it.
import { resolveColor, type Theme } from '../../core/figure/theme.ts';
import type { UnitId, UnitTable } from '../../core/model/units.ts';
import type { Column } from './column.ts';
import { pure } from './pure.tsx';

export interface UnitRowProps {
  readonly table: UnitTable;
  readonly columns: readonly Column[];
  readonly unit: UnitId;
  /** Row of `table`. */
  readonly row: number;
  /** Place in the list as it is shown. */
  readonly index: number;
  readonly topPx: number;
  /** Null while the unit is not selected. */
  readonly slot: number | null;
  readonly isTabStop: boolean;
  readonly isCursor: boolean;
  /** What a menu opened here is about; absent where the rows' parent tells it. */
  readonly context: string | undefined;
  readonly theme: Theme;
}

/** What a row says of itself to those who cannot see it, and to scripts. */
export const rowAttributes = ({ index, slot, isTabStop, unit }: UnitRowProps) => ({
  role: 'row' as const,
  'aria-rowindex': index + 2,
  'aria-selected': slot !== null,
  tabIndex: isTabStop ? 0 : -1,
  'data-unit': unit,
});

/** One unit of the table. */
export const UnitRow = pure((props: UnitRowProps) => {
  const { table, columns, row, slot, theme, context, isCursor, topPx } = props;
  const group = table.group[row] ?? '';
  return (
    <div
      {...rowAttributes(props)}
      class={`grid-row${slot === null ? '' : ' selected'}${isCursor ? ' cursor' : ''}`}
      data-vscode-context={context}
      draggable
      style={{ transform: `translateY(${topPx}px)` }}
    >
      {columns.map(({ id, kind, text }) => (
        <div
          key={id}
          role="gridcell"
          class={`cell ${kind}`}
          title={id === 'label' ? table.groupSource[row] || undefined : undefined}
        >
          {id === 'unit' && (
            <i
              class={`dot${slot === null ? ' blank' : ''}`}
              style={slot === null ? {} : { background: resolveColor({ series: slot }, theme) }}
            />
          )}
          {id === 'label' && group && (
            <i class="dot" style={{ background: resolveColor({ group }, theme) }} />
          )}
          {text(row)}
        </div>
      ))}
    </div>
  );
});
