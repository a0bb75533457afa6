import type { Plan } from '../analyses/job.ts';
import { jobOf } from '../analyses/jobs/jobs.ts';
import { type SharedChunk, sharedReader } from '../io/compressed-chunks.ts';
import { openRecording } from '../io/open-recording.ts';
import { byteSumOf } from '../kernels/byte-sums.ts';
import type { RecordingRef } from '../model/recording.ts';
import type { Piece, StepDone } from './job-journal.ts';
import { packChunk } from './packed-chunks.ts';
import { writeRangeNow } from './write-range.ts';

/** One step of a job; its output goes into `partial`, an existing file. */
export interface StepTask {
  readonly job: string;
  readonly plan: Plan;
  readonly step: number;
  readonly partial: string;
  /** What it reads of a compressed recording. */
  readonly chunks?: readonly SharedChunk[];
}

/** What the step did, and what is to be appended where the output is compressed. */
export type StepMade = StepDone & { readonly packed?: Uint8Array };

/** Computes a step and writes it, or compresses it; its checksums are those of the bytes as they were made. */
export async function runStep(
  { job, plan, step, partial, chunks }: StepTask,
  signal: AbortSignal,
): Promise<StepMade> {
  const pieces: Piece[] = [];
  let packed: Uint8Array | undefined;
  const { packed: packing } = plan.output;
  const write = async (offset: number, bytes: Uint8Array) => {
    if (!packing) {
      pieces.push({ offset, length: bytes.length, sum: byteSumOf(bytes) });
      return writeRangeNow(partial, offset, bytes);
    }
    packed = await packChunk(bytes, packing);
    const unpackedSum = byteSumOf(bytes);
    pieces.push({ offset: 0, length: packed.length, sum: byteSumOf(packed), unpackedSum });
  };
  const open = async (ref: RecordingRef) =>
    chunks && ref.file === plan.reads?.recording.file
      ? sharedReader(ref, chunks, openRecording)
      : openRecording(ref);
  const counts = await jobOf(job).step(plan, step, { open, write, signal });
  return { counts, pieces, ...(packed ? { packed } : {}) };
}
