/** What is shown over a stretch of one line; lines and characters count from 0, as editors do. */
export interface HoverText {
  readonly markdown: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

/** The value of a record's own key; `constructor` and its like are keys of a file like any other. */
export const own = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

/** The lines of a document, whatever ends them. */
export const linesOf = (text: string): string[] => text.split(/\r\n|\n|\r/);

/** Text of a file in markdown: never a heading, a link or a tag of its own. */
export const plain = (text: string): string => text.replace(/[\\`*_{}[\]<>()#|~!]/g, '\\$&');

/** Text of a file as code. */
export function code(text: string, limit = 200): string {
  const shown = (text.length > limit ? `${text.slice(0, limit)}…` : text).replaceAll('`', 'ˋ');
  return shown === '' ? '*empty*' : `\`${shown}\``;
}

/** A markdown table of at most `limit` rows, and how many more there are. */
export function table(
  header: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  limit = 12,
): string {
  // VS Code sets the columns of a table without a gap between them.
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' &emsp;| ')} |`;
  const shown = rows.slice(0, rows.length > limit ? limit - 1 : limit);
  const rest = rows.length - shown.length;
  return [
    line(header),
    `|${' --- |'.repeat(header.length)}`,
    ...shown.map(line),
    ...(rest > 0 ? [line([`… and ${rest} more`, ...header.slice(1).map(() => '')])] : []),
  ].join('\n');
}

/** `0–383`, `0–35, 72–95`, for ascending whole numbers; after `limit` runs an ellipsis. */
export function rangesText(ids: readonly number[], limit = 6): string {
  const runs: [number, number][] = [];
  for (const id of ids) {
    const last = runs.at(-1);
    if (last && id === last[1] + 1) last[1] = id;
    else runs.push([id, id]);
  }
  const words = runs.slice(0, limit).map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`));
  return words.join(', ') + (runs.length > limit ? ', …' : '');
}

/** The index of the bracketed entry under the cursor in a table's line; the header is -1, outside any is null. */
export function entryAt(line: string, character: number): number | null {
  const before = line.slice(0, Math.max(0, character) + 1);
  const opened = before.match(/\(/g)?.length ?? 0;
  const closed = line.slice(0, Math.max(0, character)).match(/\)/g)?.length ?? 0;
  return opened > closed ? opened - 2 : null;
}
