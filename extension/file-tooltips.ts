import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { headerTooltip } from '../core/formats/header-tooltip.ts';

const headers = /\.(ap|lf|nidq|obx\d*)\.meta$|\.oebin$/i;
const rawFiles = /\.(ap|lf|nidq|obx\d*)\.c?bin$/i;

/** The largest oebin of 384 channels has 300 kB; a file beyond this is no header. */
const headerLimitBytes = 4 * 2 ** 20;

/** Folders of thousands of recordings are rare; a tooltip is 100 bytes. */
const keptTooltips = 2000;

/**
 * Gives recording headers and raw files a tooltip in the Explorer with what they hold. Only headers are read, one at a
 * time and when the Explorer shows them; a raw file tells what its header says. `onSight` is called whenever one is shown.
 */
export function registerFileTooltips(context: vscode.ExtensionContext, onSight: () => void): void {
  const changed = new vscode.EventEmitter<vscode.Uri[]>();
  const known = new Map<string, { stamp: string; tooltip: string }>();
  let last: Promise<unknown> = Promise.resolve();

  async function tooltipOf(header: string): Promise<string | undefined> {
    const { size, mtimeMs } = await stat(header);
    if (size > headerLimitBytes) return undefined;
    const stamp = `${size}@${mtimeMs}`;
    const before = known.get(header);
    if (before?.stamp === stamp) return before.tooltip;
    const tooltip = headerTooltip(path.basename(header), await readFile(header, 'utf8'));
    known.set(header, { stamp, tooltip });
    if (known.size > keptTooltips) known.delete(known.keys().next().value as string);
    return tooltip;
  }

  const provider: vscode.FileDecorationProvider = {
    onDidChangeFileDecorations: changed.event,
    async provideFileDecoration(uri, token) {
      const header = headerOf(uri);
      if (header === null) return undefined;
      onSight();
      // In turn, so that a folder of many headers never keeps the extension host busy for longer than one.
      const turn = last.then(() => (token.isCancellationRequested ? undefined : tooltipOf(header)));
      last = turn.catch(() => undefined);
      // Missing or forbidden: the dashboard says so, a tooltip need not.
      const tooltip = await turn.catch(() => undefined);
      return tooltip === undefined ? undefined : new vscode.FileDecoration(undefined, tooltip);
    },
  };
  const watcher = vscode.workspace.createFileSystemWatcher('**/*.{meta,oebin}');
  const refresh = (uri: vscode.Uri) => {
    if (!headers.test(uri.path)) return;
    const raw = ['.bin', '.cbin'].map((end) => uri.with({ path: uri.path.replace(/\.meta$/i, end) }));
    changed.fire(/\.meta$/i.test(uri.path) ? [uri, ...raw] : [uri]);
  };
  context.subscriptions.push(
    changed,
    watcher,
    watcher.onDidChange(refresh),
    watcher.onDidCreate(refresh),
    vscode.window.registerFileDecorationProvider(provider),
  );
}

/** The header that tells about a file; null for files of other kinds and places. */
function headerOf(uri: vscode.Uri): string | null {
  if (uri.scheme !== 'file') return null;
  if (headers.test(uri.path)) return uri.fsPath;
  return rawFiles.test(uri.path) ? uri.fsPath.replace(/\.c?bin$/i, '.meta') : null;
}
