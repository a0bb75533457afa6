import { version } from '../../package.json';
import type { AnyAnalysis } from '../analyses/analysis.ts';
import { analysisOf } from '../analyses/catalogue.ts';
import { computedParams, type ParamValues, parseParams } from '../analyses/params.ts';
import { checkPeriods } from '../analyses/recorded-periods.ts';
import type { Dataset } from '../model/dataset.ts';
import { ParameterError } from '../model/errors.ts';
import type { UnitId } from '../model/units.ts';
import type { CallOptions } from '../rpc/rpc.ts';
import type { Cache } from './cache.ts';
import { computedHere, type Kept } from './compute-here.ts';
import type { RunRequest } from './engine-api.ts';
import { gathering, type RunOther } from './gathering.ts';
import { keyOf } from './key.ts';
import type { OpenDatasets } from './open-datasets.ts';
import type { Pool } from './pool.ts';

/** A finished run, before anybody asked for a picture or a file of it. */
export interface Run {
  readonly analysis: AnyAnalysis;
  readonly dataset: Dataset;
  readonly units: readonly UnitId[];
  /** The stream that was asked for by name. */
  readonly stream: string | null;
  /** All parameters with the values that were used. */
  readonly params: ParamValues;
  readonly result: unknown;
  readonly warnings: readonly string[];
  readonly cached: boolean;
  readonly elapsedMs: number;
}

/** What was computed is kept when it has been drawn: packing and writing it takes as long. */
const drawnMs = 300;

/** The engine's part that runs analyses: gather → key → cache, or compute on a thread. */
export class Runs {
  readonly #datasets: OpenDatasets;
  readonly #pool: Pool;
  /** The cache of a dataset's folder. */
  readonly #cacheOf: (folder: string) => Cache;

  constructor(datasets: OpenDatasets, pool: Pool, cacheOf: (folder: string) => Cache) {
    this.#datasets = datasets;
    this.#pool = pool;
    this.#cacheOf = cacheOf;
  }

  /**
   * Throws the input errors of what it reads and of the parameters, and Cancelled. `whole` asks for a result with its
   * main array, which the cache may lack.
   */
  async run(
    request: RunRequest,
    { signal, progress, whole = false }: CallOptions & { whole?: boolean } = {},
  ): Promise<Run> {
    const startedMs = performance.now();
    const analysis = analysisOf(request.analysis);
    const params = parseParams(analysis.params, request.params);
    if (request.dataset === '' && analysis.needs.length > 0)
      throw new ParameterError('dataset: none given, expected a recording folder or a file in it');
    const open = await this.#datasets.get(request.dataset);
    signal?.throwIfAborted();

    const warnings: string[] = [];
    /** Parts that need the same file say the same of it. */
    const warn = (message: string) => {
      if (!warnings.includes(message)) warnings.push(message);
    };
    const runOther: RunOther = async (other, units, given) => {
      const inner = { ...request, analysis: other.id, units, params: given };
      const run = await this.run(inner, { ...(signal ? { signal } : {}), ...(progress ? { progress } : {}) });
      run.warnings.forEach(warn);
      return run.result;
    };
    const from = gathering(open, request.stream, warn, runOther, analysis.needs.includes('recording'));
    await checkPeriods(from, params['periodsS']);
    const inputs = await analysis.gather(from, request.units, params);
    signal?.throwIfAborted();
    const task = { analysis: analysis.id, inputs, params, whole };
    const listening = {
      signal: signal ?? new AbortController().signal,
      progress: (done: number) => progress?.({ done }),
    };
    const finish = (kept: Kept, cached: boolean): Run => ({
      analysis,
      dataset: open.dataset,
      units: request.units,
      stream: request.stream ?? null,
      params,
      result: kept.result,
      warnings: [...warnings, ...kept.warnings],
      cached,
      elapsedMs: performance.now() - startedMs,
    });

    if (analysis.immediate) return finish(await computedHere(analysis, inputs, params, listening), false);

    const cache = request.cache === 'off' ? undefined : this.#cacheOf(open.dataset.folder);
    const said: string[] = [];
    const unneeded = new AbortController();
    const compute = () =>
      this.#pool.run(task, {
        ...listening,
        signal: AbortSignal.any([listening.signal, unneeded.signal]),
        warn: (message) => void said.push(message),
      });
    // Thrown where it is waited for, not before.
    const early = cache && analysis.isQuick?.(inputs, params) ? compute() : null;
    early?.catch(() => undefined);
    const key = cache
      ? keyOf([analysis.id, analysis.version, computedParams(analysis.params, params), inputs])
      : '';
    if (cache && request.cache !== 'refresh' && !(whole && analysis.slim)) {
      const kept = (await cache.read(analysis.id, key)) as Kept | undefined;
      if (kept) {
        unneeded.abort();
        return finish(kept, true);
      }
    }
    const result = await (early ?? compute());
    // Nobody waits for the disk; who reads the same result meanwhile does.
    void cache?.write(
      analysis.id,
      key,
      { result: analysis.slim ? analysis.slim(result) : result, warnings: said },
      {
        dataset: open.dataset.name,
        units: request.units,
        params,
        program: `NeuroPyxels ${version}`,
        created: new Date().toISOString(),
      },
      drawnMs,
    );
    return finish({ result, warnings: said }, false);
  }
}
