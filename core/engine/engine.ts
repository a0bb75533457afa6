import { availableParallelism } from 'node:os';
import { version } from '../../package.json';
import type { AnyAnalysis, Gathering } from '../analyses/analysis.ts';
import { analysisOf } from '../analyses/catalogue.ts';
import type { Plan } from '../analyses/job.ts';
import { merge as mergeFacts } from '../analyses/jobs/merge.ts';
import { type PackedWindow, packWindow } from '../analyses/packed-window.ts';
import { computedParams, type ParamValues, parseParams } from '../analyses/params.ts';
import { checkPeriods } from '../analyses/recorded-periods.ts';
import type { SyncResult } from '../analyses/sync-params.ts';
import { checkLength, traceInputs } from '../analyses/trace-inputs.ts';
import { type TraceWindow, traceParams } from '../analyses/trace-params.ts';
import { findRecordings } from '../io/find-recordings.ts';
import { chooseStream, type Dataset } from '../model/dataset.ts';
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
import { gathering, type RunOther } from './gathering.ts';
import { keyOf } from './key.ts';
import { type Merged, mergeDatasets } from './merge.ts';
import { OpenDatasets } from './open-datasets.ts';
import { Overviews } from './overviews.ts';
import { Pool } from './pool.ts';
import { readRaw } from './read-raw.ts';
import { finishInterrupted, type JobOptions, planned, runJob } from './run-job.ts';
import { summaryOf } from './summary.ts';

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

/** A finished run, before anybody asked for a picture or a file of it. */
export interface Run {
  readonly analysis: AnyAnalysis;
  readonly dataset: Dataset;
  readonly units: readonly UnitId[];
  /** The stream that was asked for by name. */
  readonly stream: string | null;
  /** All parameters with the values that were used. */
  readonly params: ParamValues;
  readonly result: unknown;
  readonly warnings: readonly string[];
  readonly cached: boolean;
  readonly elapsedMs: number;
}

/** Warnings belong to a result: they are kept with it, so that a cached figure is not more silent than a new one. */
interface Kept {
  readonly result: unknown;
  readonly warnings: readonly string[];
}

/** What was computed is kept when it has been drawn: packing and writing it takes as long. */
const drawnMs = 300;

/** Runs analyses: gather → key → cache, or compute on a thread. Datasets stay open until `changed` or `close`. */
export class Engine {
  readonly #datasets: OpenDatasets;
  readonly #pool: Pool;
  readonly #overviews: Overviews;
  readonly #threadCount: number;
  readonly #cacheOptions: CacheOptions;
  readonly #caches = new Map<string, Cache>();
  readonly #stopping = new Set<Promise<void>>();

