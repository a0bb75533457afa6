import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { FigureRequest } from '../webviews/protocol.ts';
import { hostApi } from './host-api.ts';
import type { Figures, Services } from './services.ts';
import { analysisTitle, figureTitle, needsNothing } from './titles.ts';
import { openPage, webviewOptions } from './webview-page.ts';

export const figureViewType = 'neuropyxels.figure';

/** What a figure panel is restored from after a restart. */
interface SavedPanel {
  readonly id: string;
  readonly dataset: string;
  readonly request: FigureRequest;
}

/** The figure panels: one per plotted figure, beside the dashboard, each with its parameters. */
export class FigurePanels implements Figures, vscode.WebviewPanelSerializer {
  readonly #services: () => Services;
  #open: { readonly panel: vscode.WebviewPanel; readonly saved: SavedPanel }[] = [];

  constructor(services: () => Services) {
    this.#services = services;
  }

  /** Oldest first. */
  get all(): readonly { readonly panel: vscode.WebviewPanel; readonly request: FigureRequest }[] {
    return this.#open.map(({ panel, saved }) => ({ panel, request: saved.request }));
  }

  /** Opens a panel where other figures are, else beside the editor that has the focus. */
  open(dataset: string, request: FigureRequest): void {
    const column = this.#open.at(-1)?.panel.viewColumn ?? vscode.ViewColumn.Beside;
    const panel = vscode.window.createWebviewPanel(
      figureViewType,
      analysisTitle(request.analysis),
      { viewColumn: column, preserveFocus: true },
      webviewOptions(this.#services().context.extensionUri),
    );
    this.#fill(panel, { id: randomUUID(), dataset, request });
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const page = (state as { panel?: SavedPanel } | undefined)?.panel;
    if (!page) return panel.dispose();
    // The page remembers what it was opened for; what its form was changed to since then, the workspace does.
    const latest = this.#memory.get<FigureRequest>(memoryKey(page.id));
    this.#fill(panel, latest ? { ...page, request: latest } : page);
  }

  /** The walkthrough's third step is done when a figure is open. */
  #tell(): void {
    void vscode.commands.executeCommand('setContext', 'neuropyxels.hasFigure', this.#open.length > 0);
  }

  get #memory(): vscode.Memento {
    return this.#services().context.workspaceState;
  }

  #fill(panel: vscode.WebviewPanel, saved: SavedPanel): void {
    const services = this.#services();
    const { context, datasets } = services;
    const { value: dataset, release } = datasets.acquire(saved.dataset);
    const entry = { panel, saved };
    this.#open.push(entry);
    this.#tell();
    const showTitle = ({ analysis, units }: FigureRequest) => {
      const name = needsNothing(analysis) ? '' : dataset.name;
      panel.title = figureTitle(analysisTitle(analysis), units, name);
    };
    showTitle(saved.request);
    panel.iconPath = vscode.Uri.joinPath(context.extensionUri, 'media', 'figure.svg');
    const host = hostApi(services, {
      dataset,
      opening: saved.request,
      stream: async () => entry.saved.request.stream ?? null,
      showing: (request) => {
        entry.saved = { ...entry.saved, request };
        showTitle(request);
        void this.#memory.update(memoryKey(saved.id), request);
      },
      selected: () => undefined,
      openAsText: async () => undefined,
    });
    const page = openPage(
      panel,
      {
        extensionUri: context.extensionUri,
        page: 'figure',
        title: panel.title,
        context: { webviewSection: 'figure', dataset: saved.dataset, preventDefaultContextMenuItems: true },
        panel: saved,
      },
      {
        ...host,
        // A panel that was hidden and is shown again opens with what its form was changed to.
        opening: async () => entry.saved.request,
      },
    );
    const changed = dataset.onDidChange((change) => page.tell((view) => view.changed({ ...change })));
    panel.onDidDispose(() => {
      this.#open = this.#open.filter((other) => other !== entry);
      this.#tell();
      void this.#memory.update(memoryKey(saved.id), undefined);
      changed.dispose();
      page.dispose();
      release();
    });
  }
}

const memoryKey = (id: string): string => `figure.${id}`;
