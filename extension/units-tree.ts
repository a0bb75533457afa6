import * as vscode from 'vscode';
import type { UnitId, UnitTable } from '../core/model/units.ts';
import { unitsMime } from '../webviews/protocol.ts';
import type { UnitNode } from './clicked-units.ts';
import type { OpenDataset } from './datasets.ts';
import { signalOf } from './progress.ts';
import type { Share } from './reference-count.ts';
import type { Services } from './services.ts';
import { thousands, unitDescription } from './titles.ts';

/** Labels with a colour of their own; whatever a curator wrote beside them looks like `unsorted`. */
const labels = new Set(['good', 'mua', 'noise', 'unsorted']);

/** The *Units* view: the units of the active recording. Its selection and the dashboard's follow each other. */
export class UnitsTree implements vscode.TreeDataProvider<UnitNode> {
  readonly #services: Services;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view: vscode.TreeView<UnitNode>;
  readonly #disposables: vscode.Disposable[] = [];
  #share: Share<OpenDataset> | undefined;
  #follow: vscode.Disposable | undefined;
  #table: UnitTable | undefined;
  #nodes = new Map<UnitId, UnitNode>();
  /** The unit that we revealed: the event that follows is ours and not the user's. */
  #revealed: UnitId | undefined;

  constructor(services: Services) {
    this.#services = services;
    this.#view = vscode.window.createTreeView('neuropyxels.units', {
      treeDataProvider: this,
      canSelectMany: true,
      // Dropped on a script, they are written there.
      dragAndDropController: {
        dragMimeTypes: [unitsMime],
        dropMimeTypes: [],
        handleDrag(nodes, transfer) {
          const units = nodes.map(({ unit }) => unit).join(', ');
          for (const mime of [unitsMime, 'text/plain'])
            transfer.set(mime, new vscode.DataTransferItem(units));
        },
      },
    });
    const { dashboards } = services;
    this.#disposables.push(
      this.#view,
      this.#changed,
      dashboards.onDidChangeActive(() => this.#showActive()),
      dashboards.onDidChangeSelection(() => this.#revealSelection()),
      this.#view.onDidChangeSelection(({ selection }) => this.#select(selection.map(({ unit }) => unit))),
      this.#view.onDidChangeVisibility(() => this.#revealSelection()),
    );
    this.#showActive();
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
    this.#follow?.dispose();
    this.#share?.release();
  }

  /** The units now shown, for tests. */
  get units(): readonly UnitId[] {
    return [...this.#nodes.keys()];
  }

  async getChildren(parent?: UnitNode): Promise<UnitNode[]> {
    const dataset = this.#share?.value;
    if (parent || !dataset) return [];
    const source = new vscode.CancellationTokenSource();
    try {
      this.#table = await dataset.units({ signal: signalOf(source.token) });
      this.#view.message = this.#table.ids.length === 0 ? 'The sorting holds no units.' : '';
    } catch (error) {
      // The dashboard shows the sentence beside its table; here it stands instead of the units.
      this.#table = undefined;
      this.#view.message = error instanceof Error ? error.message : String(error);
    } finally {
      source.dispose();
    }
    const nodes = (this.#table?.ids ?? []).map(
      (unit): UnitNode => ({ kind: 'unit', unit, dataset: dataset.door }),
    );
    this.#nodes = new Map(nodes.map((node) => [node.unit, node]));
    // Once the tree has these nodes: a unit that was selected before they were there is marked now.
    setTimeout(() => this.#revealSelection(), 0);
    this.#view.description = this.#table ? `${dataset.name} · ${thousands(nodes.length)}` : dataset.name;
    return nodes;
  }

  getParent(): undefined {
    return undefined;
  }

  getTreeItem({ unit }: UnitNode): vscode.TreeItem {
    const item = new vscode.TreeItem(unit);
    const table = this.#table;
    const row = table?.ids.indexOf(unit) ?? -1;
    item.id = unit;
    item.contextValue = 'unit';
    if (!table || row < 0) return item;
    const label = table.group[row] ?? 'unsorted';
    item.description = unitDescription(table, row);
    item.iconPath = labelIcon(label);
    item.tooltip = tooltip(table, row);
    item.accessibilityInformation = { label: `unit ${unit}, ${label}, ${item.description}` };
    return item;
  }

  #showActive(): void {
    const active = this.#services.dashboards.active;
    if (active?.dataset === this.#share?.value) return;
    this.#follow?.dispose();
    this.#share?.release();
    this.#share = active && this.#services.datasets.acquire(active.dataset.door);
    this.#follow = this.#share?.value.onDidChange(({ sorting, header }) => {
      if (sorting || header) this.#changed.fire(undefined);
    });
    this.#view.description = '';
    this.#view.message = '';
    this.#nodes = new Map();
    this.#changed.fire(undefined);
  }

  #select(units: readonly UnitId[]): void {
    const ours = units.length === 1 && units[0] === this.#revealed;
    this.#revealed = undefined;
    const active = this.#services.dashboards.active;
    if (ours || units.length === 0 || !active || same(units, active.selection)) return;
    void active.select(units);
  }

  /** The tree can be told to select one unit only; of several it shows the last one that was added. */
  #revealSelection(): void {
    const selection = this.#services.dashboards.active?.selection ?? [];
    const last = selection.at(-1);
    const node = last === undefined ? undefined : this.#nodes.get(last);
    const shown = this.#view.selection.map(({ unit }) => unit);
    if (!node || !this.#view.visible || same(shown, selection)) return;
    if (shown.length === 1 && shown[0] === last) return;
    this.#revealed = last;
    this.#view.reveal(node, { select: true, focus: false }).then(undefined, () => undefined);
  }
}

const same = (left: readonly UnitId[], right: readonly UnitId[]): boolean =>
  left.length === right.length && left.every((unit) => right.includes(unit));

/** A disc for good, a ring for multi-unit, a cross for noise, a dot for the rest: colour is never the only sign. */
function labelIcon(label: string): vscode.ThemeIcon {
  const known = labels.has(label) ? label : 'unsorted';
  const shapes: Record<string, string> = {
    good: 'circle-filled',
    mua: 'circle-outline',
    noise: 'close',
    unsorted: 'circle-small-filled',
  };
  return new vscode.ThemeIcon(shapes[known] as string, new vscode.ThemeColor(`neuropyxels.${known}`));
}

function tooltip(table: UnitTable, row: number): vscode.MarkdownString {
  const source = table.groupSource[row];
  const amplitudeUv = table.amplitudeUv[row] ?? Number.NaN;
  const violations = table.isiViolationPercent[row] ?? Number.NaN;
  const channel = table.peakChannel[row] ?? -1;
  const lines = [
    `**Unit ${table.ids[row]}** · ${table.group[row]}${source ? ` (${source})` : ''}`,
    `${thousands(table.spikeCount[row] ?? 0)} spikes · ${unitDescription(table, row)}`,
    channel >= 0 ? `Channel ${channel}, shank ${table.shank[row]}` : '',
    Number.isFinite(amplitudeUv) ? `Amplitude ${Math.round(amplitudeUv)} µV` : '',
    Number.isFinite(violations) ? `${violations.toFixed(2)} % of intervals under 1.5 ms` : '',
  ];
  return new vscode.MarkdownString(lines.filter((line) => line !== '').join('\n\n'));
}
