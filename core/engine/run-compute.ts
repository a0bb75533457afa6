import { analysisOf } from '../analyses/catalogue.ts';
import { type OverviewPlan, overviewColumns } from '../analyses/overview.ts';
import { packWindow } from '../analyses/packed-window.ts';
import type { ParamValues } from '../analyses/params.ts';
import type { TraceInputs } from '../analyses/trace-params.ts';
import { traceWindow } from '../analyses/trace-window.ts';
import { openRecording } from '../io/open-recording.ts';
import { runStep, type StepTask } from './run-step.ts';
import { type ChunkTask, runChunk } from './shared-chunks.ts';
import { type VerifyTask, verifyOutput } from './verify-output.ts';
import { type UnpackTask, unpackStep } from './verify-packed.ts';
import { writeRange } from './write-range.ts';

/** One computation as it goes to a thread: everything in it is plain data. */
export interface ComputeTask {
  readonly analysis: string;
  readonly inputs: unknown;
  readonly params: ParamValues;
  /** The main array is asked for. */
  readonly whole?: boolean;
}

/**
 * A share in the parts of an analysis. Whoever computes takes the next part by `taken`, a counter in shared memory, until
 * none is left: the thread that asked for help works too, so it never waits for threads that are busy elsewhere.
 */
export interface PartsTask {
  readonly partsOf: string;
  readonly parts: readonly unknown[];
  readonly taken: Int32Array;
}

/** A stretch of traces that somebody looks at and waits for. */
export interface TraceTask {
  readonly trace: TraceInputs;
  /** A `PackedWindow` is wanted. */
  readonly isPacked: boolean;
}

/** One step of an overview; its columns go into `partial`. */
export interface OverviewTask {
  readonly overview: OverviewPlan;
  readonly step: number;
  readonly partial: string;
}

export type Task =
  | ComputeTask
  | StepTask
  | ChunkTask
  | VerifyTask
  | UnpackTask
  | PartsTask
  | TraceTask
  | OverviewTask;

/** What a computation says while it runs. */
export interface Listening {
  readonly signal: AbortSignal;
  progress(done: number): void;
  warn(message: string): void;
  /** Asks other threads to take their share; what each of them did. Absent where there are none. */
  help?(task: PartsTask): Promise<readonly unknown[]>;
  readonly threadCount?: number;
}

/** Which part, and what came of it. */
type PartDone = readonly [index: number, result: unknown];

/** Computes here, on whichever thread this is. */
export async function runCompute(task: Task, listening: Listening): Promise<unknown> {
  const { signal } = listening;
  signal.throwIfAborted();
  if ('trace' in task) {
    const window = await traceWindow(task.trace, { open: openRecording, signal });
    return task.isPacked ? packWindow(window) : window;
  }
  if ('partsOf' in task) return takeParts(task, signal);
  if ('analysis' in task) {
    const { progress, warn, help, threadCount = 1 } = listening;
    return analysisOf(task.analysis).compute(task.inputs, task.params, {
      open: openRecording,
      whole: task.whole ?? false,
      signal,
      progress,
      warn,
      threadCount,
      ...(help ? { parallel: (parts) => inParallel(task.analysis, parts, help, signal) } : {}),
    });
  }
  if ('verify' in task) return verifyOutput(task, signal);
  if ('unpack' in task) return unpackStep(task);
  if ('chunkOf' in task) return runChunk(task);
  if ('overview' in task) {
    const write = (offset: number, bytes: Uint8Array) => writeRange(task.partial, offset, bytes);
    return overviewColumns(task.overview, task.step, { open: openRecording, write, signal });
  }
  return runStep(task, signal);
}

async function inParallel(
  analysis: string,
  parts: readonly unknown[],
  help: (task: PartsTask) => Promise<readonly unknown[]>,
  signal: AbortSignal,
): Promise<readonly unknown[]> {
  const taken = new Int32Array(new SharedArrayBuffer(4));
  const task: PartsTask = { partsOf: analysis, parts, taken };
  const helping = help(task);
  let own: PartDone[] = [];
  try {
    own = await takeParts(task, signal);
  } finally {
    // After a failure here nobody begins another part, and those at work are waited for.
    Atomics.store(taken, 0, parts.length);
    await helping.catch(() => undefined);
  }
  const results: unknown[] = Array(parts.length);
  for (const [index, result] of [own, ...((await helping) as PartDone[][])].flat()) results[index] = result;
  return results;
}

async function takeParts({ partsOf, parts, taken }: PartsTask, signal: AbortSignal): Promise<PartDone[]> {
  const { part } = analysisOf(partsOf);
  if (!part) throw new Error(`${partsOf} has no parts`);
  const done: PartDone[] = [];
  for (;;) {
    signal.throwIfAborted();
    const index = Atomics.add(taken, 0, 1);
    if (index >= parts.length) return done;
    done.push([index, await part(parts[index] as never, { open: openRecording, signal })]);
  }
}
