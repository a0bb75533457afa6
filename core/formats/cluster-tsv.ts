import { FormatError } from '../model/errors.ts';
import type { UnitLabel } from '../model/sorting.ts';
import type { UnitId } from '../model/units.ts';

/** A table with one row per unit: `cluster_group.tsv`, `cluster_info.tsv`, `cluster_KSLabel.tsv` or an old `.csv`. */
export interface ClusterTable {
  /** The file's name without its folder, for provenance. */
  readonly file: string;
  /** Column names without that of the unit ids, in the file's order. */
  readonly columns: readonly string[];
  /** Column → unit → value. Empty fields are left out; numbers are numbers. */
  readonly values: ReadonlyMap<string, ReadonlyMap<UnitId, string | number>>;
}

/**
 * A `cluster_*.tsv` or `.csv`: a header line, then one line per unit, separated by tabs or commas. A file with only the
 * header is normal. `idOf` reads the ids of a folder that writes them in another way. Throws FormatError for an empty
 * file, one without a column of unit ids, or ids that are no numbers.
 */
export function parseClusterTable(
  text: string,
  file: string,
  idOf: (field: string) => UnitId | undefined = wholeId,
): ClusterTable {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  const head = lines.findIndex((line) => line.trim() !== '');
  if (head < 0) throw clusterTableError(file, 'an empty file');
  const separator = lines[head]!.includes('\t') ? '\t' : ',';
  const names = lines[head]!.split(separator).map(unquoted);
  const idColumn = names.findIndex((name) => name === 'cluster_id' || name === 'id' || name === 'unit_id');
  if (idColumn < 0) throw clusterTableError(file, `the columns ${names.slice(0, 6).join(', ').slice(0, 80)}`);
  const columns = names.filter((name, index) => index !== idColumn && name !== '');
  const values = new Map(columns.map((name) => [name, new Map<UnitId, string | number>()]));
  for (let at = head + 1; at < lines.length; at++) {
    if (lines[at]!.trim() === '') continue;
    const fields = lines[at]!.split(separator);
    const id = idOf(unquoted(fields[idColumn] ?? ''));
    if (id === undefined)
      throw clusterTableError(file, `the unit id '${fields[idColumn]}' in line ${at + 1}`);
    names.forEach((name, index) => {
      const value = unquoted(fields[index] ?? '');
      if (index !== idColumn && value !== '') values.get(name)?.set(id, numberOrText(value));
    });
  }
  refuseCut(lines, names, separator, values, file);
  return { file: file.replace(/^.*[\\/]/, ''), columns, values };
}

/** The id of a unit that a sorter numbers: 12 or 12.0 is `12`. */
function wholeId(field: string): UnitId | undefined {
  const id = Number(field || Number.NaN);
  return Number.isInteger(id) && id >= 0 ? String(id) : undefined;
}

/**
 * Throws FormatError for a last line that was cut: without a line break, and with fewer fields than the others or with
 * the beginning of a word that other units have whole.
 */
function refuseCut(
  lines: readonly string[],
  names: readonly string[],
  separator: string,
  values: ReadonlyMap<string, ReadonlyMap<UnitId, string | number>>,
  file: string,
): void {
  const last = lines.at(-1)!;
  const fields = last.split(separator);
  const word = unquoted(fields.at(-1)!);
  const column = names[fields.length - 1] ?? '';
  const words = new Set([...(values.get(column)?.values() ?? []), ...usualWords].map(String));
  const uses = [...(values.get(column)?.values() ?? [])].filter((value) => String(value) === word).length;
  const isBegun = uses === 1 && !usualWords.includes(word) && Number.isNaN(Number(word));
  const isCut =
    fields.length < names.length ||
    (isBegun && [...words].some((whole) => whole !== word && whole.startsWith(word)));
  if (last.trim() !== '' && lines.length > 1 && isCut)
    throw new FormatError({
      file,
      found: `the last line cut after '${word}'`,
      expected: `${names.length} columns and a line break`,
      todo: 'The file was cut short; save the labels again.',
    });
}

const usualWords = ['good', 'mua', 'noise', 'unsorted'];

const clusterTableError = (file: string, found: string) =>
  new FormatError({
    file,
    found,
    expected: 'a table with a column cluster_id of whole numbers',
    todo: 'Save the labels again, or remove the file.',
  });

const unquoted = (field: string): string => field.trim().replace(/^"(.*)"$/, '$1');

const numberOrText = (field: string): string | number =>
  /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(field) ? Number(field) : field;

/** Codes of the oldest label files. */
const oldCodes: Record<string, string> = { '0': 'noise', '1': 'mua', '2': 'good', '3': 'unsorted' };

/**
 * The label of each unit that has one, and the file and column it was read from. What a person decided is `group` of
 * cluster_group (which phy writes on every save), then `group` of cluster_info (which may be older), then the old
 * cluster_quality; `unsorted` there is no decision. The sorter's `KSLabel` counts only as long as nobody has decided
 * anything: in a half-curated recording a unit without a group is undone work, not good because Kilosort said so.
 */
export function labelsOf(tables: readonly ClusterTable[]): Map<UnitId, UnitLabel> {
  const decided = firstLabels(tables, decidedLabels);
  if ([...decided.values()].some(({ group }) => group !== 'unsorted')) return decided;
  return new Map([...decided, ...firstLabels(tables, sorterLabels)]);
}

type LabelColumn = readonly [file: RegExp, column: string];

const decidedLabels: readonly LabelColumn[] = [
  [/^cluster_groups?\.(tsv|csv)$/i, 'group'],
  [/^cluster_info\.(tsv|csv)$/i, 'group'],
  [/^cluster_quality\.(tsv|csv)$/i, 'quality'],
  [/^cluster_quality\.(tsv|csv)$/i, 'group'],
];

const sorterLabels: readonly LabelColumn[] = [
  [/^cluster_KSLabel\.(tsv|csv)$/i, 'KSLabel'],
  [/^cluster_groups?\.(tsv|csv)$/i, 'KSLabel'],
  [/^cluster_info\.(tsv|csv)$/i, 'KSLabel'],
];

function firstLabels(tables: readonly ClusterTable[], order: readonly LabelColumn[]): Map<UnitId, UnitLabel> {
  const labels = new Map<UnitId, UnitLabel>();
  for (const [file, column] of order)
    for (const table of tables) {
      if (!file.test(table.file)) continue;
      const isOld = /\.csv$/i.test(table.file);
      for (const [unit, value] of table.values.get(column) ?? []) {
        const group = isOld ? (oldCodes[String(value)] ?? String(value)) : String(value);
        const known = labels.get(unit)?.group;
        if (known === undefined || (known === 'unsorted' && group !== 'unsorted'))
          labels.set(unit, { group, source: `${table.file}: ${column}` });
      }
    }
  return labels;
}

/**
 * Every other column, by name; where two files have one of the same name, that of the more special file
 * (`cluster_Amplitude.tsv`) goes before the summary in cluster_info.
 */
export function columnsOf(
  tables: readonly ClusterTable[],
): Map<string, ReadonlyMap<UnitId, string | number>> {
  const columns = new Map<string, ReadonlyMap<UnitId, string | number>>();
  const ofInfoLast = [...tables].sort((a, b) => rank(a.file) - rank(b.file) || (a.file < b.file ? -1 : 1));
  for (const table of ofInfoLast)
    for (const name of table.columns) {
      if (name === 'group' || columns.has(name)) continue;
      columns.set(name, table.values.get(name)!);
    }
  return columns;
}

const rank = (file: string): number => (/^cluster_info\./i.test(file) ? 1 : 0);
