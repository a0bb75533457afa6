import type { UnitId } from '../../core/model/units.ts';

/** What `webview/context` menus read from the element under the pointer (`data-vscode-context`). */
export const unitContext = (dataset: string, units: readonly UnitId[]): string =>
  JSON.stringify({ webviewSection: 'unit', units, dataset, preventDefaultContextMenuItems: true });

/** Where no unit is meant: the cut, copy and paste of the default menu would do nothing there. */
export const plainContext = (section: string, dataset: string): string =>
  JSON.stringify({ webviewSection: section, dataset, preventDefaultContextMenuItems: true });
