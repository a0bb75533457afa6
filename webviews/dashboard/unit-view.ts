import type { UnitId, UnitTable } from '../../core/model/units.ts';
import { columnsOf } from './columns.ts';
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
  /** The filter text that is in force: the given one, or the last good one when that cannot be read. */
  readonly filterInForce: string;
}

/** The table filtered and sorted. A filter that cannot be read leaves `lastGood` in force and is explained. */
export function unitView(table: UnitTable, filter: string, sort: Sort | null, lastGood = ''): UnitView {
  const columns = columnsOf(table);
  const parsed = parseFilter(filter, columns);
  const fallback = parsed.ok ? parsed : parseFilter(lastGood, columns);
  const test = fallback.ok ? fallback.test : () => true;
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
    filterInForce: parsed.ok ? filter : fallback.ok ? lastGood : '',
  };
}
