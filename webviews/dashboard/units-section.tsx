import { useMemo, useRef } from 'preact/hooks';
import type { Theme } from '../../core/figure/theme.ts';
import type { UnitId, UnitTable as Units } from '../../core/model/units.ts';
import type { Column } from './column.ts';
import { FilterBox } from './filter-box.tsx';
import { fixed } from './format.ts';
import type { GridState } from './grid-keys.ts';
import { ColumnsIcon } from './icons.tsx';
import { Popover } from './popover.tsx';
import type { SavedState } from './saved-state.ts';
import { nextSort } from './sort.ts';
import { UnitTable } from './unit-table.tsx';
import type { UnitView } from './unit-view.ts';

interface Props {
  readonly dataset: string;
  readonly table: Units;
  /** Shown or not. */
  readonly all: readonly Column[];
  readonly view: UnitView;
  readonly saved: SavedState;
  readonly state: GridState;
  readonly slots: ReadonlyMap<UnitId, number>;
  readonly theme: Theme;
  /** Told once after a change on disk: which units are gone. */
  readonly notice: string | null;
  save(change: Partial<SavedState>): void;
  onState(state: GridState): void;
  onScroll(scrollTopPx: number): void;
  onShortcut(key: string): boolean;
}

/** Title line, filter, table and footer of the units. */
export function UnitsSection(props: Props) {
  const { dataset, table, all, view, saved, state, slots, theme, notice, save } = props;
  const filterInput = useRef<HTMLInputElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  const isShown = (column: Column) => saved.columnsShown[column.id] ?? column.shown;
  const columns = useMemo(() => all.filter(isShown), [all, saved.columnsShown]);
  const toTable = () => grid.current?.querySelector<HTMLElement>('.grid-body [tabindex="0"]')?.focus();
  const hiddenSelected = useMemo(
    () => state.units.filter((unit) => !view.orderSet.has(unit)).length,
    [state.units, view.orderSet],
  );

  return (
    <>
      <h2>
        Units
        <span class="title-end">
          <span>
            {view.order.length === table.ids.length
              ? fixed(table.ids.length)
              : `${fixed(view.order.length)} of ${fixed(table.ids.length)}`}
          </span>
          <Popover label="Choose columns" icon={<ColumnsIcon />}>
            {() =>
              all.map((column) => (
                <label key={column.id} class="check" title={column.doc}>
                  <input
                    type="checkbox"
                    checked={isShown(column)}
                    disabled={column.id === 'unit'}
                    onChange={(event) =>
                      save({
                        columnsShown: { ...saved.columnsShown, [column.id]: event.currentTarget.checked },
                      })
                    }
                  />
                  {column.title} {column.unit && <span class="dim">{column.unit}</span>}
                </label>
              ))
            }
          </Popover>
        </span>
      </h2>
      <FilterBox
        text={saved.filter}
        error={view.filterError}
        wait={view.filterWait}
        inputRef={filterInput}
        onText={(filter) => save({ filter })}
        onDone={toTable}
      />
      {table.ids.length === 0 ? (
        <p class="empty">The sorting holds no units: its spike files are there and empty.</p>
      ) : (
        <UnitTable
          dataset={dataset}
          table={table}
          columns={columns}
          widths={saved.columnWidths}
          rows={view.rows}
          order={view.order}
          state={state}
          slots={slots}
          sort={saved.sort}
          theme={theme}
          scrollTopPx={saved.scrollTopPx}
          gridRef={grid}
          onState={props.onState}
          onSort={(column) => save({ sort: nextSort(saved.sort, column) })}
          onResize={(column, widthPx) =>
            save({ columnWidths: { ...saved.columnWidths, [column.id]: Math.round(widthPx) } })
          }
          onScroll={props.onScroll}
          onShortcut={props.onShortcut}
          onFilterKey={() => filterInput.current?.focus()}
        />
      )}
      {table.ids.length > 0 && view.order.length === 0 && (
        <p class="empty over">
          No unit passes the filter.{' '}
          <button type="button" class="link" onClick={() => save({ filter: '' })}>
            Clear it
          </button>
        </p>
      )}
      <footer>
        <span role="status">
          {notice ?? (
            <>
              <b>{fixed(state.units.length)}</b> selected
              {hiddenSelected > 0 && `, ${fixed(hiddenSelected)} hidden by the filter`}
            </>
          )}
        </span>
        <span class="keys">
          <kbd>Space</kbd> add · <kbd>W</kbd> waveforms · <kbd>C</kbd> correlograms · <kbd>P</kbd> all pairs ·{' '}
          <kbd>/</kbd> filter · right-click for more
        </span>
      </footer>
    </>
  );
}
