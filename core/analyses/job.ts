import type { Dataset, RawHeader } from '../model/dataset.ts';
import type { RecordingReader, RecordingRef, Stream } from '../model/recording.ts';
import type { Manifest } from './analysis.ts';
import type { Params, Values } from './params.ts';

/** For all steps of a job that run at once: with the program and its threads it stays under 400 MB, however many cores there are. */
export const jobMemoryBytes = 200e6;

/** What `plan` sees of a dataset. */
export interface Planning {
  readonly dataset: Dataset;
  /** The stream the caller chose, or the one the spikes came from. Throws MissingPart when there is none. */
  stream(): Stream;
  /** The header that describes a stream, as it was written. */
  header(stream: Stream): RawHeader | undefined;
  /** For what must be known of the samples before the work begins. */
  open(ref: RecordingRef): Promise<RecordingReader>;
  readonly signal: AbortSignal;
}

/** What `step` may reach: raw samples, and the one file that the job makes. */
export interface Stepping {
  open(ref: RecordingRef): Promise<RecordingReader>;
  /** Writes at an offset in bytes; repeating a write changes nothing. */
  write(offset: number, bytes: Uint8Array): Promise<void>;
  readonly signal: AbortSignal;
}

/** How frames are compressed: a chunk of a `.cbin` (mtscomp) for each step. */
export interface Packing {
  readonly columnCount: number;
  readonly sampleCount: number;
  readonly sampleRateHz: number;
  readonly stepSamples: number;
}

/**
 * What steps read of a compressed recording: step i samples [first + i · step − before, first + (i + 1) · step + behind). Its
 * chunks are decompressed once for all steps, which then have them in shared memory.
 */
export interface CompressedInput {
  readonly recording: RecordingRef;
  readonly first: number;
  readonly step: number;
  readonly before: number;
  readonly behind: number;
}

/** What is going to be written, as plain data: it crosses to threads, and a job goes on only where its plan is the same. */
export interface Plan {
  readonly output: {
    readonly file: string;
    /** Before compression. */
    readonly bytes: number;
    /** Compressed: each step then writes its frames at once, at their offset before compression. */
    readonly packed?: Packing;
  };
  readonly inputBytes: number;
  /** Files to be given other names when the output has its own, in this order, the output's last; in or below a folder. */
  readonly moves?: {
    readonly folder: string;
    readonly files: readonly (readonly [from: string, to: string])[];
  };
  readonly reads?: CompressedInput;
  /** Memory that a step takes, and that all share; so many run at once as fit. */
  readonly stepBytes?: number;
  readonly sharedBytes?: number;
  readonly stepCount: number;
  /** One sentence to be confirmed before anything is written. */
  readonly summary: string;
}

/** What a step counted, by name; the sums over all steps go into the result of the job. */
export type Counts = Readonly<Record<string, number>>;

/**
 * A job writes a large file: `plan` says what, `step` i is idempotent and independent of order and thread (so that
 * resuming and running in parallel are one thing), `finish` gives the small files that go with it. It never writes to
 * the recording itself.
 */
export interface Job<P extends Params = Params, Made extends Plan = Plan>
  extends Omit<Manifest<P>, 'target'> {
  readonly target: 'recording';
  plan(from: Planning, params: Values<P>): Made | Promise<Made>;
  step(plan: Made, index: number, context: Stepping): Promise<Counts>;
  /** Texts to be written before the output gets its name, by file. */
  finish(plan: Made, params: Values<P>): Readonly<Record<string, string>>;
  /** Sentences about what was counted that the user should know. */
  warnings?(plan: Made, counts: Counts): readonly string[];
}

/** Gives a definition its types, as `defineAnalysis` does. */
export const defineJob = <const P extends Params, Made extends Plan>(job: Job<P, Made>): Job<P, Made> => job;

export type AnyJob = Job<Params, Plan>;
