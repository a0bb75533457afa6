// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot draw only the rows in view.
// biome-ignore-all lint/a11y/useFocusableInteractive: one row is the tab stop, as the ARIA grid pattern has it.
import { useRef, useState } from 'preact/hooks';
import type { Column } from './column.ts';
import type { Sort } from './sort.ts';

interface Props {
  readonly columns: readonly Column[];
  readonly widths: Readonly<Record<string, number>>;
  readonly rows: readonly number[];
  readonly sort: Sort | null;
  onSort(column: Column): void;
  onResize(column: Column, widthPx: number): void;
}

const minPx = 40;
const stepPx = 8;

/** The column heads: click or Enter sorts, Left and Right walk, Shift with them or a drag at the edge resizes. */
export function TableHead({ columns, widths, rows, sort, onSort, onResize }: Props) {
  const row = useRef<HTMLDivElement>(null);
  const [tabStop, setTabStop] = useState(0);
  const widthOf = (column: Column) => widths[column.id] ?? column.widthPx;

  const onKeyDown = (event: KeyboardEvent, column: Column, index: number) => {
    const side = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (side !== 0 && event.shiftKey) onResize(column, Math.max(minPx, widthOf(column) + side * stepPx));
    else if (side !== 0) {
      const next = Math.max(0, Math.min(columns.length - 1, index + side));
      setTabStop(next);
      (row.current?.children[next] as HTMLElement | undefined)?.focus();
    } else if (event.key === 'Enter' || event.key === ' ') onSort(column);
    else return;
    event.preventDefault();
  };

  return (
    <div class="grid-head" role="rowgroup">
      <div class="grid-row head" role="row" aria-rowindex={1} ref={row}>
        {columns.map((column, index) => {
          const direction = sort?.column === column.id ? sort.direction : null;
          return (
            <div
              key={column.id}
              class={`cell ${column.kind}`}
              role="columnheader"
              aria-sort={direction ?? 'none'}
              aria-label={column.unit ? `${column.title}, ${column.unit}` : column.title}
              tabIndex={index === Math.min(tabStop, columns.length - 1) ? 0 : -1}
              title={`${column.doc} Click to sort; drag the edge or press Shift+←→ to resize.`}
              data-column={column.id}
              onClick={() => onSort(column)}
              onFocus={() => setTabStop(index)}
              onKeyDown={(event) => onKeyDown(event, column, index)}
            >
              <span class="head-text">
                {column.title}
                {column.unit && <span class="unit"> {column.unit}</span>}
              </span>
              {direction && <span class="arrow">{direction === 'ascending' ? '▴' : '▾'}</span>}
              <Edge
                widthPx={widthOf(column)}
                onResize={(widthPx) => onResize(column, widthPx)}
                onFit={() => onResize(column, fitted(column, rows))}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** The right edge of a head: drag to resize, double click to fit what the column holds. */
function Edge({ widthPx, onResize, onFit }: { widthPx: number; onResize(px: number): void; onFit(): void }) {
  const drag = useRef<{ x: number; widthPx: number } | null>(null);
  return (
    <span
      class="edge"
      aria-hidden="true"
      onClick={(event) => event.stopPropagation()}
      onDblClick={onFit}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        drag.current = { x: event.clientX, widthPx };
        event.currentTarget.setPointerCapture(event.pointerId);
        event.preventDefault();
      }}
      onPointerMove={(event) => {
        if (drag.current) onResize(Math.max(minPx, drag.current.widthPx + event.clientX - drag.current.x));
      }}
      onPointerUp={() => {
        drag.current = null;
      }}
    />
  );
}

/** Wide enough for the head and the longest cell, judged by characters: figures are tabular. */
function fitted(column: Column, rows: readonly number[]): number {
  const dotPx = column.id === 'unit' || column.id === 'label' ? 16 : 0;
  const longest = rows.reduce((most, row) => Math.max(most, column.text(row).length), 0);
  const headPx = (column.title.length + column.unit.length + 2) * 7;
  return Math.round(Math.max(minPx, 22 + Math.max(headPx, longest * 7.6 + dotPx)));
}
