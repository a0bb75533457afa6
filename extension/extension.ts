import * as vscode from 'vscode';
import { askRecording } from './ask.ts';
import { registerCommands } from './commands.ts';
import { registerDashboardEditor } from './dashboard-editor.ts';
import { Dashboards } from './dashboards.ts';
import { Datasets } from './datasets.ts';
import { EngineHost } from './engine-host.ts';
import { Faults } from './faults.ts';
import { FigurePanels, figureViewType } from './figure-panel.ts';
import { registerFileTooltips } from './file-tooltips.ts';
import { registerLanguageFeatures } from './language-client.ts';
import { registerMerge } from './merge-recordings.ts';
import { openAtStart } from './open-at-start.ts';
import { registerPreprocess } from './preprocess.ts';
import { registerPreprocessTask } from './preprocess-task.ts';
import { RecordingsTree } from './recordings-tree.ts';
import { ResultsTree } from './results-tree.ts';
import { registerSelfTest } from './self-test.ts';
import type { Services } from './services.ts';
import { engineSettings } from './settings.ts';
import { createStatusBar } from './status-bar.ts';
import { registerTracesCommands } from './traces-commands.ts';
import { TracesPanels, tracesViewType } from './traces-panel.ts';
import { UnitsTree } from './units-tree.ts';
import { warmEngine } from './warm-engine.ts';

/** What other extensions, and our own tests, may look at. */
export interface NeuroPyxelsApi extends Services {
  readonly activationMs: number;
  readonly engineHost: EngineHost;
  readonly recordings: RecordingsTree;
  readonly units: UnitsTree;
}

/**
 * Wires the parts together. No recording is read until a view, an editor or a command asks, and the engine's thread waits for that
 * too unless the workspace holds a recording.
 */
export function activate(context: vscode.ExtensionContext): NeuroPyxelsApi {
  const startedMs = performance.now();
  const log = vscode.window.createOutputChannel('NeuroPyxels', { log: true });
  const faults = new Faults(log);
  const script = vscode.Uri.joinPath(context.extensionUri, 'dist', 'engine-thread.js').fsPath;
  const engineHost = new EngineHost(script, engineSettings, log);
  const datasets = new Datasets(engineHost.api, faults);
  const figures: FigurePanels = new FigurePanels(() => services);
  const dashboards = new Dashboards();
  const traces: TracesPanels = new TracesPanels(() => services);
  const engine = engineHost.api;
  const services: Services = { context, log, faults, engine, datasets, dashboards, figures, traces };
  const recordings = new RecordingsTree(services);
  const units = new UnitsTree(services);
  context.subscriptions.push(
    log,
    registerDashboardEditor(services),
    registerCommands(services),
    vscode.window.registerWebviewPanelSerializer(figureViewType, figures),
    vscode.window.registerWebviewPanelSerializer(tracesViewType, traces),
    registerTracesCommands(services),
    recordings,
    units,
    new ResultsTree(services),
    registerMerge(services),
    registerPreprocess(services),
    registerPreprocessTask(services),
    registerSelfTest(services, () => askRecording(services)),
    createStatusBar(dashboards),
    vscode.workspace.onDidChangeConfiguration((event) => {
      // The next call starts the engine with the new settings.
      if (['cache', 'threads'].some((key) => event.affectsConfiguration(`neuropyxels.${key}`)))
        void engineHost.stop();
    }),
    datasets,
    engineHost,
  );
  registerLanguageFeatures(services);
  // Who sees a recording is about to open it: a thread takes longer to start than headers to read.
  registerFileTooltips(context, () => engineHost.warm());
  openAtStart();
  warmEngine(engineHost).catch((error: unknown) => log.warn(`The workspace was not searched: ${error}`));
  const activationMs = performance.now() - startedMs;
  log.info(`activated in ${activationMs.toFixed(1)} ms`);
  return { ...services, activationMs, engineHost, recordings, units };
}
