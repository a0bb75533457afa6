import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { Counts, Plan } from '../analyses/job.ts';
import { AccessError, Cancelled, ParameterError } from '../model/errors.ts';
import { JobJournal, type Piece, type StepDone } from './job-journal.ts';
import { type JobLock, takeLock } from './job-lock.ts';
import { writeAside } from './write-aside.ts';
import { writeRange } from './write-range.ts';

interface Waiting {
  readonly bytes: Uint8Array;
  readonly done: StepDone;
  resolve(): void;
  reject(error: Error): void;
}

/** So many bytes are handed to the disk at once while the work goes on, so that little is left to wait for at its end. */
const writeOutBytes = 16 * 2 ** 20;
/** Other sums than these are not understood: what was begun with them begins anew. */
const sumsVersion = 2;
/** What compressed samples take at most, as a share of plain ones: filtered ones take about four tenths. */
const packedShare = 0.6;

/**
 * A large file while it is being made: `<name>.partial`, and `<name>.journal`, which names the plan and the steps that
 * were written, their checksums and what they counted. Whatever interrupts the job, the next run of the same plan goes on
 * from there; another plan starts anew, and so does one that a restart of the machine has interrupted, which may have lost
 * what the system had not yet taken to the disk. `<name>.lock` holds the process that is at work. The journal goes last:
 * an output beside a complete journal of the same plan has only to be tidied up.
 *
 * Plain outputs have their full size from the beginning, and steps in any order; compressed ones grow step by step.
 */
export class JobOutput {
  readonly partial: string;
  readonly #file: string;
  readonly #plan: Plan;
  readonly #journal: JobJournal;
  #lock: JobLock | undefined;
  #named = false;
  /** Of a compressed output: where the next step goes, and the steps that wait for those before them. */
  #end = 0;
  #appending: Promise<unknown> = Promise.resolve();
  readonly #waiting = new Map<number, Waiting>();
  #unsavedBytes = 0;
  #saving: Promise<void> | undefined;

  private constructor(plan: Plan) {
    this.#plan = plan;
    this.#file = plan.output.file;
    this.partial = `${this.#file}.partial`;
    const key = createHash('sha256')
      .update(`${sumsVersion}${JSON.stringify(plan, plainArrays)}`)
      .digest('hex');
    this.#journal = new JobJournal(`${this.#file}.journal`, key);
  }

  /** Throws ParameterError when the output exists or is being made, AccessError when there is no room or no right. */
  static async prepare(plan: Plan, input: string): Promise<JobOutput> {
    const { file } = plan.output;
    if (path.resolve(file) === path.resolve(input))
      throw new ParameterError(
        `output: ${file} is the recording itself, which is never written. Choose another file.`,
      );
    const output = new JobOutput(plan);
    await output.#refuseOthers();
    try {
      await mkdir(path.dirname(file), { recursive: true });
      output.#lock = await takeLock(
        `${file}.lock`,
        (holder) => `output: ${file} is being written by process ${holder}. Wait for it or stop it.`,
      );
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      throw new AccessError(`${path.dirname(file)}: may not be written (${code}). Choose another output.`, {
        cause: error,
      });
    }
    try {
      // Whoever held the lock may have finished meanwhile.
      await output.#refuseOthers();
      if (!output.#named) await output.#resumeOrStart();
      return output;
    } catch (error) {
      await output.release();
      throw error;
    }
  }

  /** Steps still to be done, ascending. */
  get missing(): readonly number[] {
    return Array.from({ length: this.#plan.stepCount }, (_, step) => step).filter(
      (step) => !this.#journal.steps.has(step),
    );
  }

  /** It has its name already: there is nothing to do but `finish`. */
  get isNamed(): boolean {
    return this.#named;
  }

  /** What each step wrote, in the order of the steps. */
  get pieces(): readonly (readonly Piece[])[] {
    return Array.from(
      { length: this.#plan.stepCount },
      (_, step) => this.#journal.steps.get(step)?.pieces ?? [],
    );
  }

  /** Sums over the steps that are done, those of earlier runs among them. */
  get counts(): Counts {
    const sums: Record<string, number> = {};
    for (const { counts } of this.#journal.steps.values())
      for (const [name, count] of Object.entries(counts)) sums[name] = (sums[name] ?? 0) + count;
    return sums;
  }

  async markDone(step: number, counts: Counts, pieces: readonly Piece[] = []): Promise<void> {
    await this.#journal.add(step, { counts, pieces });
    this.#writeOut(pieces.reduce((sum, { length }) => sum + length, 0));
  }

  /**
   * Of a compressed output: writes a step behind the one before it, for which it waits. Rejects when the work is
   * abandoned meanwhile.
   */
  append(step: number, bytes: Uint8Array, done: StepDone): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(step, { bytes, done, resolve, reject });
      this.#appending = this.#appending.then(() => this.#appendWaiting());
    });
  }

  /** Those that wait for a step that will not come need wait no longer. */
  abandon(): void {
    for (const { reject } of this.#waiting.values()) reject(new Cancelled());
    this.#waiting.clear();
  }

  async #appendWaiting(): Promise<void> {
    for (let step = this.#journal.steps.size; ; step++) {
      const next = this.#waiting.get(step);
      if (!next) return;
      this.#waiting.delete(step);
      const { bytes, done, resolve, reject } = next;
      try {
        const offset = this.#end;
        await writeRange(this.partial, offset, bytes);
        this.#end += bytes.length;
        const pieces = done.pieces.map((piece) => ({ ...piece, offset }));
        await this.markDone(step, done.counts, pieces);
        resolve();
      } catch (error) {
        return reject(error as Error);
      }
    }
  }

