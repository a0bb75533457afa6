import path from 'node:path';
import { readNpyHeader } from '../formats/npy.ts';
import { invertMatrix } from '../kernels/invert-matrix.ts';
import { FormatError } from '../model/errors.ts';
import type { NdArray } from '../model/nd-array.ts';
import { withFile } from './file-source.ts';
import { readArray } from './spike-files.ts';

export interface SortedWhitening {
  /** (C × C) inverse of the matrix that whitened what the templates were taken from. */
  readonly inverse: NdArray;
  /** Kilosort 4 writes 0.005 · identity for phy's sake and keeps the true matrix in whitening_mat_dat.npy. */
  readonly isPlaceholder: boolean;
}

/** Throws FormatError for a whitening_mat_inv.npy that `readWhitening` would refuse; reads its header only. */
export async function checkWhitening(folder: string, files: ReadonlySet<string>): Promise<void> {
  const file = path.join(folder, 'whitening_mat_inv.npy');
  if (files.has('whitening_mat_inv.npy')) needSquare(file, (await withFile(file, readNpyHeader)).shape);
}

/** Undefined when no file holds a real whitening matrix. Throws FormatError for one that is not square. */
export async function readWhitening(
  folder: string,
  files: ReadonlySet<string>,
): Promise<SortedWhitening | undefined> {
  const read = async (name: string): Promise<NdArray | undefined> => {
    if (!files.has(name)) return undefined;
    const file = path.join(folder, name);
    const matrix = await readArray(file);
    needSquare(file, matrix.shape);
    return isScaledIdentity(matrix) ? undefined : matrix;
  };
  const inverse = await read('whitening_mat_inv.npy');
  if (inverse) return { inverse, isPlaceholder: false };
  for (const [name, isPlaceholder] of [
    ['whitening_mat.npy', false],
    ['whitening_mat_dat.npy', true],
  ] as const) {
    const matrix = await read(name);
    const n = matrix?.shape[0] ?? 0;
    const inverted = matrix && invertMatrix(matrix.data, n);
    if (inverted) return { inverse: { data: inverted, shape: [n, n] }, isPlaceholder };
  }
  return undefined;
}

function needSquare(file: string, shape: readonly number[]): void {
  if (shape.length === 2 && shape[0] === shape[1]) return;
  throw new FormatError({
    file,
    found: `a shape of (${shape.join(', ')})`,
    expected: 'a square matrix',
    todo: 'Export the sorting again.',
  });
}

function isScaledIdentity({ data, shape }: NdArray): boolean {
  const n = shape[0]!;
  for (let i = 0; i < data.length; i++) {
    const isDiagonal = i % (n + 1) === 0;
    if (isDiagonal ? Math.abs(data[i]! - data[0]!) > 1e-6 * Math.abs(data[0]!) : data[i] !== 0) return false;
  }
  return n > 1;
}
