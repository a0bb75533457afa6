import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { Packing } from '../analyses/job.ts';
import { checksum } from './checksum.ts';
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
 * Small enough that its checksum is taken while it is near the processor. So many blocks are read that to wait for each by a
 * promise would take as long as to read it: a thread has nothing else to do.
 */
const blockBytes = 256 * 1024;

/** Reads what was written and compares its checksums, those of compressed samples after unpacking them. */
export async function verifyOutput(
  { verify: file, steps, packing }: VerifyTask,
  signal: AbortSignal,
): Promise<Verified> {
  const handle = openSync(file, 'r');
  const wrong = new Set<number>();
  const compressed = createHash('sha1');
  const uncompressed = createHash('sha1');
  const block = new Uint8Array(packing ? 0 : blockBytes);
  try {
    for (const [step, pieces] of steps) {
      // Between steps it hears whether the result is still wanted.
      await setImmediate();
      signal.throwIfAborted();
      for (const piece of pieces) {
        if (!packing) {
          if (sumOf(handle, piece, block) !== piece.sum) wrong.add(step);
          continue;
        }
        const bytes = new Uint8Array(piece.length);
        fill(handle, bytes, piece.offset);
        compressed.update(bytes);
        const frames = await unpackChunk(bytes, step, packing, file).catch(() => new Uint8Array());
        uncompressed.update(frames);
        if (checksum(frames) !== piece.unpackedSum || checksum(bytes) !== piece.sum) wrong.add(step);
      }
    }
  } finally {
    closeSync(handle);
  }
  const sha1 = { compressed: compressed.digest('hex'), uncompressed: uncompressed.digest('hex') };
  return { wrongSteps: [...wrong], ...(packing ? { sha1 } : {}) };
}

function sumOf(handle: number, { offset, length }: Piece, block: Uint8Array): number {
  let sum = 0;
  for (let done = 0; done < length; done += block.length) {
    const part = block.subarray(0, Math.min(block.length, length - done));
    if (!fill(handle, part, offset + done)) return Number.NaN;
    sum = checksum(part, sum);
  }
  return sum;
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
