import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { registerAnalysisDocs, trustedCommands } from './analysis-docs.ts';
import { scriptLanguages } from './contributes-language.ts';
import { registerDoctor } from './doctor.ts';
import { registerScripts } from './script-commands.ts';
import { scriptSettings, settingsNotification } from './script-settings.ts';
import { serverRestarts } from './server-restarts.ts';
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
    client = startClient(context, log, tellSettings);
    client.catch((error: unknown) => log.error(`The language server could not be started: ${String(error)}`));
  };
  context.subscriptions.push(
    registerScripts(services),
    registerDoctor(services),
    registerAnalysisDocs(),
    dashboards.onDidChangeActive(tellAgain),
    // Pictures in hovers are painted in the colours of the theme.
    vscode.window.onDidChangeActiveColorTheme(tellAgain),
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
  onRunning: (client: LanguageClient) => void,
): Promise<LanguageClient> {
  // Loaded here and not at the top: most windows never need it.
  const { CloseAction, ErrorAction, LanguageClient, RevealOutputChannelOn, State, TransportKind } =
    await import('vscode-languageclient/node');
  const module = vscode.Uri.joinPath(context.extensionUri, 'dist', 'language-server.js').fsPath;
  const afterCrash = serverRestarts();
  const client = new LanguageClient(
    'neuropyxels',
    'NeuroPyxels language server',
    { module, transport: TransportKind.ipc },
    {
      documentSelector: [
        { language: 'spikeglx-meta' },
        { scheme: 'file', pattern: '**/*.oebin' },
        { scheme: 'file', pattern: '**/cluster_*.{tsv,csv}' },
        ...['file', 'untitled', 'vscode-notebook-cell'].flatMap((scheme) =>
          scriptLanguages.map((language) => ({ scheme, language })),
        ),
      ],
      markdown: { isTrusted: { enabledCommands: trustedCommands } },
      outputChannel: log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue }),
        closed() {
          const { restart, message } = afterCrash();
          // The client itself only logs a restart.
          if (message) void vscode.window.showWarningMessage(message);
          const action = restart ? CloseAction.Restart : CloseAction.DoNotRestart;
          return { action, ...(message && { message }), handled: true };
        },
      },
    },
  );
  // Also after it was started again: a new server knows nothing.
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Running) onRunning(client);
  });
  await client.start();
  return client;
}
