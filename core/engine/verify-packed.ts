import { createHash } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import type { Packing } from '../analyses/job.ts';
import { byteSumOf } from '../kernels/byte-sums.ts';
import type { Piece } from './job-journal.ts';
import { unpackChunk } from './packed-chunks.ts';
import { fill } from './verify-output.ts';

/** A chunk of a compressed file that is to be read back. */
export interface UnpackTask {
  readonly unpack: string;
  readonly step: number;
  readonly piece: Piece;
  readonly packing: Packing;
}

/** A chunk as it was read, and its frames. */
export interface Unpacked {
  readonly isRight: boolean;
  readonly packed: Uint8Array;
  readonly frames: Uint8Array;
}

/** Reads a chunk back, unpacks it and compares the checksums of both. */
export async function unpackStep({ unpack: file, step, piece, packing }: UnpackTask): Promise<Unpacked> {
  const packed = new Uint8Array(piece.length);
  const handle = openSync(file, 'r');
  try {
    fill(handle, packed, piece.offset);
  } finally {
    closeSync(handle);
  }
  const frames = await unpackChunk(packed, step, packing, file).catch(() => new Uint8Array());
  const isRight = byteSumOf(frames) === piece.unpackedSum && byteSumOf(packed) === piece.sum;
  return { isRight, packed, frames };
}

export interface PackedVerified {
  readonly wrongSteps: readonly number[];
  /** Of the whole file, as its table tells. */
  readonly sha1: { readonly compressed: string; readonly uncompressed: string };
}

/**
 * Reads all chunks back, `atOnce` of them on threads at a time (`unpack`), which is most of the work; the checksums of the
 * whole, which know no parts, are taken here in the order of the chunks.
 */
export async function verifyPacked(
  tasks: readonly UnpackTask[],
  atOnce: number,
  unpack: (task: UnpackTask) => Promise<Unpacked>,
): Promise<PackedVerified> {
  const wrongSteps: number[] = [];
  const compressed = createHash('sha1');
  const uncompressed = createHash('sha1');
  const waiting: Promise<Unpacked>[] = [];
  const begin = (index: number) => {
    const task = tasks[index];
    if (!task) return;
    const unpacked = unpack(task);
    // It is waited for in its turn, and whoever fails before it tells of it.
    unpacked.catch(() => undefined);
    waiting.push(unpacked);
  };
  for (let index = 0; index < atOnce; index++) begin(index);
  for (const [index, { step }] of tasks.entries()) {
    const { isRight, packed, frames } = await waiting.shift()!;
    begin(index + atOnce);
    if (!isRight) wrongSteps.push(step);
    compressed.update(packed);
    uncompressed.update(frames);
  }
  return {
    wrongSteps,
    sha1: { compressed: compressed.digest('hex'), uncompressed: uncompressed.digest('hex') },
  };
}
