import path from 'node:path';
import * as vscode from 'vscode';
import { scriptLanguages } from './contributes-language.ts';
import { openRecording } from './open-recording.ts';
import { ScriptRunner } from './script-runner.ts';
import { startingScript } from './script-start-text.ts';
import type { Services } from './services.ts';

/** Commands of analysis scripts: run, stop, begin one; and the dashboard of the recording that a call is about. */
export function registerScripts(services: Services): vscode.Disposable {
  const { faults, dashboards } = services;
  const runner = new ScriptRunner(services);
  const command = (id: string, doing: string, run: (...args: unknown[]) => Promise<unknown>) =>
    vscode.commands.registerCommand(`neuropyxels.${id}`, async (...args: unknown[]) => {
      try {
        return await run(...args);
      } catch (error) {
        faults.show(error, doing);
        return undefined;
      }
    });
  const tell = (editor: vscode.TextEditor | undefined) =>
    void vscode.commands.executeCommand(
      'setContext',
      'neuropyxels.isAnalysisScript',
      editor !== undefined && isAnalysisScript(editor.document),
    );
  tell(vscode.window.activeTextEditor);
  return vscode.Disposable.from(
    runner,
    vscode.window.onDidChangeActiveTextEditor(tell),
    vscode.workspace.onDidSaveTextDocument(() => tell(vscode.window.activeTextEditor)),
    command('runScript', 'run the script', async (clicked) => {
      const uri = clicked instanceof vscode.Uri ? clicked : vscode.window.activeTextEditor?.document.uri;
      return uri && runner.run(uri);
    }),
    command('stopScript', 'stop the script', () => runner.stop()),
    command('newScript', 'begin a script', async () => {
      const { active } = dashboards;
      const text = startingScript(active?.dataset.folder ?? null, active?.selection ?? []);
      const document = await vscode.workspace.openTextDocument(await freeName());
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, new vscode.Position(0, 0), text);
      await vscode.workspace.applyEdit(edit);
      await vscode.window.showTextDocument(document);
    }),
    command('insertUnits', 'insert the units', async () => {
      const editor = vscode.window.activeTextEditor;
      const units = dashboards.active?.selection ?? [];
      if (!editor || units.length === 0) return;
      const isPython = editor.document.languageId === 'python';
      const words = units.map((unit) => (isPython ? unit : `'${unit}'`)).join(', ');
      await editor.edit((edit) => {
        for (const place of editor.selections) edit.replace(place, words);
      });
    }),
    command('openScriptRecording', 'open the dashboard', (folder) =>
      openRecording(services, vscode.Uri.file(String(folder))),
    ),
  );
}

/** A script of JavaScript or TypeScript that imports the library. */
const isAnalysisScript = (document: vscode.TextDocument): boolean =>
  scriptLanguages.some((id) => id !== 'python' && id === document.languageId) &&
  /\bfrom\s*['"]neuropyxels['"]/.test(document.getText(new vscode.Range(0, 0, 200, 0)));

/** An unsaved document with a name that nothing in the workspace has yet. */
async function freeName(): Promise<vscode.Uri> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  for (let count = 1; ; count++) {
    const file = path.join(folder, count === 1 ? 'analysis.mjs' : `analysis-${count}.mjs`);
    const isThere = await vscode.workspace.fs.stat(vscode.Uri.file(file)).then(
      () => true,
      () => false,
    );
    const isOpen = vscode.workspace.textDocuments.some(({ uri }) => uri.path.endsWith(path.basename(file)));
    if (!isThere && !isOpen) return vscode.Uri.file(file).with({ scheme: 'untitled' });
  }
}
