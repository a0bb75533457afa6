import path from 'node:path';
import * as vscode from 'vscode';
import { ParameterError } from '../core/model/errors.ts';
import { type InstalledLibrary, linkFolder, linkState, writeLink } from '../script-host/library-link.ts';
import type { Services } from './services.ts';

const linkCommand = 'neuropyxels.linkLibrary';
const declined = 'neuropyxels.linkDeclined';

/**
 * Makes `neuropyxels` known to Node and TypeScript in a workspace, by a small package in its `node_modules`: written when the
 * user agrees, and again when this extension has moved or is another version.
 */
export class LibraryLink implements vscode.Disposable {
  readonly #services: Services;
  readonly #library: InstalledLibrary;
  readonly #disposables: vscode.Disposable;

  constructor(services: Services) {
    this.#services = services;
    const { extension, extensionUri } = services.context;
    const { version } = extension.packageJSON as { readonly version: string };
    this.#library = { folder: vscode.Uri.joinPath(extensionUri, 'dist').fsPath, version };
    const { faults } = services;
    this.#disposables = vscode.Disposable.from(
      vscode.commands.registerCommand(linkCommand, async (script?: unknown) => {
        try {
          const uri = typeof script === 'string' ? vscode.Uri.parse(script) : undefined;
          await this.#link(workspaceOf(uri ?? vscode.window.activeTextEditor?.document.uri));
        } catch (error) {
          faults.show(error, 'link the library');
        }
      }),
      vscode.languages.registerCodeActionsProvider(
        ['typescript', 'typescriptreact', 'javascript', 'javascriptreact'].map((language) => ({ language })),
        { provideCodeActions: (document, _, { diagnostics }) => linkActions(document, diagnostics) },
        { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
      ),
    );
    if (vscode.workspace.isTrusted) void this.#refresh();
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  /** Asks once for each workspace, where the library is not known yet. */
  async offer(script: vscode.Uri): Promise<void> {
    const workspace = workspaceOf(script, false);
    const { workspaceState } = this.#services.context;
    if (!workspace || !vscode.workspace.isTrusted || workspaceState.get(declined)) return;
    if ((await linkState(workspace, this.#library)) !== 'absent') return;
    const link = 'Link';
    const never = 'Never Here';
    const chosen = await vscode.window.showInformationMessage(
      `Link the script library into ${path.basename(workspace)}? Then a terminal and the TypeScript of the editor find 'neuropyxels' too. Writes three small files into node_modules/neuropyxels.`,
      link,
      never,
    );
    if (chosen === never) await workspaceState.update(declined, true);
    if (chosen === link) await this.#link(workspace);
  }

  async #link(workspace: string | undefined): Promise<void> {
    if (workspace === undefined)
      throw new ParameterError('There is no folder to link the library into: open the folder of the script.');
    if (!vscode.workspace.isTrusted)
      throw new ParameterError(
        'This workspace is not trusted: nothing is written into it. Trust it first (Workspaces: Manage Workspace Trust).',
      );
    if ((await linkState(workspace, this.#library)) === 'foreign')
      throw new ParameterError(
        `${linkFolder(workspace)}: a package of this name is installed there, which is left as it is; remove it to link the library of this extension`,
      );
    await writeLink(workspace, this.#library);
    vscode.window.setStatusBarMessage(`Linked neuropyxels into ${path.basename(workspace)}`, 4000);
  }

  /** Links that an earlier version wrote name a folder that is gone. */
  async #refresh(): Promise<void> {
    for (const { uri } of vscode.workspace.workspaceFolders ?? [])
      if (uri.scheme === 'file' && (await linkState(uri.fsPath, this.#library)) === 'stale')
        await writeLink(uri.fsPath, this.#library).catch((error) =>
          this.#services.log.warn(
            `${linkFolder(uri.fsPath)}: could not be brought up to date (${String(error)})`,
          ),
        );
  }
}

/** The folder of the workspace that a script lies in; the first one for none, unless it must be the script's. */
function workspaceOf(script: vscode.Uri | undefined, orFirst = true): string | undefined {
  const own = script && vscode.workspace.getWorkspaceFolder(script.with({ scheme: 'file' }));
  const folder = own ?? (orFirst ? vscode.workspace.workspaceFolders?.[0] : undefined);
  return folder?.uri.scheme === 'file' ? folder.uri.fsPath : undefined;
}

/** TypeScript's "Cannot find module 'neuropyxels'": 2307, and 7016 where it finds no types. */
function linkActions(
  document: vscode.TextDocument,
  diagnostics: readonly vscode.Diagnostic[],
): vscode.CodeAction[] {
  const missing = diagnostics.filter(
    ({ code, message }) => /^(2307|7016)$/.test(String(code)) && message.includes("'neuropyxels'"),
  );
  if (missing.length === 0) return [];
  const title = 'Link the library of NeuroPyxels into this workspace';
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = missing;
  action.isPreferred = true;
  action.command = { title, command: linkCommand, arguments: [document.uri.toString()] };
  return [action];
}
