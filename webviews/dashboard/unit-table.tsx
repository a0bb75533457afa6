// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot draw only the rows in view.
// biome-ignore-all lint/a11y/useFocusableInteractive: one row is the tab stop, as the ARIA grid pattern has it.
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Theme } from '../../core/figure/theme.ts';
import type { UnitId, UnitTable as Units } from '../../core/model/units.ts';
import { unitsMime } from '../protocol.ts';
import type { Column } from './column.ts';
import { clickUnit, type GridState, pressKey } from './grid-keys.ts';
import type { Sort } from './sort.ts';
import { TableHead } from './table-head.tsx';
import { UnitRow } from './unit-row.tsx';
import { useElementSize } from './use-element-size.ts';
import { rowsPerPage, scrollToRow, visibleRows } from './virtual-rows.ts';
import { unitContext } from './vscode-context.ts';

export const rowPx = 22;
export const headPx = 26;

export interface UnitTableProps {
  readonly dataset: string;
  readonly table: Units;
  /** Shown columns, left to right. */
  readonly columns: readonly Column[];
  readonly widths: Readonly<Record<string, number>>;
  /** Rows of `table` in the order they are shown. */
  readonly rows: readonly number[];
  readonly order: readonly UnitId[];
  readonly state: GridState;
  readonly slots: ReadonlyMap<UnitId, number>;
  readonly sort: Sort | null;
  readonly theme: Theme;
  readonly scrollTopPx: number;
  readonly gridRef: RefObject<HTMLDivElement | null>;
  onState(state: GridState): void;
  onSort(column: Column): void;
  onResize(column: Column, widthPx: number): void;
  onScroll(scrollTopPx: number): void;
  /** True when the key was one of the shortcuts. */
  onShortcut(key: string): boolean;
  onFilterKey(): void;
}

const unitAt = (event: Event): UnitId | undefined =>
  (event.target as Element).closest<HTMLElement>('[data-unit]')?.dataset['unit'];

/** Place of the row with the focus; −1 where none has it. */
function focusedAt(body: HTMLElement | null, order: readonly UnitId[]): number {
  const { activeElement } = document;
  const unit =
    activeElement && body?.contains(activeElement) ? activeElement.getAttribute('data-unit') : null;
  return unit === null ? -1 : order.indexOf(unit);
}

/** The head counts as a row. */
export const gridAttributes = (rowCount: number, columnCount: number) => ({
  role: 'grid' as const,
  'aria-label': 'Units',
  'aria-multiselectable': 'true' as const,
  'aria-rowcount': rowCount + 1,
  'aria-colcount': columnCount,
});

