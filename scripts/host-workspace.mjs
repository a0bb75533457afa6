import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectRoot } from './ensure-installed.mjs';

/** A fresh folder with a small recording `recording/` and a four-shank one `four-shanks/`; the caller removes it. */
export async function hostWorkspace() {
  const folder = mkdtempSync(path.join(tmpdir(), 'neuropyxels-workspace-'));
  makeRecording(path.join(folder, 'recording'), ['--seconds', '12', '--channels', '32']);
  makeRecording(path.join(folder, 'four-shanks'), ['--preset', 'glx-2.0', '--seconds', '6']);
  return folder;
}

/** Runs the built generator. Throws Error with its message when it fails. */
export function makeRecording(folder, options) {
  const generator = path.join(projectRoot, 'dist/make-recording.js');
  const { status, stderr, error } = spawnSync(process.execPath, [generator, folder, ...options], {
    encoding: 'utf8',
    timeout: 180_000,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`the generator failed: ${stderr}`);
  return folder;
}
