import type { Plan } from '../analyses/job.ts';
import type { JobDone, JobRequest } from './engine-api.ts';
import type { OpenDatasets } from './open-datasets.ts';
import type { Pool } from './pool.ts';
import { finishInterrupted, type JobOptions, planned, runJob } from './run-job.ts';

/** The engine's part that writes large files. */
export class Jobs {
  readonly #datasets: OpenDatasets;
  readonly #pool: Pool;
  readonly #threadCount: number;
  readonly #stopping = new Set<Promise<void>>();

  constructor(datasets: OpenDatasets, pool: Pool, threadCount: number) {
    this.#datasets = datasets;
    this.#pool = pool;
    this.#threadCount = threadCount;
  }

  /** Writes a file as the job says; see `runJob`. */
  async run(request: JobRequest, options: JobOptions): Promise<JobDone> {
    await finishInterrupted(request.dataset);
    const { dataset } = await this.#datasets.get(request.dataset);
    // One that was cancelled a moment ago still holds its output.
    await Promise.all(this.#stopping);
    const run = runJob(request, { dataset, pool: this.#pool, threadCount: this.#threadCount }, options);
    const settled = run.then(
      () => undefined,
      () => undefined,
    );
    const stop = () => this.#stopping.add(settled);
    options.signal.addEventListener('abort', stop, { once: true });
    void settled.then(() => {
      options.signal.removeEventListener('abort', stop);
      this.#stopping.delete(settled);
    });
    return run;
  }

  /** What a job would do. Throws what planning throws. */
  async plan(request: JobRequest, signal = new AbortController().signal): Promise<Plan> {
    const { dataset } = await this.#datasets.get(request.dataset);
    return (await planned(request, dataset, signal)).plan;
  }
}
