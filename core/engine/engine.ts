import { availableParallelism } from 'node:os';
import type { Gathering } from '../analyses/analysis.ts';
import type { Plan } from '../analyses/job.ts';
import { merge as mergeFacts } from '../analyses/jobs/merge.ts';
import type { PackedWindow } from '../analyses/packed-window.ts';
import { parseParams } from '../analyses/params.ts';
import type { SyncResult } from '../analyses/sync-params.ts';
import type { TraceWindow } from '../analyses/trace-params.ts';
import { findRecordings } from '../io/find-recordings.ts';
import { ParameterError } from '../model/errors.ts';
import type { UnitId, UnitTable } from '../model/units.ts';
import type { Call, CallOptions } from '../rpc/rpc.ts';
import { Cache, type CacheOptions } from './cache.ts';
import { readFacts } from './cache-files.ts';
import { cachedResult } from './cached-result.ts';
import type {
  CachedResult,
  DatasetSummary,
  FoundRecording,
  JobDone,
  JobRequest,
  MergeRequest,
  OverviewRequest,
  RawRequest,
  RawStretch,
  RunRequest,
  TraceRequest,
  TraceSetup,
} from './engine-api.ts';
import { gathering } from './gathering.ts';
import { Jobs } from './jobs.ts';
import { type Merged, mergeDatasets } from './merge.ts';
import { OpenDatasets } from './open-datasets.ts';
import { Overviews } from './overviews.ts';
import { Pool } from './pool.ts';
import { readAhead } from './read-ahead.ts';
import { type Run, Runs } from './run-analysis.ts';
import type { JobOptions } from './run-job.ts';
import { summaryOf } from './summary.ts';
import { Traces } from './traces.ts';
import { warmCorrelograms } from './warm-correlograms.ts';

export interface MergeDone {
  /** All parameters with the values that were used. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly result: Merged;
  readonly warnings: readonly string[];
}

export interface EngineOptions {
  /** Threads that compute; 0 computes where it is asked for. One per core but one, at least two, unless told. */
  readonly threads?: number;
  /** The bundle of `worker.ts`; beside this one unless told. */
  readonly workerFile?: string | URL;
  readonly cache?: CacheOptions;
  /** Those that are open already. */
  readonly datasets?: OpenDatasets;
}

/** What programs ask of datasets, which stay open until `changed` or `close`; its parts do it. */
export class Engine {
  readonly #datasets: OpenDatasets;
  readonly #pool: Pool;
  readonly #runs: Runs;
  readonly #traces: Traces;
  readonly #jobs: Jobs;
  readonly #cacheOptions: CacheOptions;
  readonly #caches = new Map<string, Cache>();

