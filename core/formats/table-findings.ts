import type { Finding, FindingFix } from './finding.ts';

/** What is wrong with a `cluster_*.tsv`: ids twice or none, lines of another length. Never throws. */
export function tableFindings(text: string): Finding[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  const separator = lines[0]?.includes('\t') ? '\t' : ',';
  const names = (lines[0] ?? '').split(separator).map((name) => name.trim().replace(/^"|"$/g, ''));
  const idColumn = names.findIndex((name) => name === 'cluster_id' || name === 'id' || name === 'unit_id');
  if (idColumn < 0)
    return [
      {
        severity: 'error',
        code: 'table',
        message: 'No column cluster_id, id or unit_id: no labels are read of it.',
        line: 0,
        fixes: [],
      },
    ];
  const found: Finding[] = [];
  const first = new Map<string, number>();
  for (const [line, written] of lines.entries()) {
    if (line === 0 || written.trim() === '') continue;
    const fields = written.split(separator);
    const id = (fields[idColumn] ?? '').trim();
    if (!/^"?\d+(\.\d+)?"?$/.test(id))
      found.push({
        severity: 'error',
        code: 'table',
        message: `The unit id ${JSON.stringify(id)} is no number.`,
        line,
        fixes: [removal(line)],
      });
    else if (first.has(id))
      found.push({
        severity: 'error',
        code: 'duplicate-unit',
        message: `Unit ${id} is also in line ${(first.get(id) ?? 0) + 1}; what is here wins.`,
        line,
        // Without the earlier line the table says what is read of it now.
        fixes: [removal(first.get(id) ?? 0), removal(line)],
      });
    else first.set(id, line);
    if (fields.length > names.length)
      found.push({
        severity: 'warning',
        code: 'table',
        message: `${fields.length} fields where the header has ${names.length}.`,
        line,
        fixes: [],
      });
  }
  return found;
}

const removal = (line: number): FindingFix => ({
  title: `Remove line ${line + 1}`,
  line,
  from: null,
  to: '',
});
