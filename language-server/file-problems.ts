import { stat } from 'node:fs/promises';
import path from 'node:path';
import { type Finding, fixedStretch, lineStarts } from '../core/formats/finding.ts';
import { metaFindings } from '../core/formats/meta-findings.ts';
import { paramsFindings } from '../core/formats/params-findings.ts';
import { tableFindings } from '../core/formats/table-findings.ts';
import { headerOf, namedRawFiles } from '../core/io/examine-folder.ts';
import { isClusterFile } from '../core/io/read-cluster-tables.ts';
import { rawFileOf } from './disk.ts';
import { linesOf } from './hover-text.ts';
import type { Problem } from './problem.ts';
import type { DatasetFacts } from './unit-facts.ts';

/** Files of a recording that are checked while they are open as text. */
export const isCheckedFile = (file: string): boolean =>
  /\.(ap|lf|nidq|obx\d*)\.meta$/i.test(file) ||
  path.basename(file) === 'params.py' ||
  isClusterFile(path.basename(file));

/** What is wrong with an open `.meta`, `params.py` or `cluster_*.tsv`, as it is in the editor. */
export async function fileProblems(
  text: string,
  file: string,
  facts: DatasetFacts,
): Promise<readonly Problem[]> {
  const name = path.basename(file);
  if (/\.meta$/i.test(name)) return problemsOf(metaFindings(text, await rawFileOf(file)), text);
  if (name !== 'params.py') return problemsOf(tableFindings(text), text);
  // Any `params.py` of Python: phy's lies beside spikes.
  const isSorting = await stat(path.join(path.dirname(file), 'spike_times.npy')).then(
    () => true,
    () => false,
  );
  if (!isSorting) return [];
  const dataset = await facts.dataset(path.dirname(file));
  return problemsOf(
    paramsFindings(text, await namedRawFiles(file, text), dataset && headerOf(dataset)),
    text,
  );
}

function problemsOf(findings: readonly Finding[], text: string): Problem[] {
  const starts = lineStarts(text);
  const lines = linesOf(text);
  return findings.map(({ severity, code, message, line, fixes }) => {
    const from = starts[line] ?? 0;
    return {
      severity,
      code,
      message,
      from,
      to: from + (lines[line] ?? '').length,
      fixes: fixes.flatMap((fix) => {
        const stretch = fixedStretch(text, fix);
        return stretch ? [{ title: fix.title, ...stretch, text: fix.to }] : [];
      }),
    };
  });
}
