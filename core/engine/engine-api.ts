import type { CorrelogramInputs } from '../analyses/correlogram-compute.ts';
import type { Correlograms } from '../analyses/correlogram-params.ts';
import type { PackedCorrelograms } from '../analyses/correlogram-wire.ts';
import type { PackedWindow } from '../analyses/packed-window.ts';
import type { ParamValues } from '../analyses/params.ts';
import type { QualityMetrics } from '../analyses/quality-params.ts';
import type { Stack } from '../analyses/stack-params.ts';
import type { TraceInputs, TraceStretch, TraceWindow } from '../analyses/trace-params.ts';
import type { Figure } from '../figure/figure.ts';
import type { FoundRecording } from '../io/find-recordings.ts';
import type { PartStatus } from '../model/dataset.ts';
import type { ProbeSite } from '../model/probe.ts';
import type { Band } from '../model/recording.ts';
import type { UnitId, UnitTable } from '../model/units.ts';
import type { CallOptions } from '../rpc/rpc.ts';

/** What the header line and the probe map need; small enough to cross any wire at once. */
export interface DatasetSummary {
  readonly folder: string;
  readonly name: string;
  readonly acquisition: string;
  readonly software: string | null;
  readonly streams: readonly StreamSummary[];
  /** Id of the stream that analyses use unless told. */
  readonly mainStream: string | null;
  readonly sorting: {
    readonly folder: string;
    readonly sorter: string;
    readonly sampleRateHz: number;
  } | null;
  /** The datasets it was merged from; absent for any other. */
  readonly merged?: readonly MergedSummary[];
  readonly parts: readonly PartStatus[];
  readonly warnings: readonly string[];
  /** Files whose change must refresh an open view: headers, raw files, sorting. Absolute paths. */
  readonly watch: readonly string[];
}

export interface MergedSummary {
  /** What follows the point in the ids of its units. */
  readonly index: number;
  readonly name: string;
  readonly folder: string;
  /** The stream its spikes came from, among those of the merged dataset; null when it is not known. */
  readonly streamId: string | null;
  readonly isMissing: boolean;
}

export interface StreamSummary {
  readonly id: string;
  readonly band: Band;
  readonly sampleRateHz: number;
  readonly sampleCount: number | null;
  readonly durationS: number | null;
  readonly channelCount: number;
  readonly syncWordCount: number;
  /** Distinct values over the neural (or analog) channels, ascending. */
  readonly uvPerBit: readonly number[];
  readonly rawFile: string | null;
  readonly rawMissingReason: string | null;
  readonly probe: ProbeSummary | null;
}

export interface ProbeSummary {
  readonly model: string;
  readonly partNumber: string | null;
  readonly serial: string | null;
  readonly shankCount: number;
  readonly shankPitchUm: number;
  readonly shankWidthUm: number;
  readonly sites: readonly ProbeSite[];
}

export interface RunRequest {
  /** A folder, or any file in it that names it. Opened when not open yet. Empty for an analysis that needs none. */
  readonly dataset: string;
  readonly analysis: string;
  readonly units: readonly UnitId[];
  /** Checked by `parseParams`; absent ones take their defaults. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly stream?: string;
  readonly cache?: 'use' | 'refresh' | 'off';
}

export interface RunReply {
  readonly figure: Figure;
  /** All parameters with the values that were used. */
  readonly params: ParamValues;
  readonly warnings: readonly string[];
  readonly cached: boolean;
  readonly elapsedMs: number;
}

/** Correlograms as numbers, for a page that draws them itself. */
export interface CorrelogramReply extends Omit<RunReply, 'figure'> {
  readonly result: PackedCorrelograms;
}

/** The peaks and asymmetries of all pairs as numbers; the correlograms themselves stay in the engine: `values` is null. */
export interface StackReply extends Omit<RunReply, 'figure'> {
  readonly result: Stack;
}

export type { CorrelogramInputs, Correlograms, FoundRecording, QualityMetrics };

export type ExportFormat = 'svg' | 'png' | 'pdf' | 'csv' | 'npy' | 'json';

export interface ExportRequest extends RunRequest {
  readonly format: ExportFormat;
  readonly widthPx?: number;
  readonly heightPx?: number;
  readonly seriesSlots?: readonly number[];
  /** How the figure is to look; see `styleParams`. */
  readonly style?: Readonly<Record<string, unknown>>;
}

