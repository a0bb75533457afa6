import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { encode } from '../core/rpc/codec.ts';
import type { Serve } from '../core/rpc/rpc.ts';
import { headerHtml } from '../webviews/dashboard/header-html.tsx';
import type { FirstAnswers, HostApi, ViewApi } from '../webviews/protocol.ts';
import { pageHtml } from './page-html.ts';
import { modulesOf } from './page-modules.ts';
import { connectPage } from './page-port.ts';

export interface WebviewPage<View = ViewApi> {
  /** Tells the page something; says nothing to a hidden page, which asks for everything when it is shown again. */
  tell(say: (view: View) => Promise<null>): void;
  dispose(): void;
}

/** What every page of ours may do: run its script, load from dist/, keep nothing alive while hidden. */
export const webviewOptions = (extensionUri: vscode.Uri): vscode.WebviewOptions => ({
  enableScripts: true,
  localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist', 'webviews')],
});

/** Fills a panel with one of our pages and serves `host` to it until the panel closes. */
export function openPage<View extends object = ViewApi, Host extends object = HostApi>(
  panel: vscode.WebviewPanel,
  facts: {
    extensionUri: vscode.Uri;
    page: 'dashboard' | 'figure' | 'traces';
    title: string;
    context: Record<string, unknown>;
    panel?: unknown;
    /** Waited for only as long as VS Code takes to make the empty page. */
    first?: Promise<FirstAnswers>;
  },
  host: Serve<NoInfer<Host>>,
): WebviewPage<View> {
  const { webview } = panel;
  const folder = vscode.Uri.joinPath(facts.extensionUri, 'dist', 'webviews');
  const address = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(folder, file)).toString();
  webview.options = webviewOptions(facts.extensionUri);
  const connection = connectPage<View>(
    {
      post: (bytes) => void webview.postMessage(bytes),
      listen: (receive) => void webview.onDidReceiveMessage(receive),
    },
    host,
  );
  let isOpen = true;
  const fill = (first: FirstAnswers | null) => {
    if (!isOpen) return;
    const script = `${facts.page}.js`;
    const styles = textOf(vscode.Uri.joinPath(folder, `${facts.page}.css`).fsPath);
    webview.html = pageHtml({
      title: facts.title,
      script: address(script),
      modules: modulesOf(script, (file) => textOf(vscode.Uri.joinPath(folder, file).fsPath)).map(
        ({ file, text }) => ({ address: address(file), text }),
      ),
      ...(styles === null ? {} : { styles }),
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString('base64url'),
      context: facts.context,
      ...(first ? { firstAnswers: encode(first), firstPaint: headerHtml(first) } : {}),
      ...(facts.panel === undefined ? {} : { panel: facts.panel }),
    });
  };
  if (facts.first) void inTime(facts.first, firstAnswersMs).then(fill);
  else fill(null);
  return {
    tell(say) {
      if (panel.visible) say(connection.page()).catch(() => undefined);
    },
    dispose() {
      isOpen = false;
      connection.close();
    },
  };
}

/** About what VS Code takes from the editor to the first page of a window; headers are read in a tenth of it. */
const firstAnswersMs = 350;

/** The answer, or null when it failed or is not there in time: the page asks for itself then and shows the error. */
export function inTime<T>(answer: Promise<T>, limitMs: number): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, limitMs, null);
  });
  return Promise.race([answer.catch(() => null), late]).finally(() => clearTimeout(timer));
}

const texts = new Map<string, string | null>();

/** A file of the extension, read once; null where there is none. */
function textOf(file: string): string | null {
  const known = texts.get(file);
  if (known !== undefined) return known;
  const text = existsSync(file) ? readFileSync(file, 'utf8') : null;
  texts.set(file, text);
  return text;
}
