import type { Serve } from '../rpc/rpc.ts';
import { Engine } from './engine.ts';
import type { EngineApi } from './engine-api.ts';
import { engineService } from './engine-service.ts';
import type { OpenDatasets } from './open-datasets.ts';

/** What the thread is started with, as `workerData`; everything may be left out. */
export interface EngineThreadSettings {
  /** Where results of read-only datasets are kept; null for the user's cache folder. */
  readonly cacheFolder?: string | null;
  readonly cacheMaxBytes?: number;
  /** Computing threads; null for one per core but one. */
  readonly threads?: number | null;
  readonly workerFile?: string;
}

/** After the first table was told, until it is painted on a busy machine. */
const tablePaintedMs = 1000;

/** The engine with all its analyses, for datasets that may be open already. */
export function wholeEngine(datasets: OpenDatasets, settings: EngineThreadSettings): Serve<EngineApi> {
  const { cacheFolder, cacheMaxBytes, threads, workerFile } = settings;
  const engine = new Engine({
    datasets,
    ...(threads === null || threads === undefined ? {} : { threads }),
    ...(workerFile ? { workerFile } : {}),
    cache: {
      ...(cacheFolder ? { fallbackFolder: cacheFolder } : {}),
      ...(cacheMaxBytes ? { maxBytes: cacheMaxBytes } : {}),
    },
  });
  setTimeout(() => engine.warm(), tablePaintedMs).unref();
  return engineService(engine);
}
