import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
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

const blockBytes = 4 * 2 ** 20;

/** Reads what was written and compares its checksums, those of compressed samples after unpacking them. */
export async function verifyOutput(
  { verify: file, steps, packing }: VerifyTask,
  signal: AbortSignal,
): Promise<Verified> {
  const handle = await open(file, 'r');
  const wrong = new Set<number>();
  const compressed = createHash('sha1');
  const uncompressed = createHash('sha1');
  try {
    for (const [step, pieces] of steps) {
      signal.throwIfAborted();
      for (const piece of pieces) {
        if (!packing) {
          if ((await sumOf(handle, piece)) !== piece.sum) wrong.add(step);
          continue;
        }
        const bytes = new Uint8Array(piece.length);
        await fill(handle, bytes, piece.offset);
        compressed.update(bytes);
        const frames = await unpackChunk(bytes, step, packing, file).catch(() => new Uint8Array());
        uncompressed.update(frames);
        if (checksum(frames) !== piece.unpackedSum || checksum(bytes) !== piece.sum) wrong.add(step);
      }
    }
  } finally {
    await handle.close();
  }
  const sha1 = { compressed: compressed.digest('hex'), uncompressed: uncompressed.digest('hex') };
  return { wrongSteps: [...wrong], ...(packing ? { sha1 } : {}) };
}

async function sumOf(handle: FileHandle, { offset, length }: Piece): Promise<number> {
  const block = new Uint8Array(Math.min(blockBytes, length));
  let sum = 0;
  for (let done = 0; done < length; done += block.length) {
    const part = block.subarray(0, Math.min(block.length, length - done));
    await fill(handle, part, offset + done);
    sum = checksum(part, sum);
  }
  return sum;
}

/** What is not there stays zero, and is found out by its checksum. */
async function fill(handle: FileHandle, bytes: Uint8Array, offset: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesRead } = await handle.read(bytes, done, bytes.length - done, offset + done);
    if (bytesRead === 0) return;
    done += bytesRead;
  }
}
