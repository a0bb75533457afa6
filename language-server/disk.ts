import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { DatFile } from './params-hover.ts';

/** Size of a file; null when there is none that can be seen. */
export async function fileBytes(file: string): Promise<number | null> {
  try {
    const found = await stat(file);
    return found.isFile() ? found.size : null;
  } catch {
    // Missing, foreign or forbidden: to a hover it is all the same.
    return null;
  }
}

/** The raw file beside a SpikeGLX header. */
export async function rawFileOf(header: string): Promise<{ name: string; bytes: number } | null> {
  for (const extension of ['.bin', '.cbin']) {
    const file = header.replace(/\.meta$/i, '') + extension;
    const bytes = await fileBytes(file);
    if (bytes !== null) return { name: path.basename(file), bytes };
  }
  return null;
}

/** Sizes of the `continuous.dat` of each stream folder that an oebin names. */
export async function datBytesOf(oebin: string, text: string): Promise<ReadonlyMap<string, number | null>> {
  const names = [...text.matchAll(/"folder_name"\s*:\s*"([^"\\]+)"/g)].map((match) => match[1] ?? '');
  const folder = path.dirname(oebin);
  const sizes = [...new Set(names)]
    .slice(0, 64)
    .map(
      async (name) =>
        [name, await fileBytes(path.join(folder, 'continuous', name, 'continuous.dat'))] as const,
    );
  return new Map(await Promise.all(sizes));
}

/**
 * Where the `dat_path`s of a `params.py` lead: as written, else to a file of the same name beside it or in the folder
 * above, because sortings are moved between machines with the path of the first.
 */
export async function datFilesOf(params: string, written: readonly string[]): Promise<Map<string, DatFile>> {
  const folder = path.dirname(params);
  const found = written.slice(0, 16).map(async (each): Promise<[string, DatFile]> => {
    const asWritten = path.resolve(folder, each);
    // A Windows path has no meaning here but for its last part.
    const name = each.split(/[\\/]/).at(-1) ?? each;
    for (const file of [asWritten, path.join(folder, name), path.join(folder, '..', name)]) {
      const bytes = name === '' ? null : await fileBytes(file);
      if (bytes !== null) return [each, { path: file, bytes, isReplacement: file !== asWritten }];
    }
    return [each, { path: /^[A-Za-z]:/.test(each) ? each : asWritten, bytes: null, isReplacement: false }];
  });
  return new Map(await Promise.all(found));
}
