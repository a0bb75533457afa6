import { Cancelled } from '../model/errors.ts';

interface Running<T> {
  readonly result: Promise<T>;
  readonly abort: AbortController;
  waiting: number;
}

/**
 * Work that several may ask for: done once and kept, unless it fails. Each who waits may stop waiting; when the last one
 * does, the work itself is stopped, and begins anew for the next who asks.
 */
export class SharedWork<T> {
  readonly #work: (signal: AbortSignal) => Promise<T>;
  #running: Running<T> | undefined;

  constructor(work: (signal: AbortSignal) => Promise<T>) {
    this.#work = work;
  }

  /** Throws what the work throws, and Cancelled once `signal` aborts. */
  get(signal?: AbortSignal): Promise<T> {
    if (signal?.aborted) return Promise.reject(new Cancelled());
    this.#running ??= this.#start();
    const running = this.#running;
    running.waiting += 1;
    if (!signal) return running.result;
    return new Promise((resolve, reject) => {
      const leave = () => {
        running.waiting -= 1;
        if (running.waiting === 0) {
          running.abort.abort();
          this.#forget(running);
        }
        reject(new Cancelled());
      };
      signal.addEventListener('abort', leave, { once: true });
      const settle = <V>(tell: (value: V) => void) => {
        return (value: V) => {
          signal.removeEventListener('abort', leave);
          tell(value);
        };
      };
      running.result.then(settle(resolve), settle(reject));
    });
  }

  #start(): Running<T> {
    const abort = new AbortController();
    const running: Running<T> = { result: this.#work(abort.signal), abort, waiting: 0 };
    // A failure is not kept: the file may be there the next time.
    running.result.catch(() => this.#forget(running));
    return running;
  }

  #forget(running: Running<T>): void {
    if (this.#running === running) this.#running = undefined;
  }
}