  /** Leaves steps to be done again by the next run, and those behind them of a compressed output. */
  async forget(steps: readonly number[]): Promise<void> {
    await this.#journal.forget(steps);
  }

  /**
   * Checks size and completeness, brings all to the disk, writes the texts, gives the file its name; then only the lock
   * and, last of all, the journal have to go.
   */
  async finish(texts: Readonly<Record<string, string>>): Promise<void> {
    if (!this.#named) {
      const { size } = await stat(this.partial);
      if (this.missing.length > 0 || size !== this.#wholeSize)
        throw new Error(`${this.partial}: ${this.missing.length} steps are missing, ${size} bytes`);
      await this.toDisk();
      await flush(this.#journal.file);
      for (const [name, text] of Object.entries(texts))
        await writeAside(name, new TextEncoder().encode(text));
      await rename(this.partial, this.#file);
      this.#named = true;
    }
    await this.release();
    await this.#journal.remove();
  }

  /** Brings all that was written to the disk. Throws AccessError when the disk does not take it. */
  async toDisk(): Promise<void> {
    await this.#saving;
    try {
      await flush(this.partial);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // What the system could not bring to the disk it may have dropped.
      await this.forget([...this.#journal.steps.keys()]);
      throw new AccessError(`${this.partial}: could not be brought to the disk (${code}). Check the disk.`, {
        cause: error,
      });
    }
  }

  async release(): Promise<void> {
    await this.#saving;
    await this.#lock?.release();
  }

  /** Errors are those of the last flush as well, which tells them. */
  #writeOut(byteCount: number): void {
    this.#unsavedBytes += byteCount;
    if (this.#unsavedBytes < writeOutBytes || this.#saving) return;
    this.#unsavedBytes = 0;
    this.#saving = flush(this.partial, 'data')
      .catch(() => undefined)
      .finally(() => {
        this.#saving = undefined;
      });
  }

  get #isPacked(): boolean {
    return this.#plan.output.packed !== undefined;
  }

  get #wholeSize(): number {
    if (!this.#isPacked) return this.#plan.output.bytes;
    return this.pieces.flat().reduce((end, { offset, length }) => Math.max(end, offset + length), 0);
  }

  /** A file of the output's name is that of this plan, complete, or somebody's. Throws ParameterError. */
  async #refuseOthers(): Promise<void> {
    const bytes = await sizeOf(this.#file);
    if (bytes === null) return;
    const { isOfPlan } = await this.#journal.read();
    // It was brought to the disk before it got its name, whatever the machine has been through since.
    this.#named = isOfPlan && this.missing.length === 0 && bytes === this.#wholeSize;
    if (!this.#named)
      throw new ParameterError(`output: ${this.#file} exists already. Choose another file or move it away.`);
  }

  async #resumeOrStart(): Promise<void> {
    const { bytes } = this.#plan.output;
    const { isOfPlan, isOfThisStart } = await this.#journal.read();
    const size = await sizeOf(this.partial);
    if (isOfPlan && isOfThisStart && size !== null && (this.#isPacked || size === bytes)) {
      if (this.#isPacked) await this.#keepFirstSteps(size);
      await this.#checkRoom();
      return;
    }
    // The journal first: it must never speak for a file that was begun after it.
    await this.#journal.remove();
    await rm(this.partial, { force: true });
    await this.#checkRoom();
    const handle = await open(this.partial, 'wx');
    if (!this.#isPacked) await handle.truncate(bytes);
    await handle.close();
    await this.#journal.begin();
  }

  /** Of a compressed output the steps up to the first that is missing; what was written behind them goes. */
  async #keepFirstSteps(size: number): Promise<void> {
    let kept = 0;
    for (; kept < this.#plan.stepCount; kept++) {
      const piece = this.#journal.steps.get(kept)?.pieces[0];
      if (piece?.offset !== this.#end || this.#end + piece.length > size) break;
      this.#end += piece.length;
    }
    const behind = [...this.#journal.steps.keys()].filter((step) => step >= kept);
    if (behind.length > 0) await this.#journal.forget(behind);
    const handle = await open(this.partial, 'r+');
    try {
      await handle.truncate(this.#end);
    } finally {
      await handle.close();
    }
  }

  /** Throws AccessError when the disk has not room for what is still to be written. */
  async #checkRoom(): Promise<void> {
    const folder = path.dirname(this.#file);
    const { bavail, bsize } = await statfs(folder);
    const share = (this.missing.length / this.#plan.stepCount) * (this.#isPacked ? packedShare : 1);
    const needed = this.#plan.output.bytes * share;
    if (bavail * bsize < needed)
      throw new AccessError(
        `${folder}: ${Math.floor((bavail * bsize) / 1e6)} MB free, ${Math.ceil(needed / 1e6)} MB needed. Make room or choose another output.`,
      );
  }
}

/** In bytes; null when there is no such file. */
const sizeOf = (file: string): Promise<number | null> =>
  stat(file).then(
    ({ size }) => size,
    () => null,
  );

async function flush(file: string, what: 'all' | 'data' = 'all'): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await (what === 'all' ? handle.sync() : handle.datasync());
  } finally {
    await handle.close();
  }
}

const plainArrays = (_: string, value: unknown): unknown =>
  ArrayBuffer.isView(value) && !(value instanceof DataView) ? Array.from(value as Int32Array) : value;
