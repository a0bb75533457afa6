import path from 'node:path';
import * as vscode from 'vscode';
import { keepBackup, mendFile } from '../core/engine/mend-file.ts';
import type { FindingFix } from '../core/formats/finding.ts';
import { examineFolder, type FileFinding } from '../core/io/examine-folder.ts';
import { findingsReport } from '../core/io/findings-report.ts';
import { ParameterError } from '../core/model/errors.ts';
import { askRecording } from './ask.ts';
import { withProgress } from './progress.ts';
import type { Services } from './services.ts';

const scheme = 'neuropyxels-examination';

/**
 * *Examine Recording Folder*: what the doctor finds as a report, and mending it, each file after a copy of it was made. Only
 * headers and small tables are read.
 */
export function registerDoctor(services: Services): vscode.Disposable {
  const { dashboards, faults } = services;
  const reports = new Map<string, string>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const examine = async (dataset: string): Promise<readonly FileFinding[]> => {
    const findings = await withProgress('Examining the recording', () => examineFolder(dataset), {});
    const uri = vscode.Uri.from({
      scheme,
      path: path.posix.join('/', path.basename(dataset), 'examination.md'),
    });
    reports.set(uri.path, findingsReport(dataset, findings));
    changed.fire(uri);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: false });
    return findings;
  };
  const run = async () => {
    const dataset = dashboards.active?.dataset.folder ?? (await askRecording(services));
    const findings = await examine(dataset);
    if (findings.some(({ fixes }) => fixes.length > 0))
      // The answer may come much later, or never.
      void offerToMend(findings, () => examine(dataset)).catch((error) =>
        faults.show(error, 'mend the recording'),
      );
    return findings;
  };
  return vscode.Disposable.from(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: ({ path: name }) => reports.get(name) ?? '',
    }),
    vscode.commands.registerCommand('neuropyxels.doctor', () =>
      run().catch((error) => faults.show(error, 'examine the recording')),
    ),
    // Goes with every quick fix of such a file: what is on the disk is still as it was.
    vscode.commands.registerCommand('neuropyxels.keepBackup', (file: unknown) =>
      keepBackup(String(file)).catch((error) => faults.show(error, 'make a copy of the file')),
    ),
  );
}

async function offerToMend(findings: readonly FileFinding[], again: () => Promise<unknown>): Promise<void> {
  const mendable = findings.filter(({ fixes }) => fixes.length > 0);
  const mend = 'Mend…';
  const question = `${mendable.length} of ${findings.length} findings can be mended.`;
  if ((await vscode.window.showInformationMessage(question, mend)) !== mend) return;
  if (!vscode.workspace.isTrusted)
    throw new ParameterError(
      'This workspace is not trusted: its files are not changed. Trust it first (Workspaces: Manage Workspace Trust).',
    );
  const items = mendable.flatMap(({ file, message, fixes }) =>
    fixes.map((fix, i) => ({
      label: fix.title,
      description: path.basename(file),
      detail: message,
      // Of several ways the first; the others are there to be ticked instead.
      picked: i === 0,
      file,
      fix,
    })),
  );
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'Mend the Recording',
    placeHolder: 'A copy of each file is kept beside it',
    canPickMany: true,
  });
  if (!chosen || chosen.length === 0) return;
  const byFile = new Map<string, FindingFix[]>();
  for (const { file, fix } of chosen) byFile.set(file, [...(byFile.get(file) ?? []), fix]);
  for (const [file, fixes] of byFile) await mendFile(file, fixes);
  await again();
  const files = [...byFile.keys()].map((file) => path.basename(file)).join(', ');
  vscode.window.setStatusBarMessage(`Mended ${files}; the files as they were end in .backup`, 8000);
}
