import path from 'node:path';
import { version } from '../../package.json';
import { examineFolder } from '../io/examine-folder.ts';
import { findingsSummary } from '../io/findings-report.ts';
import type { DoctorLine } from './command-line.ts';
import type { Streams } from './run-line.ts';

/** Examines a recording's files and tells what was found, line by line or as JSON. True when nothing is wrong. */
export async function doctorLine({ dataset, json }: DoctorLine, { stdout }: Streams): Promise<boolean> {
  const findings = await examineFolder(dataset);
  if (json) {
    const result = {
      findings: findings.map(({ file, line, severity, code, message }) => ({
        file,
        line: line + 1,
        severity,
        code,
        message,
      })),
    };
    stdout.write(
      `${JSON.stringify({ command: 'doctor', version, dataset: path.resolve(dataset), params: {}, result, warnings: [] })}\n`,
    );
  } else {
    for (const { file, line, severity, message } of findings)
      stdout.write(`${severity}: ${path.basename(file)}${line > 0 ? `:${line + 1}` : ''}: ${message}\n`);
    stdout.write(`${findingsSummary(findings)}\n`);
  }
  return findings.every(({ severity }) => severity === 'information');
}
