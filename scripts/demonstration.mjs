import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from './ensure-installed.mjs';

const folder = path.join(projectRoot, 'demo-recording');

/** Folder and preset of each demonstration recording; the first is opened. */
const recordings = [
  { name: 'neuropixels-1.0', preset: 'demo', door: 'rec_g0_t0.imec0.ap.meta' },
  { name: 'neuropixels-2.0-four-shanks', preset: 'demo-2.0', door: 'rec_g0_t0.imec0.ap.meta' },
];

/** Makes what is missing of the demonstration recordings; returns their folder and the file to open. */
export async function demonstration() {
  await Promise.all(recordings.map(make));
  return { workspace: folder, file: path.join(folder, recordings[0].name, recordings[0].door) };
}

async function make({ name, preset }) {
  const target = path.join(folder, name);
  // The generator writes this file last.
  if (existsSync(path.join(target, 'ground_truth.json'))) return;
  console.log(`Making the demonstration recording ${name} …`);
  rmSync(target, { recursive: true, force: true });
  const generator = path.join(projectRoot, 'dist/make-recording.js');
  const child = spawn(process.execPath, [generator, target, '--preset', preset], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const status = await new Promise((resolve) => child.once('exit', resolve));
  if (status !== 0) throw new Error(`The demonstration recording ${name} could not be made.`);
}
