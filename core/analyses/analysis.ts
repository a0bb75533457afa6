import type { Figure } from '../figure/figure.ts';
import type { Dataset } from '../model/dataset.ts';
import type { EventKind, EventsUnit } from '../model/events.ts';
import type { NdArray } from '../model/nd-array.ts';
import type { RecordingReader, RecordingRef, Stream } from '../model/recording.ts';
import type { UnitId, UnitTable } from '../model/units.ts';
import type { Params, Values } from './params.ts';

/** The part of a dataset that an analysis cannot do without. */
export type Need = 'header' | 'recording' | 'sorting' | 'templates' | 'probe';
export type Target = 'recording' | 'unit' | 'units';

/** The facts of an analysis, as data: commands, menus, CLI, forms, completion and docs are functions of these. */
export interface Manifest<P extends Params = Params> {
  /** Kebab-case; also the CLI command: `spike-train`. */
  readonly id: string;
  /** Goes into the cache key; raised whenever results change. */
  readonly version: number;
  readonly title: string;
  /** One sentence, in the field's words. */
  readonly summary: string;
  /** How the numbers are made, for somebody who wants to check them: Markdown, symbols explained. */
  readonly method?: string;
  /** Where the method comes from: `Hill et al. 2011, J Neurosci 31:8699, doi:10.1523/…`. */
  readonly references?: readonly string[];
  /** The npyx functions it replaces. */
  readonly npyx: readonly string[];
  readonly target: Target;
  readonly needs: readonly Need[];
  readonly params: P;
}

/**
 * Where a unit's raw data are. On a merged dataset its probe's own recording, with the unit's own id and its spikes on
 * that recording's clock; otherwise the dataset itself.
 */
export interface UnitSource {
  readonly dataset: Dataset;
  readonly stream: Stream;
  readonly unit: UnitId;
  /** Ascending sample numbers on the clock of `stream`. */
  readonly train: Float64Array;
  /** Positions of the spikes among all spikes of `dataset`'s sorting, ascending. */
  readonly spikeIds: Uint32Array;
}

/** What `gather` sees; the only door to the dataset. */
export interface Gathering {
  readonly dataset: Dataset;
  /** The stream the caller chose, or the one the spikes came from. Throws MissingPart when there is none. */
  stream(): Stream;
  /** The unit table, computed once per dataset and kept until its files change. */
  unitTable(): Promise<UnitTable>;
  /** Ascending sample numbers of one unit. Throws UnknownUnit. */
  train(unit: UnitId): Promise<Float64Array>;
  /** Positions of the unit's spikes among all spikes of the sorting, ascending. Throws UnknownUnit. */
  spikeIds(unit: UnitId): Promise<Uint32Array>;
  /**
   * Events from files or from times as text, in samples of the spikes' stream; a source may hold several kinds.
   * Throws AccessError, FormatError, ParameterError.
   */
  events(sources: readonly string[], unit: EventsUnit): Promise<readonly EventKind[]>;
  /** For what reads raw data or templates of a unit. Throws UnknownUnit, MissingPart. */
  source(unit: UnitId): Promise<UnitSource>;
  /** The result of another analysis of the same dataset, from the cache where it is there; its warnings are passed on. */
  resultOf<P extends Params, R>(
    analysis: Analysis<P, unknown, R>,
    units: readonly UnitId[],
    params?: Partial<Values<P>>,
  ): Promise<R>;
  warn(message: string): void;
}

/** What `compute` may use besides its inputs: the one door to raw samples, on the worker's side. */
export interface Computing {
  open(ref: RecordingRef): Promise<RecordingReader>;
  readonly signal: AbortSignal;
  /** The main array is asked for; where it is large and not the point, it may be left out otherwise. */
  readonly whole: boolean;
  progress(done: number): void;
  warn(message: string): void;
  /**
   * Computes `parts` by the analysis's `part`, on other threads as far as they are free and on this one; the results in
   * the order of the parts. Absent where there is one thread only: `inParts` does both.
   */
  parallel?(parts: readonly unknown[]): Promise<readonly unknown[]>;
  /** How many threads there are for parts; 1 where it is absent. */
  readonly threadCount?: number;
}