  constructor({ threads, workerFile, cache, datasets = new OpenDatasets() }: EngineOptions = {}) {
    this.#datasets = datasets;
    this.#threadCount = threads ?? Math.max(2, availableParallelism() - 1);
    this.#pool = new Pool(this.#threadCount, workerFile ?? new URL('./worker.js', import.meta.url));
    this.#overviews = new Overviews(this.#pool, this.#threadCount);
    this.#cacheOptions = cache ?? {};
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
  async run(
    request: RunRequest,
    { signal, progress, whole = false }: CallOptions & { whole?: boolean } = {},
  ): Promise<Run> {
    const startedMs = performance.now();
    const analysis = analysisOf(request.analysis);
    const params = parseParams(analysis.params, request.params);
    if (request.dataset === '' && analysis.needs.length > 0)
      throw new ParameterError('dataset: none given, expected a recording folder or a file in it');
    const open = await this.#datasets.get(request.dataset);
    signal?.throwIfAborted();

    const warnings: string[] = [];
    const warn = (message: string) => void warnings.push(message);
    const runOther: RunOther = async (other, units, given) => {
      const inner = { ...request, analysis: other.id, units, params: given };
      const run = await this.run(inner, { ...(signal ? { signal } : {}), ...(progress ? { progress } : {}) });
      for (const warning of run.warnings) if (!warnings.includes(warning)) warn(warning);
      return run.result;
    };
    const from = gathering(open, request.stream, warn, runOther);
    await checkPeriods(from, params['periodsS']);
    const inputs = await analysis.gather(from, request.units, params);
    signal?.throwIfAborted();
    const task = { analysis: analysis.id, inputs, params, whole };
    const listening = {
      signal: signal ?? new AbortController().signal,
      progress: (done: number) => progress?.({ done }),
    };
    const finish = (kept: Kept, cached: boolean): Run => ({
      analysis,
      dataset: open.dataset,
      units: request.units,
      stream: request.stream ?? null,
      params,
      result: kept.result,
      warnings: [...warnings, ...kept.warnings],
      cached,
      elapsedMs: performance.now() - startedMs,
    });

    if (analysis.immediate) return finish(await computed(analysis, inputs, params, listening), false);

    const cache = request.cache === 'off' ? undefined : this.#cacheOf(open.dataset.folder);
    const said: string[] = [];
    const unneeded = new AbortController();
    const compute = () =>
      this.#pool.run(task, {
        ...listening,
        signal: AbortSignal.any([listening.signal, unneeded.signal]),
        warn: (message) => void said.push(message),
      });
    // Thrown where it is waited for, not before.
    const early = cache && analysis.isQuick?.(inputs, params) ? compute() : null;
    early?.catch(() => undefined);
    const key = cache
      ? keyOf([analysis.id, analysis.version, computedParams(analysis.params, params), inputs])
      : '';
    if (cache && request.cache !== 'refresh' && !(whole && analysis.slim)) {
      const kept = (await cache.read(analysis.id, key)) as Kept | undefined;
      if (kept) {
        unneeded.abort();
        return finish(kept, true);
      }
    }
    const result = await (early ?? compute());
    // Nobody waits for the disk; who reads the same result meanwhile does.
    void cache?.write(
      analysis.id,
      key,
      { result: analysis.slim ? analysis.slim(result) : result, warnings: said },
      {
        dataset: open.dataset.name,
        units: request.units,
        params,
        program: `NeuroPyxels ${version}`,
        created: new Date().toISOString(),
      },
      drawnMs,
    );
    return finish({ result, warnings: said }, false);
  }

  /** What is to be drawn of a stretch of a stream: from its overview where there is one and it is fine enough, else read. */
  async traces(request: TraceRequest, options?: CallOptions): Promise<TraceWindow> {
    return (await this.#traces(request, false, options)) as TraceWindow;
  }

  /** The same as it goes to a page: packed where it was computed. */
  async packedTraces(request: TraceRequest, options?: CallOptions): Promise<PackedWindow> {
    return (await this.#traces(request, true, options)) as PackedWindow;
  }

  async #traces(
    { dataset: place, processing, ...stretch }: TraceRequest,
    isPacked: boolean,
    { signal = new AbortController().signal }: CallOptions = {},
  ): Promise<unknown> {
    const { dataset } = await this.#datasets.get(place);
    const trace = await traceInputs(dataset, stretch, parseParams(traceParams, processing));
    const overview = await this.#overviews.window(this.#cacheOf(dataset.folder), trace);
    if (overview) return isPacked ? packWindow(overview) : overview;
    checkLength(trace, chooseStream(dataset, stretch.stream));
    return this.#pool.run({ trace, isPacked }, { signal, progress() {}, warn() {} });
  }

  /** Throws MissingPart and FormatError where there are no 16-bit integers, and what reading throws. */
  async rawTraces(
    { dataset: place, stream: id, startSample, endSample }: RawRequest,
    { signal }: CallOptions = {},
  ): Promise<RawStretch> {
    const { dataset } = await this.#datasets.get(place);
    const stretch = { stream: id, startSample, endSample, columnSamples: 1 };
    const { recording } = await traceInputs(dataset, stretch, parseParams(traceParams, {}));
    return readRaw(recording, id, startSample, Math.min(endSample, recording.sampleCount), signal);
  }

  /** What a page needs to clean raw samples itself; null where that takes more than samples. */
  async traceSetup(request: OverviewRequest): Promise<TraceSetup | null> {
    const { inputs, trace } = await this.#overviewOf(request);
    if (inputs.whitening || inputs.recording.sampleType !== 'int16') return null;
    return {
      recording: inputs.recording,
      cleaning: inputs.cleaning,
      places: trace.places,
      gains: trace.gains,
    };
  }

  /** Makes the overview of a stream with one processing, or goes on with it. */
  async makeOverview(request: OverviewRequest, call: Call): Promise<void> {
    const { dataset, cache, inputs } = await this.#overviewOf(request);
    await this.#overviews.make(cache, inputs, dataset.name, call);
  }

  /** How much of an overview is there, 0 to 1; null where it was not begun. */
  async overviewDone(request: OverviewRequest): Promise<number | null> {
    const { cache, inputs } = await this.#overviewOf(request);
    return this.#overviews.done(cache, inputs);
  }

  async #overviewOf({ dataset: place, stream, processing }: OverviewRequest) {
    const { dataset } = await this.#datasets.get(place);
    const stretch = { stream, startSample: 0, endSample: 1, columnSamples: 1 };
    const trace = await traceInputs(dataset, stretch, parseParams(traceParams, processing));
    const { recording, cleaning, whitening } = trace;
    return {
      dataset,
      cache: this.#cacheOf(dataset.folder),
      inputs: { recording, cleaning, whitening },
      trace,
    };
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
  async job(request: JobRequest, options: JobOptions): Promise<JobDone> {
    await finishInterrupted(request.dataset);
    const { dataset } = await this.#datasets.get(request.dataset);
    // One that was cancelled a moment ago still holds its output.
    await Promise.all(this.#stopping);
    const run = runJob(request, { dataset, pool: this.#pool, threadCount: this.#threadCount }, options);
    const settled = run.then(
      () => undefined,
      () => undefined,
    );
    const stop = () => this.#stopping.add(settled);
    options.signal.addEventListener('abort', stop, { once: true });
    void settled.then(() => {
      options.signal.removeEventListener('abort', stop);
      this.#stopping.delete(settled);
    });
    return run;
  }

  /** What a job would do. Throws what planning throws. */
  async jobPlan(request: JobRequest, signal = new AbortController().signal): Promise<Plan> {
    const { dataset } = await this.#datasets.get(request.dataset);
    return (await planned(request, dataset, signal)).plan;
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

async function computed(
  analysis: AnyAnalysis,
  inputs: unknown,
  params: Parameters<AnyAnalysis['compute']>[1],
  listening: { signal: AbortSignal; progress: (done: number) => void },
): Promise<Kept> {
  const warnings: string[] = [];
  const open = () => Promise.reject(new Error(`${analysis.id} is immediate and reads no samples`));
  const result: unknown = await analysis.compute(inputs, params, {
    ...listening,
    open,
    whole: true,
    warn: (message) => void warnings.push(message),
  });
  return { result, warnings };
}
