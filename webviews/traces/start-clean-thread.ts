import type { TraceInputs } from '../../core/analyses/trace-params.ts';
import type { RawStretch } from '../../core/engine/engine-api.ts';
import script from './clean.thread';
import type { FromCleanThread, ToCleanThread } from './clean-thread.ts';
import type { LocalWindow } from './local-clean.ts';

type Place = Omit<RawStretch, 'values'>;

/** `LocalClean` on a thread of its own. */
export interface CleanThread {
  gpuName(): Promise<string | null>;
  add(stretch: RawStretch): Promise<readonly Place[]>;
  window(stream: string, inputs: TraceInputs): Promise<LocalWindow | null>;
}

export function startCleanThread(): CleanThread {
  const address = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  const worker = new Worker(address, { name: 'traces' });
  const waiting = new Map<number, { resolve(value: never): void; reject(error: Error): void }>();
  let nextId = 0;
  worker.onmessage = ({ data }: MessageEvent<FromCleanThread>) => {
    const asked = waiting.get(data.id);
    waiting.delete(data.id);
    if ('error' in data) asked?.reject(new Error(data.error));
    else asked?.resolve(data.value as never);
  };
  worker.onerror = () => {
    for (const { reject } of waiting.values()) reject(new Error('The thread that cleans traces ended.'));
    waiting.clear();
  };
  type Question = ToCleanThread extends infer Q ? (Q extends { id: number } ? Omit<Q, 'id'> : never) : never;
  const ask = <T>(question: Question, transfer: ArrayBuffer[] = []) =>
    new Promise<T>((resolve, reject) => {
      const id = nextId++;
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, ...question }, transfer);
    });
  return {
    gpuName: () => ask({ kind: 'name' }),
    add: (stretch) => ask({ kind: 'add', stretch }, [stretch.values.buffer as ArrayBuffer]),
    window: (stream, inputs) => ask({ kind: 'window', stream, inputs }),
  };
}
