import { unpackWindow } from '../../core/analyses/packed-window.ts';
import type { TraceInputs, TraceWindow } from '../../core/analyses/trace-params.ts';
import type { RawStretch, TraceRequest, TraceSetup } from '../../core/engine/engine-api.ts';
import type { TracesHostApi } from '../protocol.ts';
import type { CleanThread } from './start-clean-thread.ts';

type Request = Omit<TraceRequest, 'dataset'>;
type Place = Omit<RawStretch, 'values'>;

/** More than a thread cleans in the time of a picture or two is left to the host, whatever the link. */
const mostColumnSamples = 128;

/**
 * Where windows of traces come from: raw samples that the page has, or what the host sends, cleaned or raw as it chooses.
 * Without a thread everything comes from the host.
 */
export class TraceSource {
  readonly #host: Pick<TracesHostApi, 'traces' | 'traceSetup'>;
  readonly #thread: CleanThread | null;
  readonly #page: Promise<'gpu' | 'cpu' | null>;
  readonly #setups = new Map<string, Promise<TraceSetup | null>>();
  #there: readonly Place[] = [];
  /** Who made the last window: `WebGPU: …`, `CPU`. */
  by = 'CPU';

  constructor(host: Pick<TracesHostApi, 'traces' | 'traceSetup'>, thread: CleanThread | null) {
    this.#host = host;
    this.#thread = thread;
    this.#page = thread
      ? thread.gpuName().then(
          (name) => (name === null ? 'cpu' : 'gpu'),
          () => null,
        )
      : Promise.resolve(null);
  }

  /** Files have changed: what is known of them is asked for again, and raw samples are not used any more. */
  forget(): void {
    this.#setups.clear();
    this.#there = [];
  }

  async window(request: Request, signal: AbortSignal): Promise<TraceWindow> {
    const page = request.columnSamples > mostColumnSamples ? null : await this.#page;
    const setup = page && (await this.#setup(request));
    if (!page || !setup || !this.#thread) return this.#cleaned(request, signal);
    const { stream, startSample, columnSamples } = request;
    const { sampleCount, columnCount } = setup.recording;
    const endSample = Math.min(sampleCount, request.endSample);
    const inputs: TraceInputs = { ...setup, startSample, endSample, columnSamples, whitening: null };
    const raw = {
      stream,
      startSample: Math.max(0, startSample - setup.cleaning.before),
      endSample: Math.min(sampleCount, endSample + setup.cleaning.behind),
    };
    const isThere = this.#there.some(
      (place) =>
        place.stream === stream && place.startSample <= raw.startSample && place.endSample >= raw.endSample,
    );
    const own = isThere ? await this.#local(stream, inputs) : null;
    if (own) return own;
    const offer = {
      ...raw,
      page,
      samples: endSample - startSample,
      columnCount,
      channelCount: setup.places.length,
    };
    const answer = await this.#host.traces({ ...request, offer }, { signal });
    if ('packed' in answer) {
      this.by = 'CPU';
      return unpackWindow(answer);
    }
    this.#there = await this.#thread.add(answer);
    return (await this.#local(stream, inputs)) ?? this.#cleaned(request, signal);
  }

  async #local(stream: string, inputs: TraceInputs): Promise<TraceWindow | null> {
    const made = await this.#thread?.window(stream, inputs).catch(() => null);
    if (made) this.by = made.by;
    return made?.window ?? null;
  }

  async #cleaned(request: Request, signal: AbortSignal): Promise<TraceWindow> {
    const answer = await this.#host.traces(request, { signal });
    if (!('packed' in answer)) throw new Error('raw samples came that were not asked for');
    this.by = 'CPU';
    return unpackWindow(answer);
  }

  #setup({ stream, processing }: Request): Promise<TraceSetup | null> {
    const key = `${stream} ${JSON.stringify(processing)}`;
    const known = this.#setups.get(key);
    if (known) return known;
    // What is wrong with the parameters is told by the host when it is asked for the traces.
    const setup = this.#host.traceSetup({ stream, processing }).catch(() => null);
    this.#setups.set(key, setup);
    return setup;
  }
}
