import type { Packing, Plan } from '../analyses/job.ts';
import { chunkTableText } from '../formats/mtscomp-write.ts';
import type { SharedChunk } from '../io/compressed-chunks.ts';
import { AccessError, isCancelled } from '../model/errors.ts';
import type { Progress } from '../rpc/rpc.ts';
import type { JobOutput } from './job-output.ts';
import { compressionLevel } from './packed-chunks.ts';
import type { Pool } from './pool.ts';
import type { StepMade } from './run-step.ts';
import { SharedChunks } from './shared-chunks.ts';
import type { Verified } from './verify-output.ts';
import { type Unpacked, verifyPacked } from './verify-packed.ts';

export interface Working {
  readonly pool: Pool;
  readonly threads: number;
  readonly signal: AbortSignal;
  progress(progress: Progress): void;
}

/** Does the steps that are missing, on several threads, and tells speed and time left. */
export async function doSteps(
  output: JobOutput,
  { job, plan }: { job: string; plan: Plan },
  { pool, threads, signal, progress }: Working,
): Promise<void> {
  const missing = [...output.missing];
  const listening = { signal, progress() {}, warn() {} };
  const shared =
    plan.reads &&
    (await SharedChunks.open(plan.reads, (task) => pool.run(task, listening) as Promise<SharedChunk>));
  const resumed = plan.stepCount - missing.length;
  const startedMs = performance.now();
  let done = 0;
  const work = async () => {
    for (let step = missing.shift(); step !== undefined; step = missing.shift()) {
      signal.throwIfAborted();
      const task = { job, plan, step, partial: output.partial };
      const chunks = await shared?.take(step);
      const made = (await pool
        .run(chunks ? { ...task, chunks } : task, listening)
        .finally(() => shared?.giveBack(step))) as StepMade;
      if (made.packed) await output.append(step, made.packed, made);
      else await output.markDone(step, made.counts, made.pieces);
      done++;
      const seconds = (performance.now() - startedMs) / 1000;
      const mbPerSecond = (done * plan.inputBytes) / plan.stepCount / 1e6 / seconds;
      const left = (seconds * (plan.stepCount - resumed - done)) / done;
      progress({
        done: (resumed + done) / plan.stepCount,
        message: `${mbPerSecond.toFixed(0)} MB/s, ${timeText(left)} left`,
      });
    }
  };
  const failing = async () => {
    try {
      await work();
    } catch (error) {
      // No other step is begun, and nobody waits for this one.
      missing.length = 0;
      output.abandon();
      throw error;
    }
  };
  // One step more than there are threads is asked for, so that no thread waits until the journal has the step it did.
  const asked = threads === pool.size ? threads + 1 : threads;
  // All workers stop before anything is released, whichever of them failed.
  const outcomes = await Promise.allSettled(Array.from({ length: asked }, failing));
  const errors = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  if (errors.length > 0) throw errors.find((error) => !isCancelled(error)) ?? errors[0];
}

/**
 * Reads all back and compares it with the checksums of what was computed, while the disk takes the rest. Returns the table
 * of a compressed output, by its file. Throws AccessError, and leaves what is wrong to be done again.
 */
export async function verified(
  output: JobOutput,
  { output: { file, packed }, stepCount }: Plan,
  { pool, threads, signal, progress }: Working,
): Promise<Record<string, string>> {
  progress({ done: 1, message: 'reading back' });
  const { pieces } = output;
  const steps = pieces.map((each, step) => [step, each] as const);
  const listening = { signal, progress() {}, warn() {} };
  const share = Math.ceil(stepCount / threads);
  const check = async (part: number) => {
    const own = steps.slice(part * share, (part + 1) * share);
    const { wrongSteps } = (await pool.run({ verify: output.partial, steps: own }, listening)) as Verified;
    return wrongSteps;
  };
  const plain = async () => (await Promise.all(Array.from({ length: threads }, (_, k) => check(k)))).flat();
  const unpacking = (packing: Packing) =>
    verifyPacked(
      steps.flatMap(([step, each]) =>
        each.map((piece) => ({ unpack: output.partial, step, piece, packing })),
      ),
      threads + 1,
      (task) => pool.run(task, listening) as Promise<Unpacked>,
    );
  const [wrong, sha1] = await Promise.all([
    packed ? unpacking(packed) : plain().then((wrongSteps) => ({ wrongSteps, sha1: null })),
    output.toDisk(),
  ]).then(([read]) => [read.wrongSteps, read.sha1] as const);
  if (wrong.length > 0) {
    await output.forget(wrong);
    throw new AccessError(
      `${output.partial}: ${wrong.length} of ${stepCount} parts read back otherwise than they were written. Check the disk and run the job again to write them anew.`,
    );
  }
  if (!packed) return {};
  const { columnCount, sampleRateHz, sampleCount, stepSamples } = packed;
  const text = chunkTableText({
    columnCount,
    sampleRateHz,
    frames: pieces.map((_, step) => Math.min(stepSamples, sampleCount - step * stepSamples)),
    bytes: pieces.map(([piece]) => piece?.length ?? 0),
    compressionLevel,
    sha1Compressed: sha1?.compressed ?? '',
    sha1Uncompressed: sha1?.uncompressed ?? '',
  });
  return { [file.replace(/\.cbin$/i, '.ch')]: text };
}

/** `40 s`, `12 min`, `3 h 5 min`. */
function timeText(seconds: number): string {
  if (seconds < 100) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
