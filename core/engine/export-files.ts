import { access, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { writeNpy } from '../formats/npy-write.ts';
import { ParameterError } from '../model/errors.ts';
import type { Run } from './run-analysis.ts';
import { writeAside } from './write-aside.ts';

/**
 * Writes the arrays of a run into a folder, which is made, under the names that other programs look for. Nothing that is
 * there is replaced. Returns the files. Throws ParameterError for an analysis that has none, or when one is there.
 */
export async function exportFiles(
  { analysis, result, params }: Run,
  folder: string,
  signal?: AbortSignal,
): Promise<string[]> {
  if (!analysis.toFiles)
    throw new ParameterError(
      `--out: ${folder} is a folder, and ${analysis.id} makes no files for one; name a file such as ${analysis.id}.csv`,
    );
  const arrays = analysis.toFiles(result, params);
  const files = Object.keys(arrays).map((name) => path.join(folder, name));
  for (const file of files) {
    const isThere = await access(file).then(
      () => true,
      () => false,
    );
    if (isThere) throw new ParameterError(`--out: ${file} exists already; name another folder`);
  }
  await mkdir(folder, { recursive: true });
  for (const [name, { array, int64 = false }] of Object.entries(arrays))
    await writeAside(path.join(folder, name), writeNpy(array, { int64 }), signal);
  return files;
}
