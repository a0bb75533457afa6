import path from 'node:path';
import { readNpyHeader, refuseText } from '../formats/npy.ts';
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

/** Throws FormatError for what `readWhitening` would refuse; reads the header of the first matrix only. */
export async function checkWhitening(
  folder: string,
  files: ReadonlySet<string>,
  channelCount: number | undefined,
): Promise<void> {
  const name = ['whitening_mat_inv.npy', 'whitening_mat.npy'].find((each) => files.has(each));
  if (name === undefined) return;
  const file = path.join(folder, name);
  const header = await withFile(file, readNpyHeader);
  refuseText(header, file);
  needSquare(file, header.shape, channelCount);
}

/**
 * Undefined when no file holds a real whitening matrix. Throws FormatError for one that is not square, or not of
 * `channelCount` sorted channels.
 */
export async function readWhitening(
  folder: string,
  files: ReadonlySet<string>,
  channelCount: number | undefined,
): Promise<SortedWhitening | undefined> {
  const read = async (name: string): Promise<NdArray | undefined> => {
    if (!files.has(name)) return undefined;
    const file = path.join(folder, name);
    const matrix = await readArray(file);
    needSquare(file, matrix.shape, channelCount);
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

function needSquare(file: string, shape: readonly number[], channelCount: number | undefined): void {
  if (shape.length === 2 && shape[0] === shape[1] && shape[0] === (channelCount ?? shape[0])) return;
  throw new FormatError({
    file,
    found: `a shape of (${shape.join(', ')})`,
    expected: channelCount === undefined ? 'a square matrix' : `(${channelCount}, ${channelCount})`,
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
