import * as vscode from 'vscode';
import type { DatasetSummary } from '../core/engine/engine-api.ts';
import { AccessError } from '../core/model/errors.ts';
import type { UnitId } from '../core/model/units.ts';
import type { Serve } from '../core/rpc/rpc.ts';
import type { AheadApi, DashboardHostApi, LinkApi, ViewApi } from '../webviews/protocol.ts';
import type { Dashboard } from './dashboards.ts';
import { dashboardViewType, optionalViewType } from './dataset-key.ts';
import type { OpenDataset } from './datasets.ts';
import { streamOfDoor } from './door-stream.ts';
import { guarded, hostApi } from './host-api.ts';
import { echoed, LinkSpeed } from './link-speed.ts';
import type { Share } from './reference-count.ts';
import type { Services } from './services.ts';
import { traceCalls } from './trace-calls.ts';
import { inTime, openPage, webviewOptions } from './webview-page.ts';

/** One file opened as a dashboard: a share of the dataset it belongs to. Editors of the same file share it. */
interface DashboardDocument extends vscode.CustomDocument {
  readonly share: Share<OpenDataset>;
}

/** What the engine knows already it tells within this time after the headers; what it has to read takes longer. */
const atHandMs = 20;

/** Both editors, the default one and the one that is only offered, are this. */
export function registerDashboardEditor(services: Services): vscode.Disposable {
  const provider: vscode.CustomReadonlyEditorProvider<DashboardDocument> = {
    openCustomDocument(uri) {
      if (uri.scheme !== 'file')
        throw new AccessError(
          `${uri.toString()}: is not on a disk of the machine that runs NeuroPyxels. Open the folder there, or copy the recording.`,
        );
      const share = services.datasets.acquire(uri.fsPath);
      // VS Code makes the editor and its empty page meanwhile.
      share.value.warm();
      return { uri, share, dispose: share.release };
    },
    resolveCustomEditor: (document, panel) => resolve(services, document, panel),
  };
  const options = {
    supportsMultipleEditorsPerDocument: true,
    webviewOptions: { retainContextWhenHidden: false, enableFindWidget: false },
  };
  return vscode.Disposable.from(
    ...[dashboardViewType, optionalViewType].map((viewType) =>
      vscode.window.registerCustomEditorProvider(viewType, provider, options),
    ),
  );
}

function resolve(services: Services, document: DashboardDocument, panel: vscode.WebviewPanel): void {
  const { context, dashboards, log } = services;
  const { uri } = document;
  log.info(`dashboard of ${uri.fsPath} created at ${new Date().toISOString()}`);
  // A share of the editor's own: VS Code may dispose the document of a moved editor before the new one is resolved.
  const { value: dataset, release } = services.datasets.acquire(uri.fsPath);
  let selection: readonly UnitId[] = [];
  let slots: readonly number[] = [];
  panel.iconPath = vscode.Uri.joinPath(context.extensionUri, 'media', 'dashboard.svg');
  panel.webview.options = webviewOptions(context.extensionUri);

  const link = new LinkSpeed((bytes) => echoed(page, bytes));
  const pageHost = hostApi(services, {
    dataset,
    opening: null,
    stream: async (call) => stream(await dataset.summary(call)),
    showing: () => undefined,
    selected(units, colors) {
      selection = units;
      slots = colors;
      services.dashboards.selectionChanged(dashboard);
    },
    openAsText: () => openAsText(uri),
  });
  const traces = guarded(traceCalls(services, dataset.door, link), (error, method) =>
    services.faults.fromPage(error, `answer '${method}' for the traces of ${dataset.name}`),
  );
  let hasAsked = false;
  const host: Serve<DashboardHostApi> = {
    ...pageHost,
    ...traces,
    units(_, call) {
      hasAsked = true;
      return pageHost.units(_, call);
    },
  };
  const stream = (summary: DatasetSummary) => streamOfDoor(uri.fsPath, summary.streams);
  const ahead = dataset.ahead();
  const first = dataset.summary().then(async (summary) => ({
    dataset: summary,
    stream: stream(summary),
    units: await inTime(ahead, atHandMs),
  }));
  const page = openPage<ViewApi & LinkApi & AheadApi, DashboardHostApi>(
    panel,
    {
      first,
      extensionUri: context.extensionUri,
      page: 'dashboard',
      title: dataset.name,
      context: { webviewSection: 'page', dataset: dataset.door, preventDefaultContextMenuItems: true },
    },
    host,
  );
  const tellAhead = async () => {
    const [{ units: told }, table] = await Promise.all([first, ahead]);
    // A page whose script has come asks by itself, and what changed since is not told.
    if (table && !told && !hasAsked && dataset.ahead() === ahead) page.tell((view) => view.units(table));
  };
  const dashboard: Dashboard = {
    dataset,
    uri,
    panel,
    get selection() {
      return selection;
    },
    get slots() {
      return slots;
    },
    async select(units) {
      page.tell((view) => view.select(units));
    },
  };
  const subscriptions = [
    dataset.onDidChange((change) => page.tell((view) => view.changed({ ...change }))),
    panel.onDidChangeViewState(() => {
      if (panel.active) dashboards.activate(dashboard);
    }),
  ];
  dashboards.activate(dashboard);
  // The recording has its name now, which the status bar shows.
  first.then(() => dashboards.selectionChanged(dashboard)).catch(() => undefined);
  tellAhead().catch(() => undefined);
  panel.onDidDispose(() => {
    for (const subscription of subscriptions) subscription.dispose();
    dashboards.remove(dashboard);
    link.dispose();
    page.dispose();
    release();
  });
}

/** Opens the file in the text editor, in place of its dashboard. */
export async function openAsText(uri: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand('vscode.openWith', uri, 'default');
}