/** The units as an ARIA grid that draws only the rows in view. One row is the tab stop; arrows move it. */
export function UnitTable(props: UnitTableProps) {
  const { table, columns, widths, rows, order, state, slots, theme, dataset } = props;
  const scroller = useRef<HTMLDivElement>(null);
  /** The unit whose row takes the focus when it has become the cursor's. */
  const focusing = useRef<UnitId | null>(null);
  const [scrollTopPx, setScrollTop] = useState(props.scrollTopPx);
  // A cell that may stick is a layer of its own in each row, of which all are put together again for every frame.
  const [isAside, setAside] = useState(false);
  const { heightPx } = useElementSize(scroller);
  const window = { scrollTopPx, viewPx: Math.max(0, heightPx - headPx), rowPx, rowCount: rows.length };
  const [start, end] = visibleRows(window);
  const cursorAt = useMemo(
    () => (state.cursor === null ? -1 : order.indexOf(state.cursor)),
    [order, state.cursor],
  );
  const tabStop = Math.max(0, cursorAt);

  // Once the rows are there, the saved place is.
  useLayoutEffect(() => {
    if (scroller.current) scroller.current.scrollTop = props.scrollTopPx;
  }, []);

  const body = useRef<HTMLDivElement>(null);
  // Before the next event: a menu that is opened after the row has moved must keep the focus.
  useLayoutEffect(() => {
    if (focusing.current === null || focusing.current !== state.cursor) return;
    focusing.current = null;
    body.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true });
  });

  // The cursor moved, here or in another view: bring it into sight.
  const shownCursor = useRef({ cursor: state.cursor, sort: props.sort });
  useEffect(() => {
    const { cursor, sort } = shownCursor.current;
    shownCursor.current = { cursor: state.cursor, sort: props.sort };
    const moved = cursor !== state.cursor || sort !== props.sort;
    if (!moved || cursorAt < 0 || !scroller.current || heightPx === 0) return;
    const top = scrollToRow(cursorAt, { ...window, scrollTopPx: scroller.current.scrollTop });
    if (top !== scroller.current.scrollTop) scroller.current.scrollTop = top;
  }, [state.cursor, props.sort]);

  const change = (next: GridState) => {
    focusing.current = next.cursor;
    props.onState(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey) return;
    const ctrl = event.ctrlKey || event.metaKey;
    const chord = { key: event.key, shift: event.shiftKey, ctrl };
    const before =
      state.cursor === null && order[tabStop] && event.key === ' '
        ? { ...state, cursor: order[tabStop]! }
        : state;
    const next = pressKey(order, before, chord, rowsPerPage(window));
    if (next) change(next);
    else if (event.key === '/' && !ctrl) props.onFilterKey();
    else if (event.key === 'ArrowLeft' || event.key === 'ArrowRight')
      scroller.current?.scrollBy({ left: event.key === 'ArrowLeft' ? -60 : 60 });
    else if (ctrl || !props.onShortcut(event.key)) return;
    event.preventDefault();
  };
  // A press on one of several selected units may begin a drag of all of them: only a click selects it alone.
  const pressed = useRef<UnitId | null>(null);
  const onClick = () => {
    if (pressed.current !== null)
      change(clickUnit(order, state, pressed.current, { shift: false, ctrl: false }));
    pressed.current = null;
  };
  const onDragStart = (event: DragEvent) => {
    const unit = unitAt(event);
    pressed.current = null;
    if (unit === undefined || !event.dataTransfer) return;
    const units = slots.has(unit) ? state.units : [unit];
    event.dataTransfer.effectAllowed = 'copy';
    for (const type of [unitsMime, 'text/plain']) event.dataTransfer.setData(type, units.join(', '));
  };
  const onPointerDown = (event: MouseEvent) => {
    const unit = unitAt(event);
    if (unit === undefined) return;
    pressed.current = null;
    const ctrl = event.ctrlKey || event.metaKey;
    if (event.button === 2) {
      // Not `change`: taking the focus after the menu has opened would close it again.
      focusing.current = null;
      if (!slots.has(unit)) props.onState(clickUnit(order, state, unit, { shift: false, ctrl: false }));
      else if (state.cursor !== unit) props.onState({ ...state, cursor: unit });
    } else if (event.button === 0 && !event.shiftKey && !ctrl && slots.size > 1 && slots.has(unit))
      pressed.current = unit;
    else if (event.button === 0) change(clickUnit(order, state, unit, { shift: event.shiftKey, ctrl }));
  };

  const template = columns.map((column) => `${widths[column.id] ?? column.widthPx}px`).join(' ');
  const widthPx = columns.reduce((sum, column) => sum + (widths[column.id] ?? column.widthPx), 0);
  const shared = useMemo(() => unitContext(dataset, state.units), [dataset, state.units]);
  // Thousands of ids on each of fifty rows would be megabytes; then rows inherit them from the body.
  const ownContext = slots.size <= 100 ? shared : undefined;
  const drawn: number[] = [];
  for (let index = start; index < end; index++) drawn.push(index);
  // A row that is taken away with the focus on it has the page laid out at once: it goes when another one has the focus.
  for (const index of [tabStop, focusedAt(body.current, order)])
    if (index >= 0 && index < rows.length && !drawn.includes(index)) drawn.push(index);

  return (
    <div
      class={`unit-grid${isAside ? ' aside' : ''}`}
      {...gridAttributes(rows.length, columns.length)}
      ref={props.gridRef}
      style={{ '--columns': template, '--row-width': `${widthPx}px` }}
    >
      <div
        class="grid-scroll"
        ref={scroller}
        role="presentation"
        onScroll={(event) => {
          setScrollTop(event.currentTarget.scrollTop);
          setAside(event.currentTarget.scrollLeft > 0);
          props.onScroll(event.currentTarget.scrollTop);
        }}
      >
        <TableHead {...props} />
        <div
          class="grid-body"
          role="rowgroup"
          data-vscode-context={shared}
          style={{ height: `${rows.length * rowPx}px` }}
          ref={body}
          onKeyDown={onKeyDown}
          onPointerDown={onPointerDown}
          onClick={onClick}
          onDragStart={onDragStart}
          onDblClick={() => props.onShortcut('Enter')}
        >
          {drawn.map((index) => {
            const unit = order[index]!;
            const slot = slots.get(unit) ?? null;
            return (
              <UnitRow
                key={unit}
                table={table}
                columns={columns}
                unit={unit}
                row={rows[index]!}
                index={index}
                topPx={index * rowPx}
                slot={slot}
                isTabStop={index === tabStop}
                isCursor={unit === state.cursor}
                context={slot === null ? unitContext(dataset, [unit]) : ownContext}
                theme={theme}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}
