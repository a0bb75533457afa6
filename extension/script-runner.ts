import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as vscode from 'vscode';
import type { PlotMessage } from '../core/library/plot.ts';
import { Cancelled, ParameterError } from '../core/model/errors.ts';
import { placeIn, type ScriptError } from '../script-host/messages.ts';
import { folderDoor } from './dataset-key.ts';
import type { Services } from './services.ts';

/** After this long a script that was asked to stop is ended. */
const patienceMs = 2000;
const runnable = /\.(mjs|mts|js|ts)$/i;

/** Runs analysis scripts, each in a process of its own; one at a time. */
export class ScriptRunner implements vscode.Disposable {
  readonly #services: Services;
  readonly #log = vscode.window.createOutputChannel('NeuroPyxels Script');
  readonly #problems = vscode.languages.createDiagnosticCollection('neuropyxels-script');
  #running: ChildProcess | undefined;

  constructor(services: Services) {
    this.#services = services;
  }

  /**
   * Runs a script until it ends; its figures open as they come. Changes are saved first, a new script under its name.
   * Throws input errors for what cannot be run.
   */
  async run(given: vscode.Uri): Promise<number | null> {
    if (!vscode.workspace.isTrusted)
      throw new ParameterError(
        'This workspace is not trusted: its scripts are not run. Trust it first (Workspaces: Manage Workspace Trust).',
      );
    const uri = await savedUri(given);
    if (uri?.scheme !== 'file' || !runnable.test(uri.path))
      throw new ParameterError(
        `${path.basename(given.path)}: cannot be run, expected a saved .mjs, .js, .ts or .mts file`,
      );
    await this.stop();
    this.#problems.delete(uri);
    this.#log.clear();
    this.#log.show(true);
    const title = `Running ${path.basename(uri.fsPath)}`;
    return vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title, cancellable: true },
      (_, token) => {
        token.onCancellationRequested(() => void this.stop());
        return this.#started(uri);
      },
    );
  }

  /** Ends the script that runs, if one does. */
  async stop(): Promise<void> {
    const child = this.#running;
    if (!child) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    const patience = setTimeout(() => child.kill('SIGKILL'), patienceMs);
    await gone;
    clearTimeout(patience);
  }

  dispose(): void {
    this.#running?.kill('SIGKILL');
    this.#log.dispose();
    this.#problems.dispose();
  }

  #started(uri: vscode.Uri): Promise<number | null> {
    const { context } = this.#services;
    const start = vscode.Uri.joinPath(context.extensionUri, 'dist', 'script-start.js').fsPath;
    const startedMs = Date.now();
    const child = fork(uri.fsPath, [], {
      cwd: path.dirname(uri.fsPath),
      execArgv: ['--import', pathToFileURL(start).href],
      // In desktop VS Code the process is Electron, which is Node when it is told so.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', NEUROPYXELS_SCRIPT: '1' },
      silent: true,
    });
    this.#running = child;
    this.#tell();
    this.#log.appendLine(`> ${uri.fsPath}`);
    // Decoded as streams: a letter may be cut in two between chunks.
    child.stdout?.setEncoding('utf8').on('data', (text: string) => this.#log.append(text));
    // Where a syntax error is, Node only writes.
    let written = '';
    let fault: ScriptError | undefined;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      written = (written + text).slice(-16_384);
      this.#log.append(text);
    });
    child.on('message', (message: PlotMessage | ScriptError) => {
      if (message?.neuropyxels === 'plot') this.#plot(message);
      else if (message?.neuropyxels === 'error') fault = message;
    });
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => {
        if (fault) this.#show(uri, fault, written);
        if (this.#running === child) this.#running = undefined;
        this.#tell();
        const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
        this.#log.appendLine(
          signal ? `> stopped after ${seconds} s` : `> ended with ${code} after ${seconds} s`,
        );
        if (signal) reject(new Cancelled());
        else resolve(code);
      });
    });
  }

  #plot({ dataset, analysis, units, params, stream }: PlotMessage): void {
    this.#services.figures.open(folderDoor(dataset), {
      analysis,
      units,
      params: { ...params },
      ...(stream === null ? {} : { stream }),
    });
  }

  /** The error at its line; one that comes from elsewhere at the first. */
  #show(uri: vscode.Uri, { name, message, stack }: ScriptError, written: string): void {
    const url = pathToFileURL(uri.fsPath).href;
    const place = placeIn(stack, url, message) ?? placeIn(written, url);
    const { line, character } = place ?? { line: 0, character: 0 };
    const range = new vscode.Range(line, character, line, Number.MAX_SAFE_INTEGER);
    const problem = new vscode.Diagnostic(range, `${name}: ${message}`, vscode.DiagnosticSeverity.Error);
    problem.source = 'NeuroPyxels';
    this.#problems.set(uri, [problem]);
  }

  #tell(): void {
    void vscode.commands.executeCommand(
      'setContext',
      'neuropyxels.isScriptRunning',
      this.#running !== undefined,
    );
  }
}

/** Where a document is after it was saved; undefined when the user thought better of it. */
async function savedUri(uri: vscode.Uri): Promise<vscode.Uri | undefined> {
  const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
  return document?.isDirty || document?.isUntitled ? vscode.workspace.save(uri) : uri;
}
