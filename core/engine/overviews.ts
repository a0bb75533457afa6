import { access, open } from 'node:fs/promises';
import path from 'node:path';
import { version } from '../../package.json';
import { numberText } from '../analyses/number-text.ts';
import type { OverviewPlan } from '../analyses/overview.ts';
import type { TraceInputs, TraceWindow } from '../analyses/trace-params.ts';
import { npyHeaderOf } from '../formats/npy-write.ts';
import { foldColumns, levelWithin, overviewLevels, overviewStep } from '../kernels/overview-levels.ts';
import { AccessError } from '../model/errors.ts';
import type { Call } from '../rpc/rpc.ts';
import type { Cache } from './cache.ts';
import { JobOutput } from './job-output.ts';
import { keyOf } from './key.ts';
import type { Pool } from './pool.ts';

/** What overviews are made of: everything of a stretch but where it begins and ends. */
export type OverviewInputs = OverviewPlan['inputs'];

/** An overview on disk, or one that is being made. */
interface Known {
  readonly file: string;
  /** Steps that are there; null for all. */
  readonly done: Set<number> | null;
}

/**
 * Overviews of whole recordings, one for each content and processing, kept beside other results as `.npy` of
 * (columns × channels × lowest and highest) in bits. They are made in steps on all threads but one, which is left to who
 * scrolls meanwhile; one that was interrupted goes on where it stopped.
 */
export class Overviews {
  readonly #pool: Pool;
  readonly #threadCount: number;
  readonly #known = new Map<string, Known>();
  readonly #making = new Map<string, Promise<void>>();

  constructor(pool: Pool, threadCount: number) {
    this.#pool = pool;
    this.#threadCount = threadCount;
  }

  /** 1 for one that is whole; null where none was begun, as far as this process knows. */
  async done(cache: Cache, inputs: OverviewInputs): Promise<number | null> {
    const known = await this.#find(cache, keyFor(inputs));
    if (!known) return null;
    return known.done === null ? 1 : known.done.size / stepCountOf(inputs);
  }

