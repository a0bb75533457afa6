import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FileFinding } from './examine-folder.ts';

const headings = {
  error: 'Wrong',
  warning: 'Doubtful',
  information: 'Worth knowing',
} as const;

/** `nothing is wrong, 2 remarks`. */
export function findingsSummary(findings: readonly FileFinding[]): string {
  const wrong = findings.filter(({ severity }) => severity !== 'information').length;
  return `${wrong === 0 ? 'nothing is wrong' : `${wrong} wrong`}, ${findings.length - wrong} remarks`;
}

/** What the doctor found, as Markdown: the worst first, each with a link to its line and what would mend it. */
export function findingsReport(dataset: string, findings: readonly FileFinding[]): string {
  const lines = [
    `# Examination of ${path.basename(dataset) || dataset}`,
    '',
    dataset,
    '',
    `${findingsSummary(findings)}.`,
  ];
  for (const severity of ['error', 'warning', 'information'] as const) {
    const some = findings.filter((finding) => finding.severity === severity);
    if (some.length === 0) continue;
    lines.push('', `## ${headings[severity]}`, '');
    for (const { file, line, message, fixes } of some) {
      const place = `${path.basename(file)}${line > 0 ? `:${line + 1}` : ''}`;
      lines.push(`- [${place}](${pathToFileURL(file).href}#L${line + 1}): ${message}`);
      if (fixes.length > 0) lines.push(`  To mend it: ${fixes.map(({ title }) => title).join(', or ')}.`);
    }
  }
  return `${lines.join('\n')}\n`;
}
