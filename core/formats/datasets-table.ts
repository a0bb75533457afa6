import { FormatError } from '../model/errors.ts';

/**
 * `datasets_table.csv` of a merged folder, as npyx writes it: `dataset_i,dataset_name,dp,probe`, the first being the
 * index that follows the point in a unit's number. `relative_path` is ours: from the merged folder, so that all may be
 * moved together; npyx passes over it.
 */
export interface DatasetsTableRow {
  readonly index: number;
  readonly datasetName: string;
  /** As written: absolute, or relative to the merged folder. */
  readonly dp: string;
  readonly probe: string;
  readonly relativePath?: string;
}

/** The rows by ascending index. Throws FormatError for a table that is none, or whose indices are not 0, 1, 2 … */
export function parseDatasetsTable(text: string, file: string): DatasetsTableRow[] {
  const fail = (found: string) =>
    new FormatError({
      file,
      found,
      expected:
        'the columns dataset_i, dataset_name, dp and probe with a line for each dataset, numbered from 0',
      todo: 'Merge the datasets again, or correct the table.',
    });
  const [head, ...lines] = csvRows(text.replace(/^\uFEFF/, ''));
  if (!head) throw fail('an empty file');
  const column = (name: string) => head.findIndex((cell) => cell.trim() === name);
  const at = {
    index: column('dataset_i'),
    name: column('dataset_name'),
    dp: column('dp'),
    probe: column('probe'),
    relative: column('relative_path'),
  };
  if (at.index < 0 || at.dp < 0) throw fail(`the columns ${head.join(', ').slice(0, 80)}`);
  const rows = lines.map((cells): DatasetsTableRow => {
    const dp = (cells[at.dp] ?? '').trim();
    const index = Number(cells[at.index] || Number.NaN);
    const datasetName = cells[at.name]?.trim() || lastName(dp);
    const relativePath = cells[at.relative]?.trim();
    return {
      index,
      datasetName,
      dp,
      probe: cells[at.probe]?.trim() || datasetName,
      ...(relativePath && { relativePath }),
    };
  });
  rows.sort((a, b) => a.index - b.index);
  if (rows.length === 0) throw fail('no datasets');
  if (rows.some(({ index }, i) => index !== i))
    throw fail(`the numbers ${rows.map(({ index }) => index).join(', ')}`);
  return rows;
}

/** The text of the table; lines end with a line feed, as those of pandas. */
export function datasetsTableText(rows: readonly DatasetsTableRow[]): string {
  const lines = rows.map(({ index, datasetName, dp, probe, relativePath = '' }) =>
    [String(index), datasetName, dp, probe, relativePath].map(quoted).join(','),
  );
  return `${['dataset_i,dataset_name,dp,probe,relative_path', ...lines].join('\n')}\n`;
}

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

const lastName = (file: string): string => file.replace(/[\\/]+$/, '').replace(/^.*[\\/]/, '');

/** The cells of each line that is not empty; quoted cells may hold commas and quotes. */
function csvRows(text: string): string[][] {
  return text
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trim() !== '')
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quotedCell, plain]) =>
        quotedCell === undefined ? (plain ?? '') : quotedCell.replaceAll('""', '"'),
      ),
    );
}
