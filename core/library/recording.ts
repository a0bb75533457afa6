import type { Target } from '../analyses/analysis.ts';
import type { Catalogued } from '../analyses/catalogue.ts';
import type { DatasetSummary, RunRequest } from '../engine/engine-api.ts';
import type { Run } from '../engine/run-analysis.ts';
import type { UnitId, UnitTable } from '../model/units.ts';
import type { CallOptions } from '../rpc/rpc.ts';
import type { Outcome, ValuesOf } from './outcome.ts';

/** `'234'`, of a merged dataset `'234.1'`; a number where that says it without doubt: 92.1 is unit 92 of dataset 1. */
export type Unit = UnitId | number;

export interface RunOptions extends CallOptions {
  /** Ask for the main array too, where it is left out of results because it is large: the single waveforms. */
  readonly whole?: boolean;
  /** Which stream, where there are several: `imec0.ap`. */
  readonly stream?: string;
  /** Only these, for an analysis about the recording that can be about some of its units: the quality metrics. */
  readonly units?: readonly Unit[];
  /** `refresh` computes again and replaces what is kept; `off` neither reads nor writes. */
  readonly cache?: NonNullable<RunRequest['cache']>;
}

/** `correlogram-stack` → `correlogramStack`. */
type Camel<Id extends string> = Id extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : Id;

/** Parameters by our names; absent ones take their defaults. */
export type Given<A> = Partial<ValuesOf<A>>;
/** Parameters by npyx's names, where they map one to one onto ours, and npyx's spelling of choices: `'Counts'`. */
export type NpyxGiven<A> = {
  readonly [K in keyof Given<A>]: Given<A>[K] extends string | undefined
    ? Given<A>[K] | Capitalize<Given<A>[K] & string>
    : Given<A>[K];
} & Readonly<Record<string, unknown>>;

type Call<A, G> = A extends { readonly target: infer T extends Target }
  ? T extends 'recording'
    ? (params?: G, options?: RunOptions) => Promise<Outcome<A>>
    : (units: Unit | readonly Unit[], params?: G, options?: RunOptions) => Promise<Outcome<A>>
  : never;

/** One method for each analysis of docs/analyses.md. */
export type AnalysisMethods = {
  readonly [A in Catalogued as Exclude<Camel<A['id']>, 'units'>]: Call<A, Given<A>>;
};

/** The same under the names of npyx's functions. */
export type NpyxMethods = {
  readonly [A in Catalogued as Exclude<
    A['npyx'][number],
    keyof AnalysisMethods | keyof RecordingBasics
  >]: Call<A, NpyxGiven<A>>;
};

type UnitsAnalysis = Extract<Catalogued, { readonly id: 'units' }>;

/** What a recording can do besides its analyses. */
export interface RecordingBasics {
  readonly summary: DatasetSummary;
  /** The unit table, a column per fact: all units, or with `{ quality: 'good' }` those with a label. */
  units(params?: Given<UnitsAnalysis>): Promise<UnitTable>;
  /** Runs an analysis by its id, with the parameters of docs/analyses.md. */
  run(
    analysis: string,
    units?: readonly UnitId[],
    params?: Readonly<Record<string, unknown>>,
    options?: RunOptions,
  ): Promise<Run>;
  /** Ends the computing threads. */
  close(): Promise<void>;
}

/** A recording that is open. */
export type OpenRecording = RecordingBasics & AnalysisMethods & NpyxMethods;
