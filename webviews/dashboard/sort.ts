import type { Column } from './column.ts';

export interface Sort {
  readonly column: string;
  readonly direction: 'ascending' | 'descending';
}

/** What a click on a column head asks for: the column's natural direction first, then the other one. */
export function nextSort(before: Sort | null, column: Column): Sort {
  const natural = column.kind === 'number' && column.id !== 'channel' ? 'descending' : 'ascending';
  if (before?.column !== column.id) return { column: column.id, direction: natural };
  return { column: column.id, direction: before.direction === 'ascending' ? 'descending' : 'ascending' };
}

/**
 * The rows ordered by the column: stable (equal values keep the order of `rows` in both directions), unknown values
 * last in both directions. Unit ids order as numbers, probe by probe, which is the table's own order.
 */
export function sortRows(
  rows: readonly number[],
  sort: Sort | null,
  columns: readonly Column[],
): readonly number[] {
  const column = sort && columns.find(({ id }) => id === sort.column);
  if (!column) return rows;
  const sign = sort.direction === 'ascending' ? 1 : -1;
  if (column.id === 'unit') return [...rows].sort((a, b) => sign * (a - b));
  const keyed = rows.map((row) => ({ row, value: column.value(row) }));
  keyed.sort((a, b) => {
    if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
    return sign * compare(a.value, b.value);
  });
  return keyed.map(({ row }) => row);
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
const compare = (a: number | string, b: number | string): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b));
