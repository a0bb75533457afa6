import { parentPort, workerData } from 'node:worker_threads';
import { connect, type Serve } from '../rpc/rpc.ts';
import { threadPort } from '../rpc/thread-port.ts';
import type { EngineApi } from './engine-api.ts';
import { OpenDatasets } from './open-datasets.ts';
import { summaryOf } from './summary.ts';
import type { EngineThreadSettings } from './whole-engine.ts';

/** How long a thread has had nothing to do before it loads the rest: the first table is on screen by then. */
const idleMs = 1000;

/**
 * Serves EngineApi to the thread that started this one. A dashboard asks for headers and units first, and neither needs an
 * analysis, a cache or a font: all of that is a file of its own, loaded when another call comes or there is nothing to do.
 */
function serve(port: NonNullable<typeof parentPort>, settings: EngineThreadSettings): void {
  const datasets = new OpenDatasets();
  let loading: Promise<Serve<EngineApi>> | undefined;
  const whole = () => {
    loading ??= import('./whole-engine.ts').then(({ wholeEngine }) => wholeEngine(datasets, settings));
    return loading;
  };
  const idle = setTimeout(() => void whole(), idleMs).unref();
  const first: Pick<Serve<EngineApi>, 'open' | 'units'> = {
    async open({ dataset }) {
      idle.refresh();
      return summaryOf((await datasets.get(dataset)).dataset);
    },
    async units({ dataset }, { signal }) {
      idle.refresh();
      const open = await datasets.get(dataset);
      return open.unitTable(signal).finally(() => idle.refresh());
    },
  };
  type Method = (argument: unknown, call: unknown) => Promise<unknown>;
  const all = new Proxy(first as unknown as Record<string, Method>, {
    get: (known, name: string): Method =>
      known[name] ??
      (async (argument, call) => {
        const method = ((await whole()) as unknown as Record<string, Method>)[name];
        if (!method) throw new Error(`no method '${name}' in the engine`);
        return method(argument, call);
      }),
  });
  connect(threadPort(port), all);
}

if (parentPort) serve(parentPort, (workerData as EngineThreadSettings | null) ?? {});
