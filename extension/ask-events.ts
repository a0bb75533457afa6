import { readdir } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Manifest } from '../core/analyses/analysis.ts';
import { Cancelled } from '../core/model/errors.ts';
import { areTimes, isEventFile } from './event-files.ts';
import { withProgress } from './progress.ts';
import type { Services } from './services.ts';

/** Parameters with which an analysis around events starts. */
export interface EventParams {
  readonly events?: readonly string[];
  readonly syncLine?: readonly string[];
}

/** True for an analysis that can say nothing without events. */
export const wantsEvents = ({ params }: Manifest): boolean => 'events' in params && 'syncLine' in params;

/** True for parameters that name events already. */
export const hasEvents = (params: Readonly<Record<string, unknown>> = {}): boolean =>
  params['events'] != null || params['syncLine'] != null;

interface EventItem extends vscode.QuickPickItem {
  readonly value: EventParams | 'lines' | 'browse' | 'type';
}

/**
 * The events the user picks: files beside the recording or elsewhere, sync lines, or times typed in. Throws Cancelled when
 * none was picked. Sync lines are read only when asked for, as that goes through the whole raw file.
 */
export async function askEvents(services: Services, dataset: string, title: string): Promise<EventParams> {
  const share = services.datasets.acquire(dataset);
  try {
    const { folder, parts } = await share.value.summary();
    const files = [
      ...parts.flatMap(({ part, state, file }) =>
        /^(?:TTL|text) events/.test(part) && state === 'present' && file
          ? [{ label: part, file: path.posix.dirname(file) }]
          : [],
      ),
      ...(await eventFiles(folder)).map((file) => ({ label: path.basename(file), file })),
    ];
    const separator = {
      label: 'files of the recording',
      kind: vscode.QuickPickItemKind.Separator,
      value: {},
    };
    const items: EventItem[] = [
      {
        label: '$(pulse) Sync Lines…',
        description: 'edges of digital lines in the raw file',
        value: 'lines',
      },
      {
        label: '$(folder-opened) Browse…',
        description: 'a .csv, .tsv or .npy file elsewhere',
        value: 'browse',
      },
      { label: '$(edit) Type Times…', description: 'seconds from the start of the recording', value: 'type' },
      ...(files.length > 0 ? [separator] : []),
      ...files.map(({ label, file }) => ({
        label: `$(file) ${label}`,
        description: file,
        value: { events: [path.resolve(folder, file)] },
      })),
    ];
    const picked = await vscode.window.showQuickPick(items, {
      // A dashboard that is still being painted may take the focus; the question stays.
      ignoreFocusOut: true,
      title: `${title}: Events`,
      placeHolder: 'Around which events?',
      matchOnDescription: true,
    });
    if (!picked) throw new Cancelled();
    if (picked.value === 'lines') return await askLines(services, share.value.door, title);
    if (picked.value === 'browse') return { events: await browseEvents(folder) };
    if (picked.value === 'type') return { events: [await typedTimes(title)] };
    return picked.value;
  } finally {
    share.release();
  }
}

/** Files chosen in a dialog that starts beside the recording. Throws Cancelled. */
export async function browseEvents(folder: string): Promise<readonly string[]> {
  const chosen = await vscode.window.showOpenDialog({
    title: 'Events',
    openLabel: 'Use as Events',
    canSelectMany: true,
    defaultUri: vscode.Uri.file(folder),
    filters: { Events: ['csv', 'tsv', 'txt', 'npy'], 'All files': ['*'] },
  });
  if (!chosen || chosen.length === 0) throw new Cancelled();
  return chosen.map(({ fsPath }) => fsPath);
}

async function eventFiles(folder: string): Promise<string[]> {
  const names = async (below: string) =>
    (await readdir(path.join(folder, below)).catch(() => [])).map((name) => path.posix.join(below, name));
  const found = [...(await names('')), ...(await names('sync_chan')), ...(await names('events'))];
  return found.filter((file) => isEventFile(path.basename(file)));
}

async function askLines(services: Services, dataset: string, title: string): Promise<EventParams> {
  const bytes = await withProgress('Reading the sync lines', (call) =>
    services.engine.export({ dataset, analysis: 'sync', units: [], params: {}, format: 'json' }, call),
  );
  const { result } = JSON.parse(new TextDecoder().decode(bytes)) as {
    result: { stream: string; lines: Record<string, { onsetSamples: number[] }> };
  };
  const items = Object.entries(result.lines).map(([line, { onsetSamples }]) => ({
    label: `Line ${line}`,
    description: `${onsetSamples.length} rising edges`,
    line,
  }));
  if (items.length === 0) {
    void vscode.window.showInformationMessage(`No sync line of ${result.stream} ever changes.`);
    throw new Cancelled();
  }
  const picked = await vscode.window.showQuickPick(items, {
    ignoreFocusOut: true,
    title: `${title}: Sync Lines of ${result.stream}`,
    placeHolder: 'The lines whose rising edges are events',
    canPickMany: true,
  });
  if (!picked || picked.length === 0) throw new Cancelled();
  return { syncLine: picked.map(({ line }) => line) };
}

async function typedTimes(title: string): Promise<string> {
  const typed = await vscode.window.showInputBox({
    title: `${title}: Times of Events`,
    prompt: 'Seconds from the start of the recording, at will with a name: go = 1.5 2.25 9.1',
    validateInput: (text) => (areTimes(text) ? null : 'Numbers with blanks between them, such as 1.5 2.25'),
  });
  if (typed === undefined) throw new Cancelled();
  return typed;
}