/** Datasets to be merged; see `Engine.merge`. */
export interface MergeRequest {
  /** Folders, or files in them that name them, in the order that units are numbered by. */
  readonly datasets: readonly string[];
  /** Checked by `parseParams`; see `merge` in docs/analyses.md. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** A job to be planned or done; see docs/analyses.md for its parameters. */
export interface JobRequest {
  readonly dataset: string;
  readonly job: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly stream?: string;
}

/** What a job is going to write. */
export interface JobPlan {
  /** In a sentence, for a person to agree to. */
  readonly summary: string;
  readonly file: string;
  readonly bytes: number;
}

/** What a finished job tells: the `result` of the JSON envelope. */
export interface JobDone {
  readonly job: string;
  readonly dataset: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly result: {
    readonly input: string;
    readonly output: string;
    readonly sampleCount: number;
    readonly bytes: number;
    /** Steps in all, and those found done by an earlier run. */
    readonly steps: number;
    readonly resumedSteps: number;
    readonly secondsElapsed: number;
    readonly mbPerSecond: number;
    /** All was read back and is as it was computed; otherwise there is no result. */
    readonly verified: true;
    /** What the steps counted: `clippedValues`, `saturatedSamples`. */
    readonly counts: Readonly<Record<string, number>>;
  };
  readonly warnings: readonly string[];
}

export interface MergeReply {
  readonly dataset: string;
  /** A file that opens it. */
  readonly door: string;
  /** Of every probe against the first; the first against itself. */
  readonly clocks: readonly {
    readonly name: string;
    readonly eventCount: number;
    readonly driftMsPerHour: number;
    readonly medianResidualUs: number;
  }[];
  readonly warnings: readonly string[];
}

/** One command of the self-test, tried on the user's own data. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly secondsElapsed: number;
  /** What failed; or, of a command that passed, why it could not be run on these files. */
  readonly message?: string;
}

/** One result that is kept on disk. */
export interface CachedResult {
  readonly analysis: string;
  /** The first 40 hex digits of the key: the name of its files. */
  readonly key: string;
  /** Name of the dataset it was computed of. */
  readonly dataset: string;
  readonly units: readonly UnitId[];
  readonly params: Readonly<Record<string, unknown>>;
  readonly createdMs: number;
  readonly usedMs: number;
  readonly bytes: number;
  /** Absolute: the `.json`, then the arrays as `.npy`. */
  readonly files: readonly string[];
}

export type { PackedWindow, TraceStretch, TraceWindow };

/** A stretch of traces to be drawn. */
export interface TraceRequest extends TraceStretch {
  readonly dataset: string;
  /** Checked by `parseParams` with `traceParams`; absent ones take their defaults. */
  readonly processing: Readonly<Record<string, unknown>>;
}

/** Raw samples as they lie in the file. */
export interface RawStretch {
  readonly stream: string;
  readonly startSample: number;
  readonly endSample: number;
  readonly columnCount: number;
  /** (samples × columns of the file). */
  readonly values: Int16Array;
}

export interface RawRequest {
  readonly dataset: string;
  readonly stream: string;
  readonly startSample: number;
  readonly endSample: number;
}

/** What cleans raw samples of a stream, whichever stretch of it. */
export type TraceSetup = Pick<TraceInputs, 'recording' | 'cleaning' | 'places' | 'gains'>;

/** The overview of a stream with one processing: what windows longer than some seconds are drawn from. */
export interface OverviewRequest {
  readonly dataset: string;
  readonly stream: string;
  readonly processing: Readonly<Record<string, unknown>>;
}

/** A voltage channel, as its traces are labelled. */
export interface TraceChannel {
  readonly column: number;
  /** The acquisition system's number. */
  readonly id: number;
  readonly name: string;
}

/** What is drawn of one unit on the traces of a stream. */
export interface UnitSpikes {
  readonly unit: UnitId;
  /** Ascending, from the first frame of the raw file. */
  readonly timesS: Float64Array;
  /** Column of the raw file with the largest template; -1 where it is not known. */
  readonly peakColumn: number;
  /** Why there are no spikes to draw. */
  readonly message: string | null;
}

/** How the seconds of a stream go against those of the reference: reference = a · own + b. */
export interface StreamClock {
  readonly stream: string;
  readonly a: number;
  readonly bS: number;
  /** How that is known, for people. */
  readonly message: string;
}

/** One sync line of a stream, ascending; a line that is up at first has an offset without an onset. */
export interface SyncTrace {
  readonly line: string;
  readonly onsetsS: Float64Array;
  readonly offsetsS: Float64Array;
}

