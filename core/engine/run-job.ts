import type { Counts, Plan } from '../analyses/job.ts';
import { jobOf } from '../analyses/jobs/jobs.ts';
import { parseParams } from '../analyses/params.ts';
import { openRecording } from '../io/open-recording.ts';
import { chooseStream, type Dataset } from '../model/dataset.ts';
import { Cancelled } from '../model/errors.ts';
import type { Progress } from '../rpc/rpc.ts';
import type { JobDone, JobRequest } from './engine-api.ts';
import { JobOutput } from './job-output.ts';
import type { Pool } from './pool.ts';

export interface JobOptions {
  readonly signal: AbortSignal;
  /** Asked with what is going to be written before anything is; false cancels. */
  confirm(summary: string): Promise<boolean>;
  progress(progress: Progress): void;
}

/**
 * Plans, asks, works through the steps on `threadCount` threads and finishes. An interruption of any kind leaves the
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
  const output = await JobOutput.prepare(plan, input);
  try {
    const missing = [...output.missing];
    const missingCount = missing.length;
    const resumedSteps = plan.stepCount - missingCount;
    const secondsElapsed = () => (performance.now() - startedMs) / 1000;
    let done = 0;
    const work = async () => {
      for (let step = missing.shift(); step !== undefined; step = missing.shift()) {
        signal.throwIfAborted();
        const counts = await pool.run(
          { job: job.id, plan, step, partial: output.partial },
          { signal, progress() {}, warn() {} },
        );
        await output.markDone(step, counts as Counts);
        done++;
        const mbPerSecond = (done * plan.inputBytes) / plan.stepCount / 1e6 / secondsElapsed();
        const left = (secondsElapsed() * (plan.stepCount - resumedSteps - done)) / done;
        progress({
          done: (resumedSteps + done) / plan.stepCount,
          message: `${mbPerSecond.toFixed(0)} MB/s, ${timeText(left)} left`,
        });
      }
    };
    // All workers stop before anything is released, whichever of them failed.
    const outcomes = await Promise.allSettled(Array.from({ length: Math.max(1, threadCount) }, work));
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    await output.finish(job.finish(plan, params));
    const seconds = secondsElapsed();
    return {
      job: job.id,
      dataset: dataset.folder,
      params,
      result: {
        input,
        output: plan.output.file,
        sampleCount: (plan.output.bytes / plan.inputBytes) * (stream.raw?.sampleCount ?? 0),
        bytes: plan.output.bytes,
        steps: plan.stepCount,
        resumedSteps,
        secondsElapsed: seconds,
        mbPerSecond: ((missingCount / plan.stepCount) * plan.inputBytes) / 1e6 / seconds,
        counts: output.counts,
      },
      warnings: job.warnings?.(plan, output.counts) ?? [],
    };
  } finally {
    await output.release();
  }
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

/** `40 s`, `12 min`, `3 h 5 min`. */
function timeText(seconds: number): string {
  if (seconds < 100) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
