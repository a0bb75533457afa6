import * as vscode from 'vscode';
import type { DatasetSummary, FoundRecording, StreamSummary } from '../core/engine/engine-api.ts';
import { isCancelled } from '../core/model/errors.ts';
import { findInWorkspace } from './ask.ts';
import { withProgress } from './progress.ts';
import { groupByProbe, recordingTooltip, streamDescription } from './recording-facts.ts';
import type { Services } from './services.ts';

export type RecordingNode =
  | { readonly kind: 'recording'; readonly recording: FoundRecording }
  | { readonly kind: 'probe'; readonly title: string; readonly streams: readonly StreamSummary[] }
  | { readonly kind: 'stream'; readonly stream: StreamSummary }
  | { readonly kind: 'problem'; readonly message: string };

/** A recording's row in the tree, as the tree hands it to a command. */
export const isRecordingNode = (value: unknown): value is RecordingNode & { kind: 'recording' } =>
  typeof value === 'object' && value !== null && (value as RecordingNode).kind === 'recording';

/** Files that may make or unmake a recording. */
export const doors = '**/{*.ap.meta,*.lf.meta,*.oebin,datasets_table.csv}';

/** The *Recordings* view: what the workspace holds, each with its probes and their streams. */
export class RecordingsTree implements vscode.TreeDataProvider<RecordingNode> {
  readonly #services: Services;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view: vscode.TreeView<RecordingNode>;
  #disposables: vscode.Disposable[] = [];
  #refreshTimer: NodeJS.Timeout | undefined;
  #watching = false;
  /** What was found last, for tests and for the second look of the same window. */
  found: readonly FoundRecording[] = [];

  constructor(services: Services) {
    this.#services = services;
    this.#view = vscode.window.createTreeView('neuropyxels.recordings', {
      treeDataProvider: this,
      showCollapseAll: true,
    });
    this.#disposables.push(
      this.#view,
      this.#changed,
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.refresh()),
      vscode.commands.registerCommand('neuropyxels.refreshRecordings', () => this.refresh()),
    );
  }

  dispose(): void {
    clearTimeout(this.#refreshTimer);
    for (const disposable of this.#disposables) disposable.dispose();
  }

  refresh(): void {
    this.#changed.fire(undefined);
  }

  async getChildren(node?: RecordingNode): Promise<RecordingNode[]> {
    if (!node) return this.#recordings();
    if (node.kind === 'recording') return this.#probes(node.recording);
    if (node.kind === 'probe') return node.streams.map((stream) => ({ kind: 'stream', stream }));
    return [];
  }

  getTreeItem(node: RecordingNode): vscode.TreeItem {
    const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
    if (node.kind === 'recording') {
      const { name, folder, door, hasSorting } = node.recording;
      const item = new vscode.TreeItem(name, Collapsed);
      item.id = `${folder} ${name}`;
      item.contextValue = 'recording';
      item.description = vscode.workspace.asRelativePath(folder, false);
      item.iconPath = new vscode.ThemeIcon(hasSorting ? 'pulse' : 'circuit-board');
      item.resourceUri = vscode.Uri.file(door);
      item.command = {
        command: 'neuropyxels.openDoor',
        title: 'Open Recording Dashboard',
        arguments: [door],
      };
      item.accessibilityInformation = {
        label: `recording ${name}, ${hasSorting ? 'sorted' : 'not sorted'}, in ${folder}`,
      };
      return item;
    }
    if (node.kind === 'probe') {
      const item = new vscode.TreeItem(node.title, Expanded);
      item.contextValue = 'probe';
      item.iconPath = new vscode.ThemeIcon('circuit-board');
      return item;
    }
    if (node.kind === 'problem') {
      const item = new vscode.TreeItem(node.message, None);
      item.iconPath = new vscode.ThemeIcon('warning');
      item.tooltip = node.message;
      return item;
    }
    const item = new vscode.TreeItem(node.stream.id, None);
    item.contextValue = 'stream';
    item.description = streamDescription(node.stream);
    item.iconPath = new vscode.ThemeIcon(node.stream.rawFile ? 'graph-line' : 'file');
    item.tooltip = node.stream.rawFile ?? node.stream.rawMissingReason ?? node.stream.id;
    if (node.stream.rawFile)
      item.command = {
        command: 'neuropyxels.openDoor',
        title: 'Open Recording Dashboard',
        arguments: [node.stream.rawFile],
      };
    return item;
  }

  /** The facts are read when the pointer rests on the recording, not for every row. */
  async resolveTreeItem(
    item: vscode.TreeItem,
    node: RecordingNode,
    token: vscode.CancellationToken,
  ): Promise<vscode.TreeItem> {
    if (node.kind !== 'recording') return item;
    try {
      const summary = await this.#summary(node.recording);
      if (!token.isCancellationRequested) item.tooltip = new vscode.MarkdownString(recordingTooltip(summary));
    } catch (error) {
      item.tooltip = error instanceof Error ? error.message : String(error);
    }
    return item;
  }

  async #recordings(): Promise<RecordingNode[]> {
    this.#watch();
    try {
      this.found = await withProgress(
        'Looking for recordings',
        ({ signal }) => findInWorkspace(this.#services, signal),
        { viewId: 'neuropyxels.recordings' },
      );
    } catch (error) {
      if (!isCancelled(error)) this.#services.faults.show(error, 'look for recordings');
      this.found = [];
    }
    const sorted = [...this.found].sort((a, b) =>
      a.folder.localeCompare(b.folder, undefined, { numeric: true }),
    );
    return sorted.map((recording) => ({ kind: 'recording', recording }));
  }

  async #probes(recording: FoundRecording): Promise<RecordingNode[]> {
    try {
      const { streams } = await this.#summary(recording);
      return groupByProbe(streams).flatMap(({ title, streams: own }): RecordingNode[] =>
        title === null
          ? own.map((stream) => ({ kind: 'stream', stream }))
          : [{ kind: 'probe', title, streams: own }],
      );
    } catch (error) {
      return [{ kind: 'problem', message: error instanceof Error ? error.message : String(error) }];
    }
  }

  #summary({ door }: FoundRecording): Promise<DatasetSummary> {
    return this.#services.engine.open({ dataset: door });
  }

  /** Looks again when headers come or go; starts with the first look, so that nothing watches an unused window. */
  #watch(): void {
    if (this.#watching) return;
    this.#watching = true;
    const watcher = vscode.workspace.createFileSystemWatcher(doors, false, true, false);
    const soon = () => {
      clearTimeout(this.#refreshTimer);
      this.#refreshTimer = setTimeout(() => this.refresh(), 500);
    };
    watcher.onDidCreate(soon);
    watcher.onDidDelete(soon);
    this.#disposables.push(watcher);
  }
}
