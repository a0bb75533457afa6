import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';

/** A folder of the test's own, removed when its file is done. Its name has a space, quotes and non-Latin letters. */
export function scratchFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), `neuropyxels it's "ü 記" `));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes files below a folder, with the folders they need. */
export function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}
