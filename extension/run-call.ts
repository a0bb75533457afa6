import path from 'node:path';
import * as vscode from 'vscode';
import { catalogue } from '../core/analyses/catalogue.ts';
import { Cancelled } from '../core/model/errors.ts';
import { withProgress } from './progress.ts';
import type { Services } from './services.ts';
import { exportName } from './titles.ts';

/** A call of npyx in a script, as the language server read it. */
interface ScriptRun {
  readonly analysis: string;
  readonly dataset: string;
  readonly units: readonly string[];
  readonly params: Readonly<Record<string, unknown>>;
  /** Arguments that could not be told. */
  readonly ignored: readonly string[];
  readonly uri: string;
  readonly range: { readonly start: Place; readonly end: Place };
}
interface Place {
  readonly line: number;
  readonly character: number;
}

/** How Python reads each file of numbers. */
const readers = {
  npy: { title: 'NumPy array (.npy)', imports: 'import numpy as np', call: 'np.load' },
  csv: { title: 'Table (.csv)', imports: 'import pandas as pd', call: 'pd.read_csv' },
} as const;

/**
 * *Run in NeuroPyxels* above a call of a Python script: computes it with our engine, writes the numbers beside the script,
 * and offers to put reading them in place of the call.
 */
export async function runCall({ engine }: Services, call: ScriptRun): Promise<void> {
  const analysis = catalogue.find(({ id }) => id === call.analysis);
  if (!analysis) throw new RangeError(`no analysis '${call.analysis}' in the catalogue`);
  const uri = vscode.Uri.parse(call.uri);
  const picked = await vscode.window.showQuickPick(
    (['npy', 'csv'] as const)
      .filter((format) => (format === 'npy' ? analysis.toArray : analysis.toTable))
      .map((format) => ({ label: readers[format].title, format })),
    {
      title: `Run ${analysis.title} in NeuroPyxels`,
      placeHolder:
        call.ignored.length > 0
          ? `Not understood and left out: ${call.ignored.join(', ')}. What the numbers are written to`
          : 'What the numbers are written to',
    },
  );
  if (!picked) throw new Cancelled();
  const { format } = picked;
  const name = exportName(path.basename(call.dataset), call.analysis, call.units, format);
  const target = await vscode.window.showSaveDialog({
    title: `Run ${analysis.title} in NeuroPyxels`,
    saveLabel: 'Run and Save',
    defaultUri: vscode.Uri.file(path.join(path.dirname(uri.fsPath), name)),
    filters: { [readers[format].title]: [format] },
  });
  if (!target) throw new Cancelled();
  await withProgress(`Running ${analysis.title}`, async (options) => {
    const { dataset, units, params } = call;
    await engine.exportTo(
      { dataset, analysis: analysis.id, units, params, format, file: target.fsPath },
      options,
    );
  });
  // The answer may come much later, or never.
  void offerToRead(target, format, call, uri);
}

async function offerToRead(
  file: vscode.Uri,
  format: keyof typeof readers,
  { range }: ScriptRun,
  script: vscode.Uri,
): Promise<void> {
  const { call, imports } = readers[format];
  const replace = 'Read It in the Script';
  const copy = 'Copy Path';
  const chosen = await vscode.window.showInformationMessage(`Wrote ${file.fsPath}`, replace, copy);
  if (chosen === copy) await vscode.env.clipboard.writeText(file.fsPath);
  if (chosen !== replace) return;
  const document = await vscode.workspace.openTextDocument(script);
  const edit = new vscode.WorkspaceEdit();
  const { start, end } = range;
  const words = `${call}(r'${path.relative(path.dirname(script.fsPath), file.fsPath)}')`;
  edit.replace(script, new vscode.Range(start.line, start.character, end.line, end.character), words);
  if (!document.getText().includes(imports))
    edit.insert(script, new vscode.Position(importLine(document.getText()), 0), `${imports}\n`);
  await vscode.workspace.applyEdit(edit);
}

/** The line of the first import; the top where there is none. */
const importLine = (text: string): number =>
  Math.max(
    0,
    text.split('\n').findIndex((line) => /^(import|from)\s/.test(line)),
  );