/** What the engine's thread offers; the extension host and the webviews behind it know nothing else of it. */
export interface EngineApi {
  /** Reads the headers only: kilobytes. Throws input errors for a folder that is no recording. */
  open(request: { dataset: string }, options?: CallOptions): Promise<DatasetSummary>;
  /** Indexes the spikes on first call. */
  units(request: { dataset: string }, options?: CallOptions): Promise<UnitTable>;
  run(request: RunRequest, options?: CallOptions): Promise<RunReply>;
  /** The metrics of all units as a table shows them; `snr` reads waveforms of every unit from the raw recording. */
  quality(request: { dataset: string; snr: boolean }, options?: CallOptions): Promise<QualityMetrics>;
  /** The numbers of a run of `correlogram`. */
  correlograms(request: RunRequest, options?: CallOptions): Promise<CorrelogramReply>;
  /** The overview of a run of `correlogram-stack`. */
  stack(request: RunRequest, options?: CallOptions): Promise<StackReply>;
  /** What correlograms of some units are made of, for a page that computes them while a slider moves. */
  trains(
    request: { dataset: string; units: readonly UnitId[] },
    options?: CallOptions,
  ): Promise<CorrelogramInputs>;
  /** Reads the trains of units that are likely to be asked for next, the likeliest first. */
  readAhead(request: { dataset: string; units: readonly UnitId[] }, options?: CallOptions): Promise<null>;
  /** The bytes of a file with the figure or the data of a run. */
  export(request: ExportRequest, options?: CallOptions): Promise<Uint8Array>;
  /** Writes that file, whole or not at all; a stack larger than memory may hold tile after tile. */
  exportTo(request: ExportRequest & { readonly file: string }, options?: CallOptions): Promise<null>;
  /** Samples or envelopes of a stretch of a stream; goes before what waits for a thread. See `traceWindow`. */
  packedTraces(request: TraceRequest, options?: CallOptions): Promise<PackedWindow>;
  /** Raw samples of a flat or compressed file of 16-bit integers. */
  rawTraces(request: RawRequest, options?: CallOptions): Promise<RawStretch>;
  /** Null where cleaning needs more than the samples: whitening, and files of other types. */
  traceSetup(request: OverviewRequest, options?: CallOptions): Promise<TraceSetup | null>;
  /** Makes an overview in the background, or goes on with one; progress tells how much is there. Aborting leaves the rest. */
  makeOverview(request: OverviewRequest, options?: CallOptions): Promise<null>;
  /** How much of an overview is there, 0 to 1; null where none was begun. */
  overviewDone(request: OverviewRequest, options?: CallOptions): Promise<number | null>;
  /** The voltage channels of a stream, in the order of the file. */
  traceChannels(
    request: { dataset: string; stream: string },
    options?: CallOptions,
  ): Promise<readonly TraceChannel[]>;
  /** Spikes of units in seconds of a stream. */
  unitSpikes(
    request: { dataset: string; stream: string; units: readonly UnitId[] },
    options?: CallOptions,
  ): Promise<readonly UnitSpikes[]>;
  /** How many spikes of all units fall into each of equal parts of a stream; null where nothing was sorted. */
  spikeDensity(
    request: { dataset: string; stream: string; binCount: number },
    options?: CallOptions,
  ): Promise<Float64Array | null>;
  /** The sync lines of a stream, from the cache once they were found. Throws MissingPart where it has none. */
  syncTraces(
    request: { dataset: string; stream: string },
    options?: CallOptions,
  ): Promise<readonly SyncTrace[]>;
  /** The clocks of all streams, aligned by shared sync pulses where there are some. */
  streamClocks(request: { dataset: string }, options?: CallOptions): Promise<readonly StreamClock[]>;
  /** The next call looks at the files again, and reads those that have changed. */
  changed(request: { dataset: string }): Promise<null>;
  close(request: { dataset: string }): Promise<null>;
  /** What is kept of a dataset's results, last used first. */
  cached(request: { dataset: string }, options?: CallOptions): Promise<readonly CachedResult[]>;
  /** Deletes kept results: one, those of an analysis, or all; returns how many. */
  clearCache(
    request: { dataset: string; analysis?: string; key?: string },
    options?: CallOptions,
  ): Promise<number>;
  /** Every command on this dataset; progress names the one that runs. See `selfTest`. */
  selfTest(request: { dataset: string }, options?: CallOptions): Promise<readonly Check[]>;
  /** Joins recordings on one clock into a folder of their own. */
  merge(request: MergeRequest, options?: CallOptions): Promise<MergeReply>;
  /** What a job would write; nothing is written. */
  jobPlan(request: JobRequest, options?: CallOptions): Promise<JobPlan>;
  /** Writes a large file; progress tells speed and time left. What is cancelled goes on when it is asked for again. */
  job(request: JobRequest, options?: CallOptions): Promise<JobDone>;
  /** Recordings below a folder: one entry per dataset, headers only, at most `limit`. */
  find(request: { folder: string; limit: number }, options?: CallOptions): Promise<readonly FoundRecording[]>;
}
