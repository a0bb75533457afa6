import type { UnitId, UnitTable } from '../../core/model/units.ts';
import type { Column } from './column.ts';
import { parseFilter } from './filter.ts';
import { type Sort, sortRows } from './sort.ts';

/** Which units are shown, and in which order. */
export interface UnitView {
  readonly rows: readonly number[];
  readonly order: readonly UnitId[];
  readonly orderSet: ReadonlySet<UnitId>;
  /** Rows that pass the filter; null when all do. */
  readonly passing: ReadonlySet<number> | null;
  readonly filterError: string | null;
  /** What the filter waits for; null when it waits for nothing. */
  readonly filterWait: string | null;
  /** The filter text that is in force: the given one, or the last good one when that cannot be read. */
  readonly filterInForce: string;
}

/**
 * The table filtered and sorted. A filter that cannot be read leaves `lastGood` in force and is explained; so does one
 * whose columns are still being computed.
 */
export function unitView(
  table: UnitTable,
  columns: readonly Column[],
  { filter, sort, lastGood = '' }: { filter: string; sort: Sort | null; lastGood?: string },
): UnitView {
  const parsed = parseFilter(filter, columns);
  const awaited = parsed.ok ? [...parsed.uses].filter(({ pending }) => pending) : [];
  const isGood = parsed.ok && awaited.length === 0;
  const before = isGood ? parsed : parseFilter(lastGood, columns);
  const isReady = before.ok && ![...before.uses].some(({ pending }) => pending);
  const test = isReady ? before.test : () => true;
  const all = table.ids.map((_, row) => row);
  const passing = all.filter(test);
  const rows = sortRows(passing, sort, columns);
  const order = rows.map((row) => table.ids[row]!);
  return {
    rows,
    order,
    orderSet: new Set(order),
    passing: passing.length === all.length ? null : new Set(passing),
    filterError: parsed.ok ? null : parsed.message,
    filterWait: awaited.length > 0 ? `Computing ${awaited.map(({ title }) => title).join(', ')} …` : null,
    filterInForce: isGood ? filter : isReady ? lastGood : '',
  };
}
