import * as vscode from 'vscode';
import type { UnitId } from '../core/model/units.ts';
import type { Serve } from '../core/rpc/rpc.ts';
import type { TracesHostApi, TracesOpening, TracesViewApi } from '../webviews/protocol.ts';
import { slotsOf } from './clicked-units.ts';
import { datasetKey } from './dataset-key.ts';
import { guarded } from './host-api.ts';
import { echoed, LinkSpeed } from './link-speed.ts';
import type { Services, Traces } from './services.ts';
import { traceCalls } from './trace-calls.ts';
import { openPage, webviewOptions } from './webview-page.ts';

export const tracesViewType = 'neuropyxels.traces';

/** What a panel is restored from after a restart; what it showed, its page remembers. */
interface SavedTraces {
  readonly dataset: string;
}

interface OpenTraces {
  readonly key: string;
  readonly panel: vscode.WebviewPanel;
  show(units: readonly UnitId[], reveal: boolean): void;
}

/** The panels with raw traces: one per dataset, following the selection of its dashboard. */
export class TracesPanels implements Traces, vscode.WebviewPanelSerializer {
  readonly #services: () => Services;
  #open: OpenTraces[] = [];

  constructor(services: () => Services) {
    this.#services = services;
  }

  open(dataset: string, what: { readonly stream?: string; readonly units?: readonly UnitId[] } = {}): void {
    const known = this.#open.find(({ key }) => key === datasetKey(dataset));
    if (known) {
      known.panel.reveal(undefined, false);
      if (what.units) known.show(what.units, true);
      return;
    }
    const panel = vscode.window.createWebviewPanel(
      tracesViewType,
      'Traces',
      vscode.ViewColumn.Active,
      webviewOptions(this.#services().context.extensionUri),
    );
    this.#fill(panel, { dataset }, what);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const saved = (state as { panel?: SavedTraces } | undefined)?.panel;
    if (!saved) return panel.dispose();
    this.#fill(panel, saved, {});
  }

  #fill(
    panel: vscode.WebviewPanel,
    saved: SavedTraces,
    what: { readonly stream?: string; readonly units?: readonly UnitId[] },
  ): void {
    const services = this.#services();
    const { context, datasets, dashboards, faults, log } = services;
    const { value: dataset, release } = datasets.acquire(saved.dataset);
    const dashboard = () => dashboards.ofDataset(dataset.door);
    const selection = () => dashboard()?.selection ?? [];
    const colored = (units: readonly UnitId[]) => ({ units, slots: slotsOf(units, dashboard()) });
    let shown: Omit<TracesOpening, 'stream'> = {
      ...colored(what.units ?? selection()),
      reveal: what.units !== undefined,
    };
    panel.title = `Traces · ${dataset.name}`;
    panel.iconPath = vscode.Uri.joinPath(context.extensionUri, 'media', 'figure.svg');
    const link = new LinkSpeed((bytes) => echoed(page, bytes));
    const host = guarded<Serve<TracesHostApi>>(
      {
        async dataset(_, call) {
          const summary = await dataset.summary(call);
          panel.title = `Traces · ${summary.name}`;
          return summary;
        },
        async opening() {
          const opening = { stream: what.stream ?? null, ...shown };
          // A page that is shown again goes back to where it was.
          shown = { ...shown, reveal: false };
          return opening;
        },
        ...traceCalls(services, dataset.door, link),
        async log({ level, message }) {
          log[level](`traces: ${message}`);
          return null;
        },
      },
      (error, method) => faults.fromPage(error, `answer '${method}' for the traces of ${dataset.name}`),
    );
    const page = openPage<TracesViewApi, TracesHostApi>(
      panel,
      {
        extensionUri: context.extensionUri,
        page: 'traces',
        title: panel.title,
        context: { webviewSection: 'traces', dataset: saved.dataset, preventDefaultContextMenuItems: true },
        panel: saved,
      },
      host,
    );
    const show = (units: readonly UnitId[], reveal: boolean) => {
      const what = colored(units);
      shown = { ...what, reveal: reveal && !panel.visible };
      page.tell((view) => view.show({ ...what, reveal }));
    };
    const entry: OpenTraces = { key: datasetKey(saved.dataset), panel, show };
    this.#open.push(entry);
    const subscriptions = [
      dataset.onDidChange((change) => page.tell((view) => view.changed({ ...change }))),
      dashboards.onDidChangeSelection(() => {
        const next = colored(selection());
        const isSame =
          String(next.units) === String(shown.units) && String(next.slots) === String(shown.slots);
        if (dashboard() && !isSame) show(next.units, false);
      }),
    ];
    panel.onDidDispose(() => {
      this.#open = this.#open.filter((other) => other !== entry);
      for (const subscription of subscriptions) subscription.dispose();
      link.dispose();
      page.dispose();
      release();
    });
  }
}
