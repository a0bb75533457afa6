import * as vscode from 'vscode';
import type { Dashboards } from './dashboards.ts';
import { statusText } from './titles.ts';

/** One item: the active recording and how many units are selected; a click shows its dashboard. */
export function createStatusBar(dashboards: Dashboards): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('neuropyxels.active', vscode.StatusBarAlignment.Left, 10);
  item.name = 'NeuroPyxels Recording';
  item.command = 'neuropyxels.focusDashboard';
  const update = () => {
    const { active } = dashboards;
    if (!active) return item.hide();
    const text = statusText(active.dataset.name, active.selection.length);
    item.text = `$(pulse) ${text}`;
    item.accessibilityInformation = { label: `Recording ${text}`, role: 'button' };
    item.tooltip = `${active.dataset.folder}\n${active.selection.length > 0 ? `Units ${active.selection.join(', ')}\n` : ''}Click to show the dashboard`;
    item.show();
  };
  update();
  return vscode.Disposable.from(
    item,
    dashboards.onDidChangeActive(update),
    dashboards.onDidChangeSelection(update),
  );
}
