import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { AccessError, Cancelled, MissingPart } from '../core/model/errors.ts';
import { findLimit, pickRecording } from './ask.ts';
import { viewTypeFor } from './dataset-key.ts';
import { withProgress } from './progress.ts';
import type { Services } from './services.ts';

/** Names that say "this is a recording", readable or not. */
const doors = /\.(ap|lf|nidq|obx\d*)\.meta$|\.oebin$|^(params\.py|datasets_table\.csv)$/i;

/** Opens the dashboard of a file, or of the recording in a folder; asks which when there are several. */
export async function openRecording(services: Services, uri: vscode.Uri): Promise<void> {
  if (uri.scheme !== 'file')
    throw new AccessError(
      `${uri.toString()}: is not on a disk of this machine. Copy the recording here first.`,
    );
  const facts = await stat(uri.fsPath).catch(() => null);
  if (!facts)
    throw new AccessError(`${uri.fsPath}: found nothing there, expected a recording folder or file.`);
  await openDashboard(facts.isDirectory() ? await doorOf(services, uri.fsPath) : uri.fsPath);
}

/** Opens the custom editor on a file, whichever extension it has. */
export async function openDashboard(door: string): Promise<void> {
  await vscode.commands.executeCommand('vscode.openWith', vscode.Uri.file(door), viewTypeFor(door));
}

/** The file by which a folder's recording is opened: a folder itself cannot be an editor's document. */
async function doorOf({ engine }: Services, folder: string): Promise<string> {
  const found = await withProgress(`Looking for recordings in ${folder}`, (call) =>
    engine.find({ folder, limit: findLimit }, call),
  );
  const [first] = found;
  if (found.length > 1) return (await pickRecording(found)).door;
  if (first) return first.door;
  // A header that cannot be read is no recording to the search, but its dashboard says what is wrong with it.
  const broken = (await readdir(folder)).filter((name) => doors.test(name)).sort()[0];
  if (broken) return path.join(folder, broken);
  // Opening says what was expected here in a sentence of its own.
  await engine.open({ dataset: folder });
  throw new MissingPart(
    'recording',
    folder,
    'Expected a SpikeGLX .meta file, an Open Ephys structure.oebin or a params.py, here or in a subfolder.',
  );
}

/** The folder or file a command is about: what was clicked, the active editor, or what the user picks from the disk. */
export async function targetOf(clicked: unknown): Promise<vscode.Uri> {
  if (clicked instanceof vscode.Uri) return clicked;
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof vscode.TabInputText) return input.uri;
  const picked = await vscode.window.showOpenDialog({
    title: 'Open Recording Dashboard',
    openLabel: 'Open Recording',
    canSelectFolders: true,
    canSelectFiles: false,
    ...(vscode.workspace.workspaceFolders?.[0]
      ? { defaultUri: vscode.workspace.workspaceFolders[0].uri }
      : {}),
  });
  if (!picked?.[0]) throw new Cancelled();
  return picked[0];
}
