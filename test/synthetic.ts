import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseKnobs, type RecordingKnobs } from '../core/synthetic/knobs.ts';
import { GENERATOR_VERSION, makeRecording } from '../core/synthetic/make-recording.ts';

const CACHE = path.join(tmpdir(), 'neuropyxels-fixtures');

/** A recording that suits most tests: 12 s × 32 channels with 20 sorted units, 24 MB. */
export const SMALL: Partial<RecordingKnobs> = { preset: 'glx-1.0', seconds: 12, channels: 32 };

/**
 * The folder of a synthetic recording, made on first use and kept between runs; several test processes may ask at once.
 * It is shared: a test that writes takes `ownRecording`.
 */
export async function recordingFixture(options: Partial<RecordingKnobs> = SMALL): Promise<string> {
  const knobs = JSON.stringify([GENERATOR_VERSION, parseKnobs(options)]);
  const folder = path.join(CACHE, createHash('sha256').update(knobs).digest('hex').slice(0, 16));
  if (existsSync(folder)) return folder;
  mkdirSync(CACHE, { recursive: true });
  // Made aside and renamed, so that nobody ever sees half a recording.
  const aside = mkdtempSync(path.join(CACHE, 'making-'));
  try {
    makeRecording(aside, options);
    renameSync(aside, folder);
  } catch (error) {
    rmSync(aside, { recursive: true, force: true });
    // Another process may have been faster.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** A copy of the recording in a folder of its own; the caller removes it. */
export async function ownRecording(options: Partial<RecordingKnobs> = SMALL): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'neuropyxels-own-'));
  cpSync(await recordingFixture(options), folder, {
    recursive: true,
    filter: (source) => path.basename(source) !== 'npyxMemory',
  });
  return folder;
}
