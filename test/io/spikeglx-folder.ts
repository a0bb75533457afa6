import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { corpusText } from '../corpus.ts';

export const metas = 'spikeglx_meta';
export const ibl = `${metas}/ibl-neuropixel`;
export const ap = corpusText(`${ibl}/sample3B_g0_t0.imec1.ap.meta`);
export const lf = corpusText(`${ibl}/sample3B_g0_t0.imec1.lf.meta`);
export const ni = corpusText(`${ibl}/sample3B_g0_t0.nidq.meta`);
export const frameBytes = 385 * 2;

/** A folder with these files; a number makes an empty file of that many bytes. */
export async function withFolder(
  files: Readonly<Record<string, string | number>>,
  use: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "glx ñ 'x' "));
  try {
    for (const [name, content] of Object.entries(files)) {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, typeof content === 'string' ? content : '');
      if (typeof content === 'number') truncateSync(file, content);
    }
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The header with the length of a file of so many bytes. */
export const ofBytes = (meta: string, bytes: number): string =>
  meta.replace(/fileSizeBytes=\d+/, `fileSizeBytes=${bytes}`);
