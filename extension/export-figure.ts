import { homedir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ExportFormat } from '../core/engine/engine-api.ts';
import type { FigureRequest } from '../webviews/protocol.ts';
import type { OpenDataset } from './datasets.ts';
import { withProgress } from './progress.ts';
import { runOf } from './run-of.ts';
import type { Services } from './services.ts';
import { analysisTitle, exportName, needsNothing } from './titles.ts';

const formatNames: Record<ExportFormat, string> = {
  svg: 'SVG drawing',
  png: 'PNG image',
  pdf: 'PDF document',
  csv: 'CSV table',
  npy: 'NumPy array',
  json: 'JSON',
};

/** Where the last export went, so that the next one starts there. */
let lastFolder: string | undefined;

/** Asks for a name, writes the figure or its data there and offers to open it. Null when the user thought better of it. */
export async function exportFigure(
  { context, engine, faults }: Pick<Services, 'context' | 'engine' | 'faults'>,
  dataset: OpenDataset,
  request: FigureRequest & { format: ExportFormat; colors: readonly number[] },
): Promise<null> {
  const { analysis, units, format, colors, style } = request;
  const name = exportName(needsNothing(analysis) ? '' : dataset.name, analysis, units, format);
  const target = await vscode.window.showSaveDialog({
    title: `Export ${analysisTitle(analysis)}`,
    saveLabel: 'Export',
    defaultUri: vscode.Uri.file(path.join(lastFolder ?? homeOf(dataset, context), name)),
    filters: { [formatNames[format]]: [format] },
  });
  if (!target) return null;
  lastFolder = path.dirname(target.fsPath);
  await withProgress(`Exporting ${path.basename(target.fsPath)}`, async (call) => {
    const asked = { ...runOf(dataset, request), format, seriesSlots: colors, ...(style ? { style } : {}) };
    await engine.exportTo({ ...asked, file: target.fsPath }, call);
  });
  offerToOpen(target, format).catch((error) => faults.show(error, `open ${target.fsPath}`));
  return null;
}

/** Beside the recording; the demonstration lies in our own storage, where nobody would find a figure again. */
function homeOf({ folder }: OpenDataset, { globalStorageUri }: Services['context']): string {
  if (!folder.startsWith(globalStorageUri.fsPath)) return folder;
  return vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? homedir();
}

async function offerToOpen(file: vscode.Uri, format: ExportFormat): Promise<void> {
  const open = 'Open';
  const show = 'Copy Path';
  const chosen = await vscode.window.showInformationMessage(`Exported ${file.fsPath}`, open, show);
  if (chosen === show) await vscode.env.clipboard.writeText(file.fsPath);
  if (chosen !== open) return;
  // VS Code has no viewer for PDF.
  if (format === 'pdf') await vscode.env.openExternal(file);
  else await vscode.commands.executeCommand('vscode.open', file);
}
