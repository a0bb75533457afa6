import * as vscode from 'vscode';
import type { UnitId } from '../core/model/units.ts';
import type { OpenDataset } from './datasets.ts';

/** One open dashboard, as the rest of the extension sees it. */
export interface Dashboard {
  readonly dataset: OpenDataset;
  readonly uri: vscode.Uri;
  readonly panel: vscode.WebviewPanel;
  /** In the order of selection. */
  readonly selection: readonly UnitId[];
  /** The colour slot of each selected unit, which it keeps while others leave the selection. */
  readonly slots: readonly number[];
  /** Selects units in the page; the page answers by telling its selection. */
  select(units: readonly UnitId[]): Promise<void>;
}

/** The open dashboards and the active one: the one that had the focus last, also while a figure or a text has it. */
export class Dashboards {
  #open: Dashboard[] = [];
  readonly #activeChanged = new vscode.EventEmitter<void>();
  readonly #selectionChanged = new vscode.EventEmitter<void>();
  /** Another recording is the active one, or none. */
  readonly onDidChangeActive = this.#activeChanged.event;
  /** The selection of the active one. */
  readonly onDidChangeSelection = this.#selectionChanged.event;

  get active(): Dashboard | undefined {
    return this.#open[0];
  }

  /** Latest first. */
  get all(): readonly Dashboard[] {
    return this.#open;
  }

  /** The dashboard of a dataset, named by a folder or by a file in it. */
  ofDataset(path: string): Dashboard | undefined {
    return this.#open.find(
      ({ dataset, uri }) => dataset.folder === path || dataset.key === path || uri.fsPath === path,
    );
  }

  activate(dashboard: Dashboard): void {
    if (this.active === dashboard) return;
    this.#open = [dashboard, ...this.#open.filter((other) => other !== dashboard)];
    this.#tell();
  }

  remove(dashboard: Dashboard): void {
    const wasActive = this.active === dashboard;
    this.#open = this.#open.filter((other) => other !== dashboard);
    if (wasActive) this.#tell();
  }

  selectionChanged(dashboard: Dashboard): void {
    if (this.active === dashboard) this.#tellSelection();
  }

  #tell(): void {
    void vscode.commands.executeCommand('setContext', 'neuropyxels.hasRecording', this.active !== undefined);
    this.#activeChanged.fire();
    this.#tellSelection();
  }

  #tellSelection(): void {
    const selected = (this.active?.selection.length ?? 0) > 0;
    void vscode.commands.executeCommand('setContext', 'neuropyxels.hasSelection', selected);
    this.#selectionChanged.fire();
  }
}
