import path from 'node:path';
import { invertMatrix } from '../kernels/invert-matrix.ts';
import { FormatError } from '../model/errors.ts';
import type { NdArray } from '../model/nd-array.ts';
import { readArray } from './spike-files.ts';

export interface SortedWhitening {
  /** (C × C) inverse of the matrix that whitened what the templates were taken from. */
  readonly inverse: NdArray;
  /** Kilosort 4 writes 0.005 · identity for phy's sake and keeps the true matrix in whitening_mat_dat.npy. */
  readonly isPlaceholder: boolean;
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
    const [rows, columns] = matrix.shape;
    if (matrix.shape.length !== 2 || rows !== columns)
      throw new FormatError({
        file,
        found: `a shape of (${matrix.shape.join(', ')})`,
        expected: 'a square matrix',
        todo: 'Export the sorting again.',
      });
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

function isScaledIdentity({ data, shape }: NdArray): boolean {
  const n = shape[0]!;
  for (let i = 0; i < data.length; i++) {
    const isDiagonal = i % (n + 1) === 0;
    if (isDiagonal ? Math.abs(data[i]! - data[0]!) > 1e-6 * Math.abs(data[0]!) : data[i] !== 0) return false;
  }
  return n > 1;
}