  /** Makes it unless it is there. Throws AccessError where it cannot be written, and Cancelled. */
  async make(cache: Cache, inputs: OverviewInputs, dataset: string, call: Call): Promise<void> {
    const key = keyFor(inputs);
    if ((await this.#find(cache, key))?.done === null) return;
    // Who asks a second time waits for the first, and goes on where that was cancelled.
    await this.#making.get(key)?.catch(() => undefined);
    if ((await this.#find(cache, key))?.done === null) return;
    const making = this.#make(cache, key, inputs, dataset, call);
    this.#making.set(key, making);
    try {
      await making;
    } finally {
      this.#making.delete(key);
    }
  }

  /** The extremes of a stretch in columns of 256 samples or a multiple; null where there is no overview of it. */
  async window(cache: Cache, inputs: TraceInputs): Promise<TraceWindow | null> {
    const { startSample, endSample, columnSamples, places, gains, cleaning, recording } = inputs;
    const level = levelWithin(overviewLevels(recording.sampleCount), columnSamples);
    if (!level || startSample % columnSamples !== 0) return null;
    const known = await this.#find(cache, keyFor(inputs));
    if (!known) return null;
    const width = cleaning.shape.columns.length;
    const header = headerFor(inputs);
    const first = startSample / level.columnSamples;
    const last = Math.ceil(endSample / level.columnSamples);
    const values = new Int16Array((last - first) * width * 2);
    const handle = await open(known.file, 'r');
    try {
      const bytes = new Uint8Array(values.buffer);
      const offset = header.length + 4 * width * (level.firstColumn + first);
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, offset);
      if (bytesRead < bytes.length)
        throw new AccessError(`${known.file}: shorter than expected. Delete it; it is made again.`);
    } finally {
      await handle.close();
    }
    const isPartial =
      known.done !== null && forgetUndone(values, width, level.columnSamples, first, known.done);
    const folded = foldColumns(values, width, columnSamples / level.columnSamples);
    return {
      startSample,
      columnSamples,
      columnCount: folded.length / width / 2,
      columns: Int32Array.from(places, (place) => cleaning.shape.columns[place]!),
      values: byChannel(folded, width, places),
      stepUv: Float32Array.from(gains),
      ...(isPartial ? { isPartial } : {}),
    };
  }

  async #find(cache: Cache, key: string): Promise<Known | null> {
    const known = this.#known.get(key);
    if (known && (await isThere(known.file))) return known;
    this.#known.delete(key);
    for (const folder of cache.folders) {
      const file = fileIn(folder, key);
      if (!(await isThere(file))) continue;
      const found = { file, done: null };
      this.#known.set(key, found);
      return found;
    }
    return null;
  }

  async #make(cache: Cache, key: string, inputs: OverviewInputs, dataset: string, call: Call): Promise<void> {
    const folder = await cache.writable();
    if (folder === null)
      throw new AccessError(
        `${cache.folders.join(' and ')}: none of them may be written, so that no overview can be kept. Make one of them writable.`,
      );
    const plan = planOf(inputs, fileIn(folder, key));
    const output = await JobOutput.prepare(plan, inputs.recording.file);
    try {
      const missing = [...output.missing];
      const done = new Set(Array.from({ length: plan.stepCount }, (_, step) => step));
      for (const step of missing) done.delete(step);
      this.#known.set(key, { file: output.partial, done });
      const startedMs = performance.now();
      const before = done.size;
      const work = async () => {
        for (let step = missing.shift(); step !== undefined; step = missing.shift()) {
          call.signal.throwIfAborted();
          const task = { overview: plan, step, partial: output.partial };
          const counts = await this.#pool.run(task, { signal: call.signal, progress() {}, warn() {} });
          await output.markDone(step, counts as Record<string, number>);
          done.add(step);
          const secondsLeft =
            ((performance.now() - startedMs) / 1000 / (done.size - before)) * (plan.stepCount - done.size);
          call.progress({ done: done.size / plan.stepCount, message: `${Math.ceil(secondsLeft)} s left` });
        }
      };
      const workers = Math.max(1, this.#threadCount - 1);
      const outcomes = await Promise.allSettled(Array.from({ length: workers }, work));
      for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
      const about = {
        dataset,
        of: inputs.recording.file,
        steps: inputs.cleaning.steps,
        unreadSamples: output.counts['unreadSamples'] ?? 0,
        program: `NeuroPyxels ${version}`,
        created: new Date().toISOString(),
      };
      await output.finish({ [`${folder}/overview/${stem(key)}.json`]: JSON.stringify({ key, about }) });
      this.#known.set(key, { file: plan.output.file, done: null });
    } finally {
      await output.release();
    }
  }
}

const keyFor = ({ recording, cleaning, whitening }: OverviewInputs): string =>
  keyOf(['overview', 1, recording, cleaning, whitening]);
const stem = (key: string): string => key.slice(0, 40);
const fileIn = (folder: string, key: string): string =>
  path.join(folder, 'overview', `${stem(key)}.columns.npy`);
const stepCountOf = ({ recording }: OverviewInputs): number =>
  Math.ceil(recording.sampleCount / overviewStep);

function headerFor({ recording, cleaning }: OverviewInputs): Uint8Array {
  const last = overviewLevels(recording.sampleCount).at(-1)!;
  const shape = [last.firstColumn + last.columnCount, cleaning.shape.columns.length, 2];
  return npyHeaderOf(new Int16Array(), shape);
}

function planOf(inputs: OverviewInputs, file: string): OverviewPlan {
  const { recording, cleaning, whitening } = inputs;
  const header = headerFor(inputs);
  const last = overviewLevels(recording.sampleCount).at(-1)!;
  const bytes = header.length + 4 * cleaning.shape.columns.length * (last.firstColumn + last.columnCount);
  return {
    inputs: { recording, cleaning, whitening },
    header,
    output: { file, bytes },
    inputBytes: 2 * recording.columnCount * recording.sampleCount,
    stepCount: stepCountOf(inputs),
    summary: `Make an overview of ${recording.file}: ${numberText(Math.ceil(bytes / 1e6))} MB.`,
  };
}

/** Marks what was not made yet as unknown, and tells whether there was any. */
function forgetUndone(
  values: Int16Array,
  width: number,
  columnSamples: number,
  firstColumn: number,
  done: ReadonlySet<number>,
): boolean {
  let some = false;
  const row = 2 * width;
  for (let column = 0; column < values.length / row; column++) {
    if (done.has(Math.floor(((firstColumn + column) * columnSamples) / overviewStep))) continue;
    some = true;
    for (let at = column * row; at < (column + 1) * row; at += 2) {
      values[at] = 32767;
      values[at + 1] = -32768;
    }
  }
  return some;
}

/** (columns × channels × 2) to (places × columns × 2). */
function byChannel(values: Int16Array, width: number, places: Int32Array): Int16Array {
  const columnCount = values.length / width / 2;
  const turned = new Int16Array(2 * columnCount * places.length);
  let to = 0;
  for (const place of places)
    for (let at = 2 * place; at < values.length; at += 2 * width) {
      turned[to++] = values[at]!;
      turned[to++] = values[at + 1]!;
    }
  return turned;
}

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );
