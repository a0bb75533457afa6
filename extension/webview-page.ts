import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import type { Serve } from '../core/rpc/rpc.ts';
import type { HostApi, ViewApi } from '../webviews/protocol.ts';
import { pageHtml } from './page-html.ts';
import { connectPage } from './page-port.ts';

export interface WebviewPage {
  /** Tells the page something; says nothing to a hidden page, which asks for everything when it is shown again. */
  tell(say: (view: ViewApi) => Promise<null>): void;
  dispose(): void;
}

/** What every page of ours may do: run its script, load from dist/, keep nothing alive while hidden. */
export const webviewOptions = (extensionUri: vscode.Uri): vscode.WebviewOptions => ({
  enableScripts: true,
  localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist', 'webviews')],
});

/** Fills a panel with one of our pages and serves `host` to it until the panel closes. */
export function openPage(
  panel: vscode.WebviewPanel,
  facts: {
    extensionUri: vscode.Uri;
    page: 'dashboard' | 'figure';
    title: string;
    context: Record<string, unknown>;
    panel?: unknown;
  },
  host: Serve<HostApi>,
): WebviewPage {
  const { webview } = panel;
  const folder = vscode.Uri.joinPath(facts.extensionUri, 'dist', 'webviews');
  const address = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(folder, file)).toString();
  const styles = `${facts.page}.css`;
  webview.options = webviewOptions(facts.extensionUri);
  const connection = connectPage<ViewApi>(
    {
      post: (bytes) => void webview.postMessage(bytes),
      listen: (receive) => void webview.onDidReceiveMessage(receive),
    },
    host,
  );
  webview.html = pageHtml({
    title: facts.title,
    script: address(`${facts.page}.js`),
    ...(existsSync(vscode.Uri.joinPath(folder, styles).fsPath) ? { styles: address(styles) } : {}),
    cspSource: webview.cspSource,
    nonce: randomBytes(16).toString('base64url'),
    context: facts.context,
    ...(facts.panel === undefined ? {} : { panel: facts.panel }),
  });
  return {
    tell(say) {
      if (panel.visible) say(connection.page()).catch(() => undefined);
    },
    dispose: () => connection.close(),
  };
}
