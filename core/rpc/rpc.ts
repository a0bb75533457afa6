import { Cancelled } from '../model/errors.ts';
import { decode, encode } from './codec.ts';
import { paced } from './paced.ts';

/** What nobody could follow is not sent: each message of a loop would be handled on three threads. */
const progressMs = 100;

/** One end of a channel that carries bytes: a worker thread, a webview, a pair in a test. */
export interface Port {
  post(bytes: Uint8Array): void;
  listen(receive: (bytes: Uint8Array) => void): void;
}

export interface Progress {
  /** 0 to 1, or null when the total is unknown. */
  readonly done: number | null;
  readonly message?: string;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly progress?: (progress: Progress) => void;
}

/** What the serving side gets as second argument: the same two facts, always present. */
export interface Call {
  readonly signal: AbortSignal;
  readonly progress: (progress: Progress) => void;
}

/** An interface of async methods with one argument each; that is all a protocol is. */
// biome-ignore lint/suspicious/noExplicitAny: the one place where methods of any protocol meet (arguments are contravariant).
export type Methods = Record<string, (argument: any, options: any) => Promise<any>>;

/** The serving side of an interface: same methods, but called with a `Call`. */
export type Serve<T> = {
  [K in keyof T]: T[K] extends (argument: infer A, options?: CallOptions) => infer R
    ? (argument: A, call: Call) => R
    : never;
};

type Frame =
  | { kind: 'call'; id: number; method: string; argument: unknown }
  | { kind: 'abort'; id: number }
  | { kind: 'progress'; id: number; progress: Progress }
  | { kind: 'answer'; id: number; value: unknown }
  | { kind: 'error'; id: number; name: string; message: string; stack?: string };

/**
 * Connects both directions of `port`: serves `local`, returns the other side's interface.
 * Errors arrive by name and message, abort reaches the running call, progress comes back while it runs, the first at once
 * and then the latest every `progressMs`. A call that was aborted rejects with Cancelled at once; the other side does not
 * answer it any more, and what was on its way is dropped.
 */
export function connect<Remote extends object>(
  port: Port,
  local: object = {},
): Remote & { disconnect(): void } {
  let nextId = 0;
  const waiting = new Map<number, { frame(frame: Frame): void; fail(error: Error): void }>();
  const running = new Map<number, AbortController>();
  const send = (frame: Frame) => port.post(encode(frame));

  async function serve(frame: Frame & { kind: 'call' }) {
    const { id, method, argument } = frame;
    const controller = new AbortController();
    running.set(id, controller);
    const telling = paced((progress: Progress) => send({ kind: 'progress', id, progress }), progressMs);
    try {
      const handler = (local as Methods)[method];
      if (!handler) throw new Error(`no method '${method}' on this side`);
      const progress = (value: Progress) => {
        if (running.has(id)) telling.tell(value);
      };
      const value: unknown = await handler(argument, { signal: controller.signal, progress });
      if (controller.signal.aborted) return;
      send({ kind: 'answer', id, value: value === undefined ? null : value });
    } catch (thrown) {
      if (controller.signal.aborted) return;
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      send({
        kind: 'error',
        id,
        name: error.name,
        message: error.message,
        ...(error.stack ? { stack: error.stack } : {}),
      });
    } finally {
      telling.end();
      running.delete(id);
    }
  }

  port.listen((bytes) => {
    const frame = decode(bytes) as Frame;
    if (frame.kind === 'call') void serve(frame);
    else if (frame.kind === 'abort') running.get(frame.id)?.abort(new Cancelled());
    else waiting.get(frame.id)?.frame(frame);
  });

  const call = (method: string, argument: unknown, { signal, progress }: CallOptions = {}) =>
    new Promise<unknown>((resolve, reject) => {
      if (signal?.aborted) return reject(new Cancelled());
      const id = nextId++;
      const settle = () => {
        waiting.delete(id);
        signal?.removeEventListener('abort', abort);
      };
      const abort = () => {
        settle();
        send({ kind: 'abort', id });
        reject(new Cancelled());
      };
      signal?.addEventListener('abort', abort);
      waiting.set(id, {
        fail: (error) => {
          settle();
          reject(error);
        },
        frame(frame) {
          if (frame.kind === 'progress') return progress?.(frame.progress);
          settle();
          if (frame.kind === 'answer') resolve(frame.value);
          else if (frame.kind === 'error') {
            const error = Object.assign(new Error(frame.message), { name: frame.name });
            if (frame.stack) error.stack = frame.stack;
            reject(error);
          }
        },
      });
      send({ kind: 'call', id, method, argument });
    });

  /** Fails everything under way: the other side is gone. */
  const disconnect = () => {
    for (const { fail } of [...waiting.values()]) fail(new Cancelled());
    for (const controller of running.values()) controller.abort(new Cancelled());
  };

  return new Proxy({} as Remote & { disconnect(): void }, {
    get: (_, method) => {
      if (method === 'disconnect') return disconnect;
      // A proxy must not look like a promise, or `await connect(…)` would call a remote method named `then`.
      if (typeof method !== 'string' || method === 'then') return undefined;
      return (argument: unknown, options?: CallOptions) => call(method, argument, options);
    },
  });
}
