import { spawn } from 'node:child_process';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { Cancelled } from '../core/model/errors.ts';
import { openRecording } from './open-recording.ts';
import { withProgress } from './progress.ts';
import type { Services } from './services.ts';

/** The generator's own demonstration: a Neuropixels 1.0 probe, 40 units. */
const knobs = ['--preset', 'demo'];

/** Opens the demonstration recording; makes it first when it is not there. It lies in the extension's own storage. */
export async function openDemonstration(services: Services): Promise<void> {
  const { context } = services;
  const folder = path.join(context.globalStorageUri.fsPath, 'demonstration-recording');
  if (!(await exists(folder)))
    await withProgress('Making the demonstration recording (0.25 GB)', ({ signal }) =>
      makeRecording(path.join(context.extensionUri.fsPath, 'dist', 'make-recording.js'), folder, signal),
    );
  await openRecording(services, vscode.Uri.file(folder));
}

/** Makes the recording in a process of its own, beside its place, and renames it when it is whole. */
async function makeRecording(script: string, folder: string, signal: AbortSignal): Promise<void> {
  const aside = `${folder}.${process.pid}.partial`;
  await mkdir(path.dirname(folder), { recursive: true });
  try {
    await run([script, aside, ...knobs], signal);
    await rename(aside, folder);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

function run(args: readonly string[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    // In desktop VS Code the executable is Electron, which is Node only when told so.
    const child = spawn(process.execPath, args, {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'ignore', 'pipe'],
      signal,
    });
    let complaint = '';
    child.stderr.on('data', (text: Buffer) => {
      complaint += String(text);
    });
    child.on('error', (error) => reject(signal.aborted ? new Cancelled() : error));
    child.on('close', (code) => {
      if (code === 0) resolve();
      else
        reject(
          signal.aborted ? new Cancelled() : new Error(`making the recording failed: ${complaint.trim()}`),
        );
    });
  });
}

const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );
