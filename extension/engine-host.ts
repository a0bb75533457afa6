import { Worker } from 'node:worker_threads';
import type { EngineApi } from '../core/engine/engine-api.ts';
import { type CallOptions, connect } from '../core/rpc/rpc.ts';
import { threadPort } from '../core/rpc/thread-port.ts';

/** What the engine is told when its thread starts. */
export interface EngineSettings {
  /** Where results are kept when the recording's folder cannot be written; null for the user's cache folder. */
  readonly cacheFolder: string | null;
  readonly cacheMaxBytes: number;
  /** Worker threads for computation; null for one per core but one. */
  readonly threads: number | null;
}

export interface EngineLog {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

interface Running {
  readonly thread: Worker;
  readonly api: EngineApi & { disconnect(): void };
  /** Rejects when the thread is gone, whatever the reason. */
  readonly gone: Promise<never>;
}

class EngineStopped extends Error {
  override readonly name = 'EngineStopped';
}

const methods = [
  'open',
  'units',
  'run',
  'export',
  'exportTo',
  'changed',
  'close',
  'cached',
  'clearCache',
  'packedTraces',
  'rawTraces',
  'traceSetup',
  'makeOverview',
  'overviewDone',
  'traceChannels',
  'unitSpikes',
  'spikeDensity',
  'syncTraces',
  'streamClocks',
  'selfTest',
  'merge',
  'jobPlan',
  'job',
  'find',
  'trains',
  'readAhead',
  'correlograms',
  'stack',
] as const;

/**
 * The engine on a thread of its own, started by the first call and never on the extension host's thread. A thread that
 * dies is replaced once and its calls are made again; dying twice within a minute is told to the caller.
 */
export class EngineHost {
  readonly api: EngineApi;
  readonly #script: string;
  readonly #settings: () => EngineSettings;
  readonly #log: EngineLog;
  #running: Running | undefined;
  readonly #crashes: number[] = [];
  #disposed = false;

  constructor(script: string, settings: () => EngineSettings, log: EngineLog) {
    this.#script = script;
    this.#settings = settings;
    this.#log = log;
    const entries = methods.map((method) => [
      method,
      (argument: never, options?: CallOptions) => this.#call(method, argument, options),
    ]);
    this.api = Object.fromEntries(entries) as EngineApi;
  }

  get started(): boolean {
    return this.#running !== undefined;
  }

  /** Starts the thread ahead of the first call, when one is likely to come. */
  warm(): void {
    if (!this.#disposed) this.#start();
  }

  /** Stops the thread; calls under way are cancelled and the next call starts a new one. */
  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    if (!running) return;
    running.api.disconnect();
    await running.thread.terminate();
  }

  dispose(): void {
    this.#disposed = true;
    void this.stop();
  }

  async #call(method: (typeof methods)[number], argument: never, options?: CallOptions): Promise<unknown> {
    for (let attempt = 0; ; attempt++) {
      const { api, gone } = this.#start();
      const call = api[method] as (argument: never, options?: CallOptions) => Promise<unknown>;
      try {
        return await Promise.race([call(argument, options), gone]);
      } catch (error) {
        if (!(error instanceof EngineStopped) || attempt > 0 || this.#crashedTwice() || this.#disposed)
          throw error;
      }
    }
  }

  #start(): Running {
    if (this.#running) return this.#running;
    if (this.#disposed) throw new EngineStopped('the engine was stopped with the window');
    const startedMs = performance.now();
    const thread = new Worker(this.#script, {
      name: 'neuropyxels-engine',
      workerData: this.#settings(),
      stdout: true,
      stderr: true,
      execArgv: [],
    });
    thread.stdout.on('data', (text: Buffer) => this.#log.info(`engine: ${String(text).trimEnd()}`));
    thread.stderr.on('data', (text: Buffer) => this.#log.warn(`engine: ${String(text).trimEnd()}`));
    const api = connect<EngineApi>(threadPort(thread));
    const gone = new Promise<never>((_, reject) => {
      let cause: Error | undefined;
      thread.once('error', (error) => {
        cause = error;
      });
      thread.once('exit', (code) => {
        if (this.#running?.thread !== thread) return;
        this.#running = undefined;
        this.#crashes.push(performance.now());
        const what = cause ? (cause.stack ?? cause.message) : `exit code ${code}`;
        this.#log.error(
          `The engine stopped: ${what}. ${this.#crashedTwice() ? 'It stopped before, within a minute.' : 'It is started again.'}`,
        );
        reject(new EngineStopped(`the engine stopped (${cause?.message ?? `exit code ${code}`})`));
      });
    });
    gone.catch(() => undefined);
    this.#running = { thread, api, gone };
    thread.once('online', () =>
      this.#log.info(`engine thread started in ${Math.round(performance.now() - startedMs)} ms`),
    );
    return this.#running;
  }

  /** A second crash within a minute is not answered by another start: the same call would bring it down again. */
  #crashedTwice(): boolean {
    const now = performance.now();
    return this.#crashes.filter((at) => now - at < 60_000).length > 1;
  }
}
