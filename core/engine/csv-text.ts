import type { Table } from '../analyses/analysis.ts';

/** A table as CSV (RFC 4180): a header line, full precision, empty cells for what is not known. */
export function csvText(table: Table): string {
  const columns = Object.values(table);
  const length = columns[0]?.length ?? 0;
  const lines = [Object.keys(table).map(cell).join(',')];
  for (let row = 0; row < length; row++)
    lines.push(columns.map((column) => cell(valueAt(column, row))).join(','));
  return `${lines.join('\r\n')}\r\n`;
}

/** A float32 is written with the digits it has: 0.1 and not 0.10000000149011612. */
function valueAt(column: Table[string], row: number): string | number | null | undefined {
  const value = column[row];
  return column instanceof Float32Array && typeof value === 'number' && Number.isFinite(value)
    ? Number(value.toPrecision(7))
    : value;
}

function cell(value: string | number | null | undefined): string {
  if (value === null || value === undefined || (typeof value === 'number' && Number.isNaN(value))) return '';
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
