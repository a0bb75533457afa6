import path from 'node:path';
import * as vscode from 'vscode';
import { catalogue } from '../core/analyses/catalogue.ts';
import type { CachedResult } from '../core/engine/engine-api.ts';
import type { OpenDataset } from './datasets.ts';
import type { Share } from './reference-count.ts';
import { byteText, changedParams } from './result-facts.ts';
import type { Services } from './services.ts';
import { analysisTitle, someUnits } from './titles.ts';

export type ResultNode =
  | { readonly kind: 'analysis'; readonly analysis: string; readonly results: readonly CachedResult[] }
  | { readonly kind: 'result'; readonly result: CachedResult };

/** Files come in bursts: one more look when they have settled. */
const settleMs = 500;

/** The *Cached Results* view: what is kept of the active recording, by analysis; a click opens the figure again. */
export class ResultsTree implements vscode.TreeDataProvider<ResultNode> {
  readonly #services: Services;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view: vscode.TreeView<ResultNode>;
  readonly #disposables: vscode.Disposable[] = [];
  #share: Share<OpenDataset> | undefined;
  #watcher: vscode.Disposable | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(services: Services) {
    this.#services = services;
    this.#view = vscode.window.createTreeView('neuropyxels.results', { treeDataProvider: this });
    const command = (id: string, title: string, run: (node?: ResultNode) => Promise<void>) =>
      vscode.commands.registerCommand(`neuropyxels.${id}`, (node?: ResultNode) =>
        run(node).catch((error) => services.faults.show(error, title)),
      );
    this.#disposables.push(
      this.#view,
      this.#changed,
      services.dashboards.onDidChangeActive(() => this.#showActive()),
      this.#view.onDidChangeVisibility(() => this.#soon()),
      command('clearCache', 'clear the cached results', () => this.#clearAll()),
      command('deleteResult', 'delete the cached result', (node) => this.#delete(node)),
      command('openResult', 'open the figure', async (node) => this.#open(node)),
      command('openResultFile', 'open the cached result', async (node) => {
        const file = node?.kind === 'result' ? node.result.files[0] : undefined;
        if (file) await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(file));
      }),
      command('copyResultPath', 'copy the paths', async (node) => {
        if (node?.kind !== 'result') return;
        const arrays = node.result.files.filter((file) => file.endsWith('.npy'));
        await vscode.env.clipboard.writeText((arrays.length > 0 ? arrays : node.result.files).join('\n'));
      }),
    );
    this.#showActive();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const disposable of this.#disposables) disposable.dispose();
    this.#watcher?.dispose();
    this.#share?.release();
  }

  async getChildren(node?: ResultNode): Promise<ResultNode[]> {
    if (node?.kind === 'analysis') return node.results.map((result) => ({ kind: 'result', result }));
    const dataset = this.#share?.value;
    if (node || !dataset) return [];
    const results = await this.#services.engine.cached({ dataset: dataset.door }).catch(() => []);
    const total = results.reduce((sum, { bytes }) => sum + bytes, 0);
    this.#view.description = results.length > 0 ? `${dataset.name} · ${byteText(total)}` : dataset.name;
    const ids = catalogue.map(({ id }) => id).filter((id) => results.some(({ analysis }) => analysis === id));
    return ids.map((analysis) => ({
      kind: 'analysis',
      analysis,
      results: results.filter((result) => result.analysis === analysis),
    }));
  }

  getTreeItem(node: ResultNode): vscode.TreeItem {
    const { None, Collapsed } = vscode.TreeItemCollapsibleState;
    if (node.kind === 'analysis') {
      const bytes = node.results.reduce((sum, result) => sum + result.bytes, 0);
      const item = new vscode.TreeItem(analysisTitle(node.analysis), Collapsed);
      item.id = node.analysis;
      item.contextValue = 'resultGroup';
      item.description = `${node.results.length} · ${byteText(bytes)}`;
      return item;
    }
    const { result } = node;
    const item = new vscode.TreeItem(someUnits(result.units) || result.dataset, None);
    item.id = `${result.analysis} ${result.key}`;
    item.contextValue = 'result';
    item.description = [...changedParams(result), byteText(result.bytes)].join(' · ');
    item.iconPath = new vscode.ThemeIcon('graph-line');
    item.tooltip = new vscode.MarkdownString(
      [
        `**${analysisTitle(result.analysis)}** ${result.units.join(', ')}`,
        `Computed ${new Date(result.createdMs).toLocaleString()}, last used ${new Date(result.usedMs).toLocaleString()}`,
        ...result.files.map((file) => `\`${path.basename(file)}\``),
      ].join('\n\n'),
    );
    item.command = {
      command: 'neuropyxels.openResult',
      title: 'Open Figure',
      arguments: [node],
    };
    return item;
  }

  #showActive(): void {
    const active = this.#services.dashboards.active;
    if (active?.dataset === this.#share?.value) return;
    this.#watcher?.dispose();
    this.#share?.release();
    this.#share = active && this.#services.datasets.acquire(active.dataset.door);
    this.#view.description = '';
    const folder = this.#share?.value.folder;
    if (folder) {
      const pattern = new vscode.RelativePattern(
        vscode.Uri.file(path.join(folder, 'npyxMemory')),
        '*/*.json',
      );
      const watcher = vscode.workspace.createFileSystemWatcher(pattern, false, true, false);
      watcher.onDidCreate(() => this.#soon());
      watcher.onDidDelete(() => this.#soon());
      this.#watcher = watcher;
    }
    this.#changed.fire(undefined);
  }

  #soon(): void {
    if (!this.#view.visible) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#changed.fire(undefined), settleMs);
  }

  #open(node?: ResultNode): void {
    const dataset = this.#share?.value.door;
    if (node?.kind !== 'result' || !dataset) return;
    const { analysis, units, params } = node.result;
    this.#services.figures.open(dataset, { analysis, units, params });
  }

  async #delete(node?: ResultNode): Promise<void> {
    const dataset = this.#share?.value.door;
    if (!node || !dataset) return;
    const which =
      node.kind === 'analysis'
        ? { analysis: node.analysis }
        : { analysis: node.result.analysis, key: node.result.key };
    await this.#services.engine.clearCache({ dataset, ...which });
    this.#changed.fire(undefined);
  }

  async #clearAll(): Promise<void> {
    const dataset = this.#share?.value;
    if (!dataset) return;
    const sure = 'Clear';
    const answer = await vscode.window.showWarningMessage(
      `Delete the cached results of ${dataset.name}? They are computed again when they are needed.`,
      { modal: true },
      sure,
    );
    if (answer !== sure) return;
    const count = await this.#services.engine.clearCache({ dataset: dataset.door });
    this.#changed.fire(undefined);
    void vscode.window.setStatusBarMessage(`NeuroPyxels: ${count} cached results deleted`, 5000);
  }
}
