import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { scriptLanguages } from './contributes-language.ts';
import { registerDoctor } from './doctor.ts';
import { registerScripts } from './script-commands.ts';
import { scriptSettings, settingsNotification } from './script-settings.ts';
import type { Services } from './services.ts';

/**
 * Hovers over headers and `params.py`, and all that scripts have: completion, checks, running. The server is a process of
 * its own; it is started when the first document that it serves is open, and never before.
 */
export function registerLanguageFeatures(services: Services): void {
  const { context, log, dashboards } = services;
  let client: Promise<LanguageClient> | undefined;
  const tellSettings = (started: LanguageClient) =>
    void started.sendNotification(settingsNotification, scriptSettings(dashboards)).catch(() => undefined);
  const tellAgain = () => void client?.then(tellSettings, () => undefined);
  const wake = (document: vscode.TextDocument) => {
    if (client || !isServed(document)) return;
    client = startClient(context, log);
    client.then(tellSettings, () => undefined);
    client.catch((error: unknown) => log.error(`The language server could not be started: ${String(error)}`));
  };
  context.subscriptions.push(
    registerScripts(services),
    registerDoctor(services),
    dashboards.onDidChangeActive(tellAgain),
    vscode.workspace.onDidChangeWorkspaceFolders(tellAgain),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('neuropyxels.scripts')) tellAgain();
    }),
    vscode.workspace.onDidOpenTextDocument(wake),
    // A script is served from the moment it names us, which may be while it is written.
    vscode.workspace.onDidChangeTextDocument(({ document }) => wake(document)),
    { dispose: () => void client?.then((started) => started.stop()).catch(() => undefined) },
  );
  vscode.workspace.textDocuments.forEach(wake);
}

/** Imports stand at the top; a script of a megabyte is not searched at every key that is pressed. */
const importLines = new vscode.Range(0, 0, 200, 0);

/** True for headers, `params.py`, and scripts that name npyx or us. */
function isServed(document: vscode.TextDocument): boolean {
  const { languageId, uri } = document;
  if (languageId === 'spikeglx-meta' || /(\.oebin|\/params\.py|\/cluster_[^/]+\.(tsv|csv))$/.test(uri.path))
    return true;
  if (!scriptLanguages.some((id) => id === languageId)) return false;
  return /\b(npyx|neuropyxels)\b/i.test(document.getText(importLines));
}

async function startClient(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
): Promise<LanguageClient> {
  // Loaded here and not at the top: most windows never need it.
  const { CloseAction, ErrorAction, LanguageClient, RevealOutputChannelOn, TransportKind } = await import(
    'vscode-languageclient/node'
  );
  const module = vscode.Uri.joinPath(context.extensionUri, 'dist', 'language-server.js').fsPath;
  let crashes = 0;
  const client = new LanguageClient(
    'neuropyxels',
    'NeuroPyxels language server',
    { module, transport: TransportKind.ipc },
    {
      documentSelector: [
        { language: 'spikeglx-meta' },
        { scheme: 'file', pattern: '**/*.oebin' },
        { scheme: 'file', pattern: '**/cluster_*.{tsv,csv}' },
        ...scriptLanguages.map((language) => ({ scheme: 'file', language })),
        { scheme: 'vscode-notebook-cell', language: 'python' },
      ],
      outputChannel: log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue }),
        closed() {
          crashes++;
          const isFirst = crashes === 1;
          const message = isFirst
            ? 'The NeuroPyxels language server stopped and was started again.'
            : 'The NeuroPyxels language server stopped again: no hovers and completions until the window is reloaded.';
          // The client itself only logs a restart.
          void vscode.window.showWarningMessage(message);
          return {
            action: isFirst ? CloseAction.Restart : CloseAction.DoNotRestart,
            message,
            handled: true,
          };
        },
      },
    },
  );
  await client.start();
  return client;
}
