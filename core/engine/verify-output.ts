import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { Packing } from '../analyses/job.ts';
import { type ByteSums, byteSumOf, byteSums } from '../kernels/byte-sums.ts';
import type { Piece } from './job-journal.ts';
import { unpackChunk } from './packed-chunks.ts';

/** Pieces of a file that is to be read back, those of a compressed one in their order and all of them. */
export interface VerifyTask {
  readonly verify: string;
  readonly steps: readonly (readonly [step: number, pieces: readonly Piece[]])[];
  readonly packing?: Packing;
}

/** Steps that are not as they were written; of a compressed file also what its table tells. */
export interface Verified {
  readonly wrongSteps: readonly number[];
  readonly sha1?: { readonly compressed: string; readonly uncompressed: string };
}

/**
 * Reads what was written and compares its checksums, those of compressed samples after unpacking them. So many blocks are
 * read that to wait for each by a promise would take as long as to read it: a thread has nothing else to do.
 */
export async function verifyOutput(
  { verify: file, steps, packing }: VerifyTask,
  signal: AbortSignal,
): Promise<Verified> {
  const handle = openSync(file, 'r');
  try {
    if (packing) return await verifyPacked({ file, handle, steps, packing }, signal);
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

interface PackedFile {
  readonly file: string;
  readonly handle: number;
  readonly steps: VerifyTask['steps'];
  readonly packing: Packing;
}

/** One chunk is unpacked on a thread of Node while the checksums of the one before it are taken on this one. */
async function verifyPacked(
  { file, handle, steps, packing }: PackedFile,
  signal: AbortSignal,
): Promise<Verified> {
  const wrong = new Set<number>();
  const compressed = createHash('sha1');
  const uncompressed = createHash('sha1');
  const chunks = steps.flatMap(([step, pieces]) => pieces.map((piece) => ({ step, piece })));
  const unpacked = (index: number) => {
    const chunk = chunks[index];
    if (!chunk) return null;
    const bytes = new Uint8Array(chunk.piece.length);
    fill(handle, bytes, chunk.piece.offset);
    const frames = unpackChunk(bytes, chunk.step, packing, file).catch(() => new Uint8Array());
    return { bytes, frames };
  };
  let next = unpacked(0);
  for (const [index, { step, piece }] of chunks.entries()) {
    signal.throwIfAborted();
    const { bytes, frames: unpacking } = next!;
    const frames = await unpacking;
    next = unpacked(index + 1);
    compressed.update(bytes);
    uncompressed.update(frames);
    if (byteSumOf(frames) !== piece.unpackedSum || byteSumOf(bytes) !== piece.sum) wrong.add(step);
  }
  const sha1 = { compressed: compressed.digest('hex'), uncompressed: uncompressed.digest('hex') };
  return { wrongSteps: [...wrong], sha1 };
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
function fill(handle: number, bytes: Uint8Array, offset: number): boolean {
  for (let done = 0; done < bytes.length; ) {
    const bytesRead = readSync(handle, bytes, done, bytes.length - done, offset + done);
    if (bytesRead === 0) return false;
    done += bytesRead;
  }
  return true;
}
