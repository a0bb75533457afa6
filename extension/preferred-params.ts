import * as vscode from 'vscode';
import { preferences } from './contributes-settings.ts';

/**
 * The parameters of an analysis that the user's settings change. A setting left at its default is absent, so that the
 * analysis's own default holds.
 */
export function preferredParams(analysis: string): Record<string, unknown> {
  const settings = vscode.workspace.getConfiguration('neuropyxels');
  const chosen = preferences
    .filter((preference) => preference.analysis === analysis)
    .map(({ param }) => [param, explicit(settings, `${analysis}.${param}`)] as const)
    .filter(([, value]) => value !== undefined);
  return Object.fromEntries(chosen);
}

function explicit(settings: vscode.WorkspaceConfiguration, key: string): unknown {
  const found = settings.inspect(key);
  return found?.workspaceFolderValue ?? found?.workspaceValue ?? found?.globalValue;
}
