import { analysisOf } from '../analyses/catalogue.ts';
import { openRecording } from '../io/open-recording.ts';

/** One computation as it goes to a thread: everything in it is plain data. */
export interface Task {
  readonly analysis: string;
  readonly inputs: unknown;
  readonly params: Readonly<Record<string, unknown>>;
}

/** What a computation says while it runs. */
export interface Listening {
  readonly signal: AbortSignal;
  progress(done: number): void;
  warn(message: string): void;
}

/** Computes here, on whichever thread this is. */
export async function runCompute({ analysis, inputs, params }: Task, listening: Listening): Promise<unknown> {
  listening.signal.throwIfAborted();
  return analysisOf(analysis).compute(inputs, params, { open: openRecording, ...listening });
}
