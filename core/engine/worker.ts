import { parentPort } from 'node:worker_threads';
import { Cancelled } from '../model/errors.ts';
import { type PartsTask, runCompute, type Task } from './run-compute.ts';

/** What the pool sends: a task, that its result is not wanted any more, or what helpers did. */
export type ToWorker =
  | { readonly kind: 'task'; readonly task: Task; readonly threadCount: number }
  | { readonly kind: 'abort' }
  | { readonly kind: 'helped'; readonly results: readonly unknown[] }
  | { readonly kind: 'unhelped'; readonly name: string; readonly message: string };

export type FromWorker =
  | { readonly kind: 'progress'; readonly done: number }
  | { readonly kind: 'warning'; readonly message: string }
  | { readonly kind: 'help'; readonly task: PartsTask }
  | { readonly kind: 'result'; readonly value: unknown }
  | { readonly kind: 'error'; readonly name: string; readonly message: string; readonly stack?: string };

/** One computation at a time; typed arrays over SharedArrayBuffers arrive without a copy, results leave without one. */
function serve(port: NonNullable<typeof parentPort>): void {
  const post = (message: FromWorker, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);
  let controller = new AbortController();
  let helped: ((message: ToWorker & { kind: 'helped' | 'unhelped' }) => void) | undefined;
  const help = (task: PartsTask) =>
    new Promise<readonly unknown[]>((resolve, reject) => {
      helped = (message) => {
        if (message.kind === 'helped') resolve(message.results);
        else reject(Object.assign(new Error(message.message), { name: message.name }));
      };
      post({ kind: 'help', task });
    });
  port.on('message', async (message: ToWorker) => {
    if (message.kind === 'abort') return controller.abort(new Cancelled());
    if (message.kind === 'helped' || message.kind === 'unhelped') return helped?.(message);
    controller = new AbortController();
    try {
      const value = await runCompute(message.task, {
        signal: controller.signal,
        progress: (done) => post({ kind: 'progress', done }),
        warn: (text) => post({ kind: 'warning', message: text }),
        help,
        threadCount: message.threadCount,
      });
      post({ kind: 'result', value }, [...ownBuffers(value)]);
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      const { name, message: text, stack } = error;
      post({ kind: 'error', name, message: text, ...(stack ? { stack } : {}) });
    }
  });
}

/** The buffers behind the typed arrays of plain data, each once; shared ones are not moved. */
function ownBuffers(value: unknown, found = new Set<ArrayBuffer>()): Set<ArrayBuffer> {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) found.add(value.buffer);
  } else if (typeof value === 'object' && value !== null)
    for (const part of Object.values(value)) ownBuffers(part, found);
  return found;
}

if (parentPort) serve(parentPort);
