import { stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { FoundRecording, MergeReply } from '../core/engine/engine-api.ts';
import { Cancelled, isInputError, ParameterError } from '../core/model/errors.ts';
import { findInWorkspace, findLimit } from './ask.ts';
import { openDashboard } from './open-recording.ts';
import { withProgress } from './progress.ts';
import type { Services } from './services.ts';

/**
 * Merges the folders that were selected in the Explorer, or recordings picked from a list: asks whose clock is the
 * reference and what the probes are called, makes the merged folder beside them and opens its dashboard.
 */
export function registerMerge(services: Services): vscode.Disposable {
  return vscode.commands.registerCommand(
    'neuropyxels.mergeRecordings',
    async (clicked?: unknown, selected?: unknown) => {
      try {
        const chosen = await recordingsOf(services, urisOf(clicked, selected));
        const datasets = await inOrder(chosen);
        const names = await askNames(datasets);
        const done = await merged(services, { datasets: datasets.map(({ folder }) => folder), names });
        if (!done) return;
        await openDashboard(done.door);
        await tell(services, done);
      } catch (error) {
        services.faults.show(error, 'merge the recordings');
      }
    },
  );
}

const urisOf = (clicked: unknown, selected: unknown): vscode.Uri[] => {
  const all = Array.isArray(selected) ? selected : [clicked];
  return all.filter((uri): uri is vscode.Uri => uri instanceof vscode.Uri && uri.scheme === 'file');
};

/** The recordings at and below what was selected; picked by hand from those of the workspace when nothing was. */
async function recordingsOf(services: Services, uris: readonly vscode.Uri[]): Promise<FoundRecording[]> {
  const found = await withProgress('Looking for recordings', async (call) => {
    if (uris.length === 0) return findInWorkspace(services, call.signal);
    const folders = await Promise.all(uris.map(({ fsPath }) => folderOf(fsPath)));
    const below = await Promise.all(
      [...new Set(folders)].map((folder) => services.engine.find({ folder, limit: findLimit }, call)),
    );
    return below.flat();
  });
  // A merged dataset is not merged again, and one without spikes has nothing to merge.
  const possible = found.filter(({ door, hasSorting }) => hasSorting && !door.endsWith('.csv'));
  if (possible.length < 2)
    throw new ParameterError(
      `merge: found ${possible.length === 1 ? 'one recording with spikes' : 'no recording with spikes'} ${uris.length > 0 ? 'in the selected folders' : 'in this workspace'}, expected two or more`,
    );
  if (uris.length >= 2 && possible.length === uris.length) return possible;
  const items = possible.map((recording) => ({
    label: recording.name,
    description: recording.streams.map(({ id }) => id).join(', '),
    detail: recording.folder,
    picked: uris.length > 0,
    recording,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Merge Recordings',
    placeHolder: 'Which recordings were made at once?',
    canPickMany: true,
    matchOnDetail: true,
  });
  if (!picked) throw new Cancelled();
  return picked.map(({ recording }) => recording);
}

async function folderOf(file: string): Promise<string> {
  return (await stat(file)).isDirectory() ? file : path.dirname(file);
}

/** The reference first; the others as they were selected. */
async function inOrder(recordings: readonly FoundRecording[]): Promise<FoundRecording[]> {
  const items = recordings.map((recording, i) => ({
    label: recording.name,
    detail: recording.folder,
    ...(i === 0 ? { description: 'first selected' } : {}),
    recording,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Merge Recordings: Reference',
    placeHolder: 'Whose clock do all spikes go on? Its units are numbered n.0.',
  });
  if (!picked) throw new Cancelled();
  return [picked.recording, ...recordings.filter((recording) => recording !== picked.recording)];
}

async function askNames(recordings: readonly FoundRecording[]): Promise<string> {
  const given = await vscode.window.showInputBox({
    title: 'Merge Recordings: Names',
    prompt: `A name for each probe, separated by commas: ${recordings.map(({ name }) => name).join(', ')}`,
    value: recordings.map((_, i) => `probe${i + 1}`).join(', '),
    validateInput: (text) => {
      const names = text.split(',').map((name) => name.trim());
      if (names.some((name) => name === '')) return 'A name is empty.';
      if (names.length !== recordings.length)
        return `${names.length} names, expected ${recordings.length}, one for each recording.`;
      return new Set(names).size < names.length ? 'A name is there twice.' : undefined;
    },
  });
  if (given === undefined) throw new Cancelled();
  return given
    .split(',')
    .map((name) => name.trim())
    .join(',');
}

/** Asks what to do with a merged folder that is there already. Undefined when it was opened instead. */
async function merged(
  { engine }: Services,
  { datasets, names }: { readonly datasets: readonly string[]; readonly names: string },
): Promise<MergeReply | undefined> {
  const run = (replace: boolean) =>
    withProgress('Merging recordings', (call) =>
      engine.merge({ datasets, params: { names, replace } }, call),
    );
  try {
    return await run(false);
  } catch (error) {
    const folder = isInputError(error) && /^merge: (.+) exists already;/.exec(error.message)?.[1];
    if (!folder) throw error;
    const [open, again] = ['Open It', 'Merge Anew'] as const;
    const chosen = await vscode.window.showWarningMessage(
      'These recordings were merged before.',
      { modal: true, detail: `${folder}\nMerged anew, the old folder is kept under another name.` },
      open,
      again,
    );
    if (chosen === again) return run(true);
    if (chosen === open) return void (await openDashboard(path.join(folder, 'datasets_table.csv')));
    throw new Cancelled();
  }
}

async function tell({ figures, log }: Services, { door, clocks, warnings }: MergeReply): Promise<void> {
  const facts = clocks
    .slice(1)
    .map(
      ({ name, eventCount, driftMsPerHour, medianResidualUs }) =>
        `${name}: ${eventCount} pulses, ${driftMsPerHour.toFixed(1)} ms/h, ± ${medianResidualUs.toFixed(0)} µs`,
    );
  for (const line of [...facts, ...warnings]) log.info(`merge: ${line}`);
  const show = 'Show Clocks';
  const text = [...facts, ...warnings].join('. ');
  const say = warnings.length > 0 ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  if ((await say(text, show)) === show) figures.open(door, { analysis: 'clocks', units: [], params: {} });
}
