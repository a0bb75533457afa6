import { analysisOf } from '../analyses/catalogue.ts';
import type { Plan } from '../analyses/job.ts';
import { jobOf } from '../analyses/jobs/jobs.ts';
import { openRecording } from '../io/open-recording.ts';
import { writeRange } from './write-range.ts';

/** One computation as it goes to a thread: everything in it is plain data. */
export interface ComputeTask {
  readonly analysis: string;
  readonly inputs: unknown;
  readonly params: Readonly<Record<string, unknown>>;
  /** The main array is asked for. */
  readonly whole?: boolean;
}

/** One step of a job; its output goes into `partial`, an existing file of the full size. */
export interface StepTask {
  readonly job: string;
  readonly plan: Plan;
  readonly step: number;
  readonly partial: string;
}

export type Task = ComputeTask | StepTask;

/** What a computation says while it runs. */
export interface Listening {
  readonly signal: AbortSignal;
  progress(done: number): void;
  warn(message: string): void;
}

/** Computes here, on whichever thread this is. */
export async function runCompute(task: Task, listening: Listening): Promise<unknown> {
  const { signal } = listening;
  signal.throwIfAborted();
  if ('analysis' in task)
    return analysisOf(task.analysis).compute(task.inputs, task.params, {
      open: openRecording,
      whole: task.whole ?? false,
      ...listening,
    });
  const write = (offset: number, bytes: Uint8Array) => writeRange(task.partial, offset, bytes);
  await jobOf(task.job).step(task.plan, task.step, { open: openRecording, write, signal });
  return null;
}
