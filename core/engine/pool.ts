import { Worker } from 'node:worker_threads';
import { Cancelled } from '../model/errors.ts';
import { type Listening, type PartsTask, runCompute, type Task } from './run-compute.ts';
import type { FromWorker, ToWorker } from './worker.ts';

/** A thread in a tight loop hears nothing: after this it is ended, and another one started when needed. */
const patienceMs = 1000;

interface Job {
  readonly task: Task;
  readonly listening: Listening;
  /** Takes the job out of the queue when it is aborted before a thread has it. */
  leave(): void;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/**
 * Worker threads that compute, first come first served. Threads start when first needed and do not keep the process
 * alive while idle. With 0 threads everything is computed where it is asked for.
 */
export class Pool {
  readonly size: number;
  readonly #workerFile: string | URL;
  readonly #waiting: Job[] = [];
  readonly #idle: Worker[] = [];
  readonly #busy = new Set<Worker>();

  constructor(size: number, workerFile: string | URL) {
    this.size = size;
    this.#workerFile = workerFile;
  }

  /** Starts a thread ahead of the first work, which would wait a tenth of a second for it. */
  warm(): void {
    if (this.size === 0 || this.#idle.length + this.#busy.size > 0) return;
    const worker = this.#start();
    worker.unref();
    this.#idle.push(worker);
  }

  /** Nothing is computed, and nothing waits. */
  get isIdle(): boolean {
    return this.#busy.size === 0 && this.#waiting.length === 0;
  }

  run(task: Task, listening: Listening): Promise<unknown> {
    if (this.size === 0) return runCompute(task, listening);
    return new Promise((resolve, reject) => {
      const { signal } = listening;
      if (signal.aborted) return reject(new Cancelled());
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(job), 1);
        reject(new Cancelled());
      };
      const job = { task, listening, leave, resolve, reject };
      signal.addEventListener('abort', leave, { once: true });
      // Who scrolls waits for the next picture; analyses can wait a tenth of a second longer.
      const before = 'trace' in task ? this.#waiting.findIndex((other) => !('trace' in other.task)) : -1;
      this.#waiting.splice(before === -1 ? this.#waiting.length : before, 0, job);
      this.#next();
    });
  }

  /** Threads that are free now take their share of the parts; nobody waits for one that is busy with something else. */
  async #help(worker: Worker, task: PartsTask, signal: AbortSignal): Promise<void> {
    const helpers = Math.min(this.size - this.#busy.size, task.parts.length - 1);
    const listening = { signal, progress() {}, warn() {} };
    try {
      const results = await Promise.all(Array.from({ length: helpers }, () => this.run(task, listening)));
      worker.postMessage({ kind: 'helped', results } satisfies ToWorker);
    } catch (thrown) {
      const { name, message } = thrown instanceof Error ? thrown : new Error(String(thrown));
      worker.postMessage({ kind: 'unhelped', name, message } satisfies ToWorker);
    }
  }

  /** Ends all threads; what they computed is cancelled. */
  async close(): Promise<void> {
    for (const { listening, leave, reject } of this.#waiting.splice(0)) {
      listening.signal.removeEventListener('abort', leave);
      reject(new Cancelled());
    }
    await Promise.all([...this.#idle.splice(0), ...this.#busy].map((worker) => worker.terminate()));
  }

  #next(): void {
    if (this.#waiting.length === 0) return;
    const worker = this.#idle.pop() ?? (this.#busy.size < this.size ? this.#start() : undefined);
    if (worker) this.#give(worker, this.#waiting.shift()!);
  }

  #start(): Worker {
    const worker = new Worker(this.#workerFile, { name: 'neuropyxels-compute', execArgv: [] });
    // A thread that dies while idle is forgotten; one that dies at work is dealt with there.
    worker.on('error', () => this.#forget(worker));
    worker.on('exit', () => this.#forget(worker));
    return worker;
  }

  #forget(worker: Worker): void {
    this.#busy.delete(worker);
    const place = this.#idle.indexOf(worker);
    if (place !== -1) this.#idle.splice(place, 1);
  }

  #give(worker: Worker, { task, listening, leave, resolve, reject }: Job): void {
    const { signal, progress, warn } = listening;
    signal.removeEventListener('abort', leave);
    this.#busy.add(worker);
    worker.ref();
    let patience: NodeJS.Timeout | undefined;
    const settle = (reusable: boolean) => {
      clearTimeout(patience);
      signal.removeEventListener('abort', abort);
      worker.off('message', receive).off('error', fail).off('exit', exit);
      this.#busy.delete(worker);
      if (reusable) {
        worker.unref();
        this.#idle.push(worker);
      }
      this.#next();
    };
    const abort = () => {
      worker.postMessage({ kind: 'abort' } satisfies ToWorker);
      patience = setTimeout(() => {
        void worker.terminate();
        settle(false);
        reject(new Cancelled());
      }, patienceMs);
    };
    const receive = (message: FromWorker) => {
      if (message.kind === 'progress') return progress(message.done);
      if (message.kind === 'warning') return warn(message.message);
      if (message.kind === 'help') return void this.#help(worker, message.task, signal);
      settle(true);
      if (signal.aborted) reject(new Cancelled());
      else if (message.kind === 'result') resolve(message.value);
      else reject(Object.assign(new Error(message.message), { name: message.name, stack: message.stack }));
    };
    const fail = (error: Error) => {
      settle(false);
      reject(error);
    };
    const exit = () =>
      fail(signal.aborted ? new Cancelled() : new Error('a computing thread ended unexpectedly'));
    worker.on('message', receive).on('error', fail).on('exit', exit);
    signal.addEventListener('abort', abort, { once: true });
    worker.postMessage({ kind: 'task', task, threadCount: this.size } satisfies ToWorker);
    if (signal.aborted) abort();
  }
}
