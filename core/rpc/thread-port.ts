import type { MessagePort, Worker } from 'node:worker_threads';
import type { Port } from './rpc.ts';

/** The channel to a worker thread, or from inside it to its parent. Bytes are moved, not copied. */
export function threadPort(thread: Worker | MessagePort): Port {
  return {
    post: (bytes) => thread.postMessage(bytes, [bytes.buffer as ArrayBuffer]),
    listen: (receive) =>
      void thread.on('message', (data: unknown) => {
        if (data instanceof Uint8Array) receive(data);
      }),
  };
}