/** What a part sees while it is computed, on whichever thread. */
export type PartComputing = Pick<Computing, 'open' | 'signal'>;

/** Computes parts on as many threads as there are, or one after another here. */
export async function inParts<Part, Done>(
  context: Computing,
  part: (part: Part, context: PartComputing) => Done | Promise<Done>,
  parts: readonly Part[],
): Promise<readonly Done[]> {
  // To ask for help takes longer than many a single part.
  if (context.parallel && parts.length > 1) return (await context.parallel(parts)) as readonly Done[];
  const done: Done[] = [];
  for (const each of parts) {
    context.signal.throwIfAborted();
    done.push(await part(each, context));
  }
  return done;
}

/** A flat table for `.csv`: columns of equal length. */
export type Table = Readonly<
  Record<string, readonly (string | number | null)[] | Float64Array | Float32Array | Int32Array>
>;

/**
 * An analysis is three verbs: `gather` (what is needed from the dataset, as plain data: it is the cache key and it
 * crosses to a thread), `compute` (pure but for `open`), `draw` (result → figure); and its result's faces for programs.
 */
export interface Analysis<P extends Params = Params, Inputs = unknown, Result = unknown> extends Manifest<P> {
  /** All the work is in `gather`: computed where it is asked for, neither sent to a thread nor cached. */
  readonly immediate?: boolean;
  /** Computing takes about as long as looking for a result that was kept: both begin at once, and what comes first is told. */
  isQuick?(inputs: Inputs, params: Values<P>): boolean;
  gather(from: Gathering, units: readonly UnitId[], params: Values<P>): Promise<Inputs>;
  compute(inputs: Inputs, params: Values<P>, context: Computing): Promise<Result> | Result;
  /**
   * One of the independent parts into which `compute` divides its work by `inParts`: plain data in and out; large arrays
   * are shared and written in disjoint ranges.
   */
  part?(part: never, context: PartComputing): unknown;
  draw(result: Result, params: Values<P>): Figure;
  /** The `result` of the JSON envelope: units as text, samples as integers, keys as in docs/cli.md. */
  toJson(result: Result, params: Values<P>): unknown;
  /** The main array, for `.npy`. `int64` stores whole numbers as 64-bit integers. */
  toArray?(result: Result): { readonly array: NdArray; readonly int64?: boolean };
  /**
   * The part of a result worth keeping in the cache: all that `draw`, `toJson` and `toTable` use. What only `toArray`
   * uses may be left out, and is computed anew when an array is asked for.
   */
  slim?(result: Result): Result;
  toTable?(result: Result): Table;
  /** Arrays for a folder of `.npy` files, by name: what another program reads as several files. */
  toFiles?(
    result: Result,
    params: Values<P>,
  ): Readonly<Record<string, { readonly array: NdArray; readonly int64?: boolean }>>;
}

/** What a definition says of itself that the types of the library are made of. */
export interface Named<Id extends string, Npyx extends readonly string[], T extends Target> {
  readonly id: Id;
  readonly npyx: Npyx;
  readonly target: T;
}

/** Gives a definition its types: an undeclared parameter or a wrong default is a compile error. */
export const defineAnalysis = <
  const Id extends string,
  const Npyx extends readonly string[],
  const T extends Target,
  const P extends Params,
  Inputs,
  Result,
>(
  analysis: Analysis<P, Inputs, Result> & Named<Id, Npyx, T>,
): Analysis<P, Inputs, Result> & Named<Id, Npyx, T> => analysis;

/** An analysis whose types were forgotten, as the catalogue holds it. */
export type AnyAnalysis = Analysis<Params, unknown, unknown>;
