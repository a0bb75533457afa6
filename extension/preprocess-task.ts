import path from 'node:path';
import * as vscode from 'vscode';
import { isCancelled, messageOf } from '../core/model/errors.ts';
import type { Services } from './services.ts';

export const taskType = 'neuropyxels';

/** What stands in `tasks.json`; declared in `contributes-tasks.ts`. */
interface Definition extends vscode.TaskDefinition {
  readonly task: 'preprocess';
  /** A path, from the workspace folder where it is not absolute. */
  readonly recording: string;
  readonly stream?: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

/** How many recordings of the workspace are offered. */
const mostOffered = 20;

/** Preprocessing as a task: it writes without asking, and goes on where it was stopped when it is run again. */
export function registerPreprocessTask(services: Services): vscode.Disposable {
  return vscode.tasks.registerTaskProvider(taskType, {
    async provideTasks() {
      const found = await vscode.workspace.findFiles(
        '**/*.ap.{bin,cbin}',
        '**/{original_data,preprocessed,node_modules}/**',
        mostOffered,
      );
      return found.map((uri) => {
        const recording = vscode.workspace.asRelativePath(uri, false);
        const scope = vscode.workspace.getWorkspaceFolder(uri) ?? vscode.TaskScope.Workspace;
        return taskOf(services, { type: taskType, task: 'preprocess', recording }, scope);
      });
    },
    resolveTask: ({ definition, scope }) =>
      taskOf(
        services,
        definition as Definition,
        (scope as vscode.WorkspaceFolder) ?? vscode.TaskScope.Workspace,
      ),
  });
}

function taskOf(
  services: Services,
  definition: Definition,
  scope: vscode.WorkspaceFolder | vscode.TaskScope.Workspace,
): vscode.Task {
  const folder = typeof scope === 'object' ? scope : vscode.workspace.workspaceFolders?.[0];
  const run = async (): Promise<vscode.Pseudoterminal> =>
    terminalOf(services, definition, path.resolve(folder?.uri.fsPath ?? '', String(definition.recording)));
  const name = `preprocess ${definition.recording}`;
  return new vscode.Task(definition, scope, name, 'NeuroPyxels', new vscode.CustomExecution(run));
}

/** Says what is written, a line for every tenth, and how it ended; ending the task stops the work and keeps what is done. */
function terminalOf(
  { engine, log }: Services,
  { task, stream, params = {} }: Definition,
  dataset: string,
): vscode.Pseudoterminal {
  const written = new vscode.EventEmitter<string>();
  const ended = new vscode.EventEmitter<number>();
  const abort = new AbortController();
  const say = (text: string) => written.fire(`${text.replaceAll('\n', '\r\n')}\r\n`);
  const work = async () => {
    const request = { dataset, job: task, params, ...(stream ? { stream } : {}) };
    say((await engine.jobPlan(request, { signal: abort.signal })).summary);
    let told = -1;
    const done = await engine.job(request, {
      signal: abort.signal,
      progress: ({ done: share, message }) => {
        const tenth = Math.floor(10 * (share ?? 0));
        if (tenth === told && message !== 'reading back') return;
        told = tenth;
        say(`${Math.round(100 * (share ?? 0))} %  ${message ?? ''}`);
      },
    });
    for (const warning of done.warnings) say(`warning: ${warning}`);
    say(
      `${done.result.output}: written at ${Math.round(done.result.mbPerSecond)} MB/s, read back and found as computed`,
    );
  };
  return {
    onDidWrite: written.event,
    onDidClose: ended.event,
    open() {
      work().then(
        () => ended.fire(0),
        (error: unknown) => {
          if (isCancelled(error)) say('Stopped. What is done is kept; run the task again to go on.');
          else say(messageOf(error));
          log.warn(`task ${task}: ${messageOf(error)}`);
          ended.fire(isCancelled(error) ? 130 : 2);
        },
      );
    },
    close: () => abort.abort(),
    handleInput(data) {
      if (data === '\x03') abort.abort();
    },
  };
}
