import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { NeuroPyxelsApi } from '../../extension/extension.ts';

/** The extension, activated. */
export async function activated(): Promise<NeuroPyxelsApi> {
  const extension = vscode.extensions.getExtension<NeuroPyxelsApi>('neuropyxels.neuropyxels');
  assert.ok(extension, 'the extension is not installed in this host');
  return extension.activate();
}

/** The first file below the workspace's folder that ends so. */
export function workspaceFile(folder: string, ending: string): string {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  assert.ok(root, 'the suite needs a workspace with recordings');
  const name = readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).find((file) =>
    file.endsWith(ending),
  );
  assert.ok(name, `no file ending in ${ending} in ${folder}`);
  return path.join(root, folder, name);
}

/** Waits until `value` is something; fails with `what` after the time is over. */
export async function eventually<T>(
  what: string,
  value: () => T | undefined | false,
  withinMs = 10_000,
): Promise<T> {
  const untilMs = Date.now() + withinMs;
  for (;;) {
    const found = value();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > untilMs) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

export const closeAll = (): Thenable<unknown> =>
  vscode.commands.executeCommand('workbench.action.closeAllEditors');
