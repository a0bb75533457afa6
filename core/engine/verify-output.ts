import { closeSync, openSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { type ByteSums, byteSums } from '../kernels/byte-sums.ts';
import type { Piece } from './job-journal.ts';

/** Pieces of a file that is to be read back. */
export interface VerifyTask {
  readonly verify: string;
  readonly steps: readonly (readonly [step: number, pieces: readonly Piece[]])[];
}

/** Steps that are not as they were written. */
export interface Verified {
  readonly wrongSteps: readonly number[];
}

/**
 * Reads what was written and compares its checksums. So many blocks are
 * read that to wait for each by a promise would take as long as to read it: a thread has nothing else to do.
 */
export async function verifyOutput(
  { verify: file, steps }: VerifyTask,
  signal: AbortSignal,
): Promise<Verified> {
  const handle = openSync(file, 'r');
  try {
    const wrong = new Set<number>();
    const sums = byteSums();
    for (const [step, pieces] of steps) {
      // Between steps it hears whether the result is still wanted.
      await setImmediate();
      signal.throwIfAborted();
      for (const piece of pieces) if (sumOf(handle, piece, sums) !== piece.sum) wrong.add(step);
    }
    return { wrongSteps: [...wrong] };
  } finally {
    closeSync(handle);
  }
}

function sumOf(handle: number, { offset, length }: Piece, sums: ByteSums): number {
  const { block } = sums;
  for (let done = 0; done < length; done += block.length) {
    const part = block.subarray(0, Math.min(block.length, length - done));
    if (!fill(handle, part, offset + done)) break;
    sums.add(part.length);
  }
  // Of a file that ends before, a sum of less.
  return sums.end();
}

/** False where the file ends before. */
export function fill(handle: number, bytes: Uint8Array, offset: number): boolean {
  for (let done = 0; done < bytes.length; ) {
    const bytesRead = readSync(handle, bytes, done, bytes.length - done, offset + done);
    if (bytesRead === 0) return false;
    done += bytesRead;
  }
  return true;
}
