import { parentPort, workerData } from 'node:worker_threads';
import { connect } from '../rpc/rpc.ts';
import { threadPort } from '../rpc/thread-port.ts';
import { Engine } from './engine.ts';
import { engineService } from './engine-service.ts';

/** What the thread is started with, as `workerData`; everything may be left out. */
interface EngineThreadSettings {
  /** Where results of read-only datasets are kept; null for the user's cache folder. */
  readonly cacheFolder?: string | null;
  readonly cacheMaxBytes?: number;
  /** Computing threads; null for one per core but one. */
  readonly threads?: number | null;
  readonly workerFile?: string;
}

/** Serves EngineApi to the thread that started this one. */
function serve(port: NonNullable<typeof parentPort>, settings: EngineThreadSettings): void {
  const { cacheFolder, cacheMaxBytes, threads, workerFile } = settings;
  const engine = new Engine({
    ...(threads === null || threads === undefined ? {} : { threads }),
    ...(workerFile ? { workerFile } : {}),
    cache: {
      ...(cacheFolder ? { fallbackFolder: cacheFolder } : {}),
      ...(cacheMaxBytes ? { maxBytes: cacheMaxBytes } : {}),
    },
  });
  connect(threadPort(port), engineService(engine));
}

if (parentPort) serve(parentPort, (workerData as EngineThreadSettings | null) ?? {});
