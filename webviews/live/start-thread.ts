import type { CorrelogramInputs } from '../../core/analyses/correlogram-compute.ts';
import script from './live.thread';
import type { LiveAnswer } from './live-correlograms.ts';
import type { FromLiveThread, ToLiveThread } from './live-thread.ts';

export interface LiveThread {
  /** One question at a time. Rejects with the sentence that the engine would have given. */
  compute(params: Readonly<Record<string, unknown>>): Promise<LiveAnswer>;
  end(): void;
}

/** A web worker that has the trains of some units. */
export function startLiveThread(inputs: CorrelogramInputs): LiveThread {
  const address = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  const worker = new Worker(address, { name: 'correlograms' });
  const post = (message: ToLiveThread) => worker.postMessage(message);
  post({ inputs });
  return {
    compute: (params) =>
      new Promise((resolve, reject) => {
        worker.onmessage = ({ data }: MessageEvent<FromLiveThread>) =>
          'error' in data ? reject(new Error(data.error)) : resolve(data);
        worker.onerror = () => reject(new Error('The thread that counts correlograms in this page ended.'));
        post({ params });
      }),
    end() {
      worker.terminate();
      URL.revokeObjectURL(address);
    },
  };
}
