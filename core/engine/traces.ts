import { type PackedWindow, packWindow } from '../analyses/packed-window.ts';
import { parseParams } from '../analyses/params.ts';
import { checkLength, traceInputs } from '../analyses/trace-inputs.ts';
import { type TraceWindow, traceParams } from '../analyses/trace-params.ts';
import { chooseStream } from '../model/dataset.ts';
import type { Call, CallOptions } from '../rpc/rpc.ts';
import type { Cache } from './cache.ts';
import type { OverviewRequest, RawRequest, RawStretch, TraceRequest, TraceSetup } from './engine-api.ts';
import type { OpenDatasets } from './open-datasets.ts';
import type { Overviews } from './overviews.ts';
import type { Pool } from './pool.ts';
import { readRaw } from './read-raw.ts';

interface TracesOf {
  readonly datasets: OpenDatasets;
  readonly pool: Pool;
  readonly overviews: Overviews;
  /** The cache of a dataset's folder. */
  readonly cacheOf: (folder: string) => Cache;
}

/** The engine's part that is about traces: stretches of streams and their overviews. */
export class Traces {
  readonly #datasets: OpenDatasets;
  readonly #pool: Pool;
  readonly #overviews: Overviews;
  readonly #cacheOf: TracesOf['cacheOf'];

  constructor({ datasets, pool, overviews, cacheOf }: TracesOf) {
    this.#datasets = datasets;
    this.#pool = pool;
    this.#overviews = overviews;
    this.#cacheOf = cacheOf;
  }

  /** What is to be drawn of a stretch of a stream: from its overview where there is one and it is fine enough, else read. */
  async window(request: TraceRequest, options?: CallOptions): Promise<TraceWindow> {
    return (await this.#window(request, false, options)) as TraceWindow;
  }

  /** The same as it goes to a page: packed where it was computed. */
  async packedWindow(request: TraceRequest, options?: CallOptions): Promise<PackedWindow> {
    return (await this.#window(request, true, options)) as PackedWindow;
  }

  async #window(
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
  async raw(
    { dataset: place, stream: id, startSample, endSample }: RawRequest,
    { signal }: CallOptions = {},
  ): Promise<RawStretch> {
    const { dataset } = await this.#datasets.get(place);
    const stretch = { stream: id, startSample, endSample, columnSamples: 1 };
    const { recording } = await traceInputs(dataset, stretch, parseParams(traceParams, {}));
    return readRaw(recording, id, startSample, Math.min(endSample, recording.sampleCount), signal);
  }

  /** What a page needs to clean raw samples itself; null where that takes more than samples. */
  async setup(request: OverviewRequest): Promise<TraceSetup | null> {
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
}
