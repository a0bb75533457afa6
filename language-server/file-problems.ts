import { stat } from 'node:fs/promises';
import path from 'node:path';
import {
  type Finding,
  metaFindings,
  paramsFindings,
  tableFindings,
} from '../core/formats/folder-findings.ts';
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
  const lines = linesOf(text);
  const starts: number[] = [];
  // Line ends are counted as they are written.
  for (let at = 0, line = 0; line < lines.length; line++) {
    starts.push(at);
    at += (lines[line]?.length ?? 0) + (text.startsWith('\r\n', at + (lines[line]?.length ?? 0)) ? 2 : 1);
  }
  return findings.map(({ severity, code, message, line, fix }) => {
    const written = lines[line] ?? '';
    const from = starts[line] ?? 0;
    const at = fix ? written.indexOf(fix.from) : -1;
    return {
      severity,
      code,
      message,
      from,
      to: from + written.length,
      fixes:
        fix && at >= 0
          ? [{ title: fix.title, from: from + at, to: from + at + fix.from.length, text: fix.to }]
          : [],
    };
  });
}
