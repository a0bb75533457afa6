import * as vscode from 'vscode';
import { unitsMime } from '../webviews/protocol.ts';
import { scriptLanguages } from './contributes-language.ts';
import type { Services } from './services.ts';
import { unitWords } from './unit-words.ts';

/** So much text above the cursor says whether it stands in a list. */
const linesAbove = 50;

/** *Insert Selected Units into Script*, and units that are dropped on one. */
export function registerInsertUnits({ dashboards }: Services): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand('neuropyxels.insertUnits', async () => {
      const editor = vscode.window.activeTextEditor;
      const units = dashboards.active?.selection ?? [];
      if (!editor || units.length === 0) return;
      await editor.edit((edit) => {
        for (const place of editor.selections)
          edit.replace(place, wordsAt(editor.document, place.start, units));
      });
    }),
    vscode.languages.registerDocumentDropEditProvider(
      scriptLanguages.map((language) => ({ language })),
      { provideDocumentDropEdits: dropped },
      { dropMimeTypes: [unitsMime] },
    ),
  );
}

async function dropped(
  document: vscode.TextDocument,
  position: vscode.Position,
  transfer: vscode.DataTransfer,
): Promise<vscode.DocumentDropEdit | undefined> {
  const units = (await transfer.get(unitsMime)?.asString())?.split(/[\s,]+/).filter((id) => id !== '') ?? [];
  if (units.length === 0) return undefined;
  return new vscode.DocumentDropEdit(wordsAt(document, position, units), 'Insert Units');
}

function wordsAt(document: vscode.TextDocument, position: vscode.Position, units: readonly string[]): string {
  const top = new vscode.Position(Math.max(0, position.line - linesAbove), 0);
  return unitWords(units, document.languageId, document.getText(new vscode.Range(top, position)));
}
