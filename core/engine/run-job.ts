import { stat } from 'node:fs/promises';
import path from 'node:path';
import { jobMemoryBytes, type Plan } from '../analyses/job.ts';
import { jobOf } from '../analyses/jobs/jobs.ts';
import { parseParams } from '../analyses/params.ts';
import { openRecording } from '../io/open-recording.ts';
import { chooseStream, type Dataset, warningsOfFile } from '../model/dataset.ts';
import { Cancelled, ParameterError } from '../model/errors.ts';
import type { Progress } from '../rpc/rpc.ts';
import type { JobDone, JobRequest } from './engine-api.ts';
import { lockInput } from './job-lock.ts';
import { JobOutput } from './job-output.ts';
import { doSteps, verified } from './job-steps.ts';
import { checkMoves, finishMoves, recordMoves } from './move-original.ts';
import type { Pool } from './pool.ts';

export interface JobOptions {
  readonly signal: AbortSignal;
  /** Asked with what is going to be written before anything is; false cancels. */
  confirm(summary: string): Promise<boolean>;
  progress(progress: Progress): void;
}

/** So many steps of a plan run at once as there is memory and threads for. */
export const stepsAtOnce = (
  { stepBytes = 1, sharedBytes = 0 }: Pick<Plan, 'stepBytes' | 'sharedBytes'>,
  threadCount: number,
): number => Math.max(1, Math.min(threadCount, Math.floor((jobMemoryBytes - sharedBytes) / stepBytes)));

/**
 * Plans, asks, works through the steps on up to `threadCount` threads, reads back what was written and finishes. An interruption of any kind leaves the
 * recording as it was and a `.partial` that the same request goes on with.
 */
export async function runJob(
  request: JobRequest,
  { dataset, pool, threadCount }: { dataset: Dataset; pool: Pool; threadCount: number },
  { signal, confirm, progress }: JobOptions,
): Promise<JobDone> {
  const { job, params, stream, plan } = await planned(request, dataset, signal);
  const input = stream.raw?.file ?? '';
  if (!(await confirm(plan.summary))) throw new Cancelled();
  signal.throwIfAborted();
  const startedMs = performance.now();
  const { moves } = plan;
  if (moves) await checkMoves(moves.files);
  const inputLock = await lockInput(input);
  let output: JobOutput | undefined;
  try {
    output = await JobOutput.prepare(plan, input);
    const missingCount = output.missing.length;
    const working = { pool, threads: stepsAtOnce(plan, threadCount), signal, progress };
    await doSteps(output, { job: job.id, plan }, working);
    const table = output.isNamed ? {} : await verified(output, plan, working);
    const { counts } = output;
    if (moves) await recordMoves(moves.folder, moves.files);
    await output.finish({ ...table, ...job.finish(plan, params) });
    if (moves) await finishMoves(moves.folder);
    const seconds = (performance.now() - startedMs) / 1000;
    return {
      job: job.id,
      dataset: dataset.folder,
      params,
      result: {
        input,
        output: moves?.files.at(-1)?.[1] ?? plan.output.file,
        sampleCount: plan.output.bytes / 2 / (stream.raw?.columnCount ?? 1),
        bytes: plan.output.bytes,
        steps: plan.stepCount,
        resumedSteps: plan.stepCount - missingCount,
        secondsElapsed: seconds,
        mbPerSecond: ((missingCount / plan.stepCount) * plan.inputBytes) / 1e6 / seconds,
        verified: true,
        counts,
      },
      warnings: [...warningsOfFile(dataset, input), ...(job.warnings?.(plan, counts) ?? [])],
    };
  } finally {
    await output?.release();
    await inputLock.release();
  }
}

/** What an earlier run was interrupted in. Throws ParameterError, because what was asked for is done then. */
export async function finishInterrupted(place: string): Promise<void> {
  const facts = await stat(place).catch(() => null);
  const folder = facts?.isDirectory() ? place : path.dirname(place);
  if (await finishMoves(folder))
    throw new ParameterError(
      `${folder}: an earlier run was interrupted while it moved the original. That is done now: it is in original_data/, and its copy in its place.`,
    );
}

/** What a job would do, before it is asked to. Throws what planning throws: bad parameters, missing raw data. */
export async function planned(request: JobRequest, dataset: Dataset, signal: AbortSignal) {
  const job = jobOf(request.job);
  const params = parseParams(job.params, request.params);
  const stream = chooseStream(dataset, request.stream);
  const plan: Plan = await job.plan(
    {
      dataset,
      stream: () => stream,
      header: ({ headerFile }) => dataset.headers.find(({ file }) => headerFile.endsWith(file)),
      open: openRecording,
      signal,
    },
    params,
  );
  return { job, params, stream, plan };
}
