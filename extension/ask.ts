import * as vscode from 'vscode';
import type { FoundRecording } from '../core/engine/engine-api.ts';
import { Cancelled } from '../core/model/errors.ts';
import type { UnitId, UnitTable } from '../core/model/units.ts';
import { folderDoor } from './dataset-key.ts';
import { withProgress } from './progress.ts';
import type { Services } from './services.ts';
import { unitFacts } from './titles.ts';

/** How many recordings are looked for below a folder. */
export const findLimit = 500;

/**
 * The dataset a palette command is about: the active dashboard's; the only recording of the workspace; or the one the user
 * picks among the open and the found. Throws Cancelled when none was picked.
 */
export async function askRecording(services: Services): Promise<string> {
  const { dashboards } = services;
  if (dashboards.active) return dashboards.active.dataset.door;
  const found = await withProgress('Looking for recordings', (call) =>
    findInWorkspace(services, call.signal),
  );
  if (found.length === 1 && found[0]) return found[0].door;
  if (found.length === 0) {
    const demonstration = 'Open Demonstration Recording';
    const chosen = await vscode.window.showInformationMessage(
      'There is no recording in this workspace. Open a folder with one, or the demonstration recording.',
      demonstration,
    );
    if (chosen === demonstration) await vscode.commands.executeCommand('neuropyxels.openDemonstration');
    throw new Cancelled();
  }
  return (await pickRecording(found)).door;
}

export async function pickRecording(found: readonly FoundRecording[]): Promise<FoundRecording> {
  const items = found.map((recording) => ({
    label: recording.name,
    description: recording.streams.map(({ id }) => id).join(', '),
    detail: recording.folder,
    iconPath: new vscode.ThemeIcon(recording.hasSorting ? 'pulse' : 'circuit-board'),
    recording,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Recording',
    placeHolder: 'Which recording?',
    matchOnDescription: true,
    matchOnDetail: true,
    ignoreFocusOut: true,
  });
  if (!picked) throw new Cancelled();
  return picked.recording;
}

/** The recordings below the folders of the workspace. A folder that cannot be searched does not hide the others. */
export async function findInWorkspace(
  { engine, faults }: Pick<Services, 'engine' | 'faults'>,
  signal: AbortSignal,
): Promise<FoundRecording[]> {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const found = await Promise.all(
    folders.map(({ uri }) =>
      engine.find({ folder: uri.fsPath, limit: findLimit }, { signal }).catch((error: unknown) => {
        faults.fromPage(error, `look for recordings in ${uri.fsPath}`);
        return [];
      }),
    ),
  );
  return found.flat();
}

/** What a unit picker is asked for. */
interface UnitQuestion {
  readonly title: string;
  readonly many: boolean;
  /** Picked before the user does anything. */
  readonly selected: readonly UnitId[];
}

/**
 * The units the user picks from the live table of the dataset, in the order of the table. Throws Cancelled when the
 * picker was left. The picker is open while the table is still being read.
 */
export async function askUnits(
  services: Services,
  datasetPath: string,
  { title, many, selected }: UnitQuestion,
): Promise<UnitId[]> {
  const share = services.datasets.acquire(datasetPath);
  const picker = vscode.window.createQuickPick<vscode.QuickPickItem>();
  const abort = new AbortController();
  try {
    picker.title = title;
    picker.canSelectMany = many;
    picker.matchOnDescription = true;
    picker.placeholder = many
      ? 'Units to plot; type a number or a label, space to tick'
      : 'Unit to plot; type a number or a label';
    // A dashboard takes the focus back when the palette closes; a picker that came in between would go.
    picker.ignoreFocusOut = true;
    picker.busy = true;
    const answer = new Promise<UnitId[]>((resolve, reject) => {
      picker.onDidAccept(() => {
        if (picker.busy) return;
        const chosen = picker.selectedItems.length > 0 ? picker.selectedItems : picker.activeItems;
        if (chosen.length > 0) resolve(chosen.map(({ label }) => label));
      });
      picker.onDidHide(() => {
        abort.abort();
        reject(new Cancelled());
      });
    });
    answer.catch(() => undefined);
    picker.show();
    const table = await share.value.units({ signal: abort.signal });
    picker.items = unitItems(table, selected);
    const ticked = picker.items.filter(({ label }) => selected.includes(label));
    if (many) picker.selectedItems = ticked;
    else picker.activeItems = ticked.slice(0, 1);
    picker.busy = false;
    return await answer;
  } finally {
    picker.dispose();
    share.release();
  }
}

/** The selected units first, then all others as the table has them. */
function unitItems(table: UnitTable, selected: readonly UnitId[]): vscode.QuickPickItem[] {
  const items = table.ids.map((label, row) => ({ label, description: unitFacts(table, row) }));
  const isSelected = ({ label }: vscode.QuickPickItem) => selected.includes(label);
  return [...items.filter(isSelected), ...items.filter((item) => !isSelected(item))];
}

/** The path under which a found or chosen folder is acquired. */
export const pathOf = (uri: vscode.Uri, isFolder: boolean): string =>
  isFolder ? folderDoor(uri.fsPath) : uri.fsPath;
