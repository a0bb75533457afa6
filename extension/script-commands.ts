import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { scriptLanguages } from './contributes-language.ts';
import { registerInsertUnits } from './insert-units.ts';
import { LibraryLink } from './library-link.ts';
import { openRecording } from './open-recording.ts';
import { runCall } from './run-call.ts';
import { ScriptRunner } from './script-runner.ts';
import { startingScript } from './script-start-text.ts';
import type { Services } from './services.ts';

/** Commands of analysis scripts: run, stop, begin one; and what the lenses above a call offer. */
export function registerScripts(services: Services): vscode.Disposable {
  const { faults, dashboards } = services;
  const runner = new ScriptRunner(services);
  const library = new LibraryLink(services);
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
    library,
    registerInsertUnits(services),
    vscode.window.onDidChangeActiveTextEditor(tell),
    vscode.workspace.onDidSaveTextDocument(() => tell(vscode.window.activeTextEditor)),
    command('runScript', 'run the script', async (clicked) => {
      const uri = typeof clicked === 'string' ? vscode.Uri.parse(clicked) : clicked;
      const chosen = uri instanceof vscode.Uri ? uri : vscode.window.activeTextEditor?.document.uri;
      return chosen && runner.run(chosen);
    }),
    command('stopScript', 'stop the script', () => runner.stop()),
    command('newScript', 'begin a script', async () => {
      const { active } = dashboards;
      const text = startingScript(active?.dataset.folder ?? null, active?.selection ?? []);
      const document = await written(await freeName(), text);
      await vscode.window.showTextDocument(document);
      // The answer may come much later, or never.
      void library.offer(document.uri).catch((error) => faults.show(error, 'link the library'));
    }),
    command('runCall', 'run the call', (call) => runCall(services, call as Parameters<typeof runCall>[1])),
    command('openScriptRecording', 'open the dashboard', (folder) =>
      openRecording(services, vscode.Uri.file(String(folder))),
    ),
  );
}

/** A script of JavaScript or TypeScript that imports the library. */
const isAnalysisScript = (document: vscode.TextDocument): boolean =>
  scriptLanguages.some((id) => id !== 'python' && id === document.languageId) &&
  /\bfrom\s*['"]neuropyxels['"]/.test(document.getText(new vscode.Range(0, 0, 200, 0)));

/** A new file; an unsaved document of that name where no folder is open, or nothing can be written. */
async function written(file: vscode.Uri, text: string): Promise<vscode.TextDocument> {
  if (vscode.workspace.getWorkspaceFolder(file))
    try {
      await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
      return await vscode.workspace.openTextDocument(file);
    } catch (error) {
      if (!(error instanceof vscode.FileSystemError)) throw error;
    }
  const document = await vscode.workspace.openTextDocument(file.with({ scheme: 'untitled' }));
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, new vscode.Position(0, 0), text);
  await vscode.workspace.applyEdit(edit);
  return document;
}

/** A name that nothing in the first folder has yet, on the disk or unsaved. */
async function freeName(): Promise<vscode.Uri> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
  for (let count = 1; ; count++) {
    const file = vscode.Uri.joinPath(folder, count === 1 ? 'analysis.mjs' : `analysis-${count}.mjs`);
    const isThere = await vscode.workspace.fs.stat(file).then(
      () => true,
      () => false,
    );
    const isOpen = vscode.workspace.textDocuments.some(({ uri }) => uri.path === file.path);
    if (!isThere && !isOpen) return file;
  }
}