  constructor({ threads, workerFile, cache, datasets = new OpenDatasets() }: EngineOptions = {}) {
    this.#datasets = datasets;
    this.#cacheOptions = cache ?? {};
    const threadCount = threads ?? Math.max(2, availableParallelism() - 1);
    this.#pool = new Pool(threadCount, workerFile ?? new URL('./worker.js', import.meta.url));
    this.#jobs = new Jobs(datasets, this.#pool, threadCount);
    const cacheOf = (folder: string) => this.#cacheOf(folder);
    this.#runs = new Runs(datasets, this.#pool, cacheOf);
    const overviews = new Overviews(this.#pool, threadCount);
    this.#traces = new Traces({ datasets, pool: this.#pool, overviews, cacheOf });
  }

  /** From the headers alone. `place` is a folder, or any file in it that names it. */
  async open(place: string): Promise<DatasetSummary> {
    return summaryOf((await this.#datasets.get(place)).dataset);
  }

  async units(place: string, { signal }: CallOptions = {}): Promise<UnitTable> {
    return (await this.#datasets.get(place)).unitTable(signal);
  }

  /**
   * Throws the input errors of what it reads and of the parameters, and Cancelled. `whole` asks for a result with its
   * main array, which the cache may lack.
   */
  run(request: RunRequest, options: CallOptions & { whole?: boolean } = {}): Promise<Run> {
    return this.#runs.run(request, options);
  }

  /** What is to be drawn of a stretch of a stream: from its overview where there is one and it is fine enough, else read. */
  traces(request: TraceRequest, options?: CallOptions): Promise<TraceWindow> {
    return this.#traces.window(request, options);
  }

  /** The same as it goes to a page: packed where it was computed. */
  packedTraces(request: TraceRequest, options?: CallOptions): Promise<PackedWindow> {
    return this.#traces.packedWindow(request, options);
  }

  /** Throws MissingPart and FormatError where there are no 16-bit integers, and what reading throws. */
  rawTraces(request: RawRequest, options?: CallOptions): Promise<RawStretch> {
    return this.#traces.raw(request, options);
  }

  /** What a page needs to clean raw samples itself; null where that takes more than samples. */
  traceSetup(request: OverviewRequest): Promise<TraceSetup | null> {
    return this.#traces.setup(request);
  }

  /** Makes the overview of a stream with one processing, or goes on with it. */
  makeOverview(request: OverviewRequest, call: Call): Promise<void> {
    return this.#traces.makeOverview(request, call);
  }

  /** How much of an overview is there, 0 to 1; null where it was not begun. */
  overviewDone(request: OverviewRequest): Promise<number | null> {
    return this.#traces.overviewDone(request);
  }

  /** What analyses see of a dataset, for what is drawn beside them. */
  async gathering(place: string): Promise<Gathering> {
    const open = await this.#datasets.get(place);
    return gathering(
      open,
      undefined,
      () => undefined,
      () => Promise.reject(new Error('no analysis is running')),
    );
  }

  /** Writes a file as the job says; see `runJob`. */
  job(request: JobRequest, options: JobOptions): Promise<JobDone> {
    return this.#jobs.run(request, options);
  }

  /** What a job would do. Throws what planning throws. */
  jobPlan(request: JobRequest, signal?: AbortSignal): Promise<Plan> {
    return this.#jobs.plan(request, signal);
  }

  /** Joins datasets on the clock of the first and writes a folder of a new one; see `mergeDatasets`. */
  async merge(
    { datasets, params: given }: MergeRequest,
    { signal = new AbortController().signal, progress }: CallOptions = {},
  ): Promise<MergeDone> {
    const params = parseParams(mergeFacts.params, given);
    const warnings: string[] = [];
    const warn = (message: string) => {
      if (!warnings.includes(message)) warnings.push(message);
    };
    const result = await mergeDatasets(datasets, params, {
      open: async (place) => (await this.#datasets.get(place)).dataset,
      sync: async (place) => {
        const run = await this.run({ dataset: place, analysis: 'sync', units: [], params: {} }, { signal });
        run.warnings.forEach(warn);
        return run.result as SyncResult;
      },
      signal,
      progress: (done) => progress?.({ done }),
      warn,
    });
    await this.#datasets.forget(result.dataset);
    return { params, result, warnings };
  }

  find(folder: string, limit: number, signal?: AbortSignal): Promise<readonly FoundRecording[]> {
    if (!(limit > 0)) throw new ParameterError(`limit: got ${limit}, expected a positive number`);
    return findRecordings(folder, limit, signal);
  }

  /** The next call looks at the files again, and reads what has changed. */
  readonly changed = (place: string): Promise<void> => this.#datasets.changed(place);
  /** Forgets what was read: nobody shows it any more. */
  readonly forget = (place: string): Promise<void> => this.#datasets.forget(place);

  /** What is kept of a dataset's results, or of all of an analysis. */
  async cached(place: string): Promise<readonly CachedResult[]> {
    const { dataset } = await this.#datasets.get(place);
    const cache = this.#cacheOf(dataset.folder);
    await cache.settled();
    const results = await Promise.all(
      (await cache.list()).map(async (files) => cachedResult(files, await readFacts(files))),
    );
    return results
      .filter((result) => result !== null)
      .filter((result) => result.dataset === dataset.name)
      .sort((a, b) => b.usedMs - a.usedMs);
  }

  /** Deletes results that are kept; returns how many. They are computed again when they are asked for. */
  async clearCache(
    place: string,
    which: { readonly analysis?: string; readonly key?: string } = {},
  ): Promise<number> {
    const { dataset } = await this.#datasets.get(place);
    return this.#cacheOf(dataset.folder).clear(which);
  }

  /** Starts what the first computation would wait for. */
  warm(): void {
    this.#pool.warm();
    // What cannot be computed is told to who asks for it.
    if (this.#pool.size > 0) void warmCorrelograms(this.#pool).catch(() => undefined);
  }

  /** Reads what is likely to be asked for next; see `readAhead`. */
  async readAhead(place: string, units: readonly UnitId[]): Promise<void> {
    await readAhead(await this.gathering(place), units);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#caches.values()].map((cache) => cache.settled()));
    await this.#pool.close();
  }

  #cacheOf(folder: string): Cache {
    const cache = this.#caches.get(folder) ?? new Cache(folder, this.#cacheOptions);
    this.#caches.set(folder, cache);
    return cache;
  }
}
