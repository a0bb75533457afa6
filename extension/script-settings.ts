import path from 'node:path';
import * as vscode from 'vscode';
import type { ThemeName } from '../core/figure/theme.ts';
import { analysisDocsLink } from './analysis-docs.ts';
import type { Dashboards } from './dashboards.ts';

/** What the language server is told beside the documents; see `ScriptSettings` of the language server. */
export function scriptSettings(dashboards: Dashboards) {
  const roots = (vscode.workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === 'file')
    .map(({ uri }) => uri.fsPath);
  const settings = vscode.workspace.getConfiguration('neuropyxels');
  const dataset = settings.get<string>('scripts.dataset', '').trim();
  const active = dashboards.active?.dataset.folder;
  const fallback =
    dataset !== ''
      ? { folder: path.resolve(roots[0] ?? '', dataset), why: 'setting' as const }
      : active === undefined
        ? null
        : { folder: active, why: 'dashboard' as const };
  return {
    roots,
    fallback,
    unitHints: settings.get<boolean>('scripts.unitHints', false),
    theme: themeNames[vscode.window.activeColorTheme.kind],
    docs: analysisDocsLink,
  };
}

const themeNames: Readonly<Record<vscode.ColorThemeKind, ThemeName>> = {
  [vscode.ColorThemeKind.Light]: 'light',
  [vscode.ColorThemeKind.Dark]: 'dark',
  [vscode.ColorThemeKind.HighContrast]: 'hc-dark',
  [vscode.ColorThemeKind.HighContrastLight]: 'hc-light',
};

/** The notification that carries them. */
export const settingsNotification = 'neuropyxels/scriptSettings';
