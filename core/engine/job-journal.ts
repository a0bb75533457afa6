import { readFile, rm, writeFile } from 'node:fs/promises';
import { uptime } from 'node:os';
import type { Counts } from '../analyses/job.ts';
import { AccessError } from '../model/errors.ts';

/** Bytes that a step wrote, and their checksum; of compressed ones also that of what they hold. */
export interface Piece {
  readonly offset: number;
  readonly length: number;
  readonly sum: number;
  readonly unpackedSum?: number;
}

/** What a step leaves behind when it is done. */
export interface StepDone {
  readonly counts: Counts;
  readonly pieces: readonly Piece[];
}

/**
 * The steps of a plan that are done, in a text file: a line with the plan's key and when the machine was started, then a
 * line for each step. A line that was cut is none: a step that is done twice does no harm, one that is missing would.
 */
export class JobJournal {
  readonly file: string;
  readonly #key: string;
  readonly #steps = new Map<number, StepDone>();

  constructor(file: string, key: string) {
    this.file = file;
    this.#key = key;
  }

  /** Those that are known to be done. */
  get steps(): ReadonlyMap<number, StepDone> {
    return this.#steps;
  }

  /** Takes the steps of the file; false where it is not of this plan. `isOfThisStart` tells of the machine's last start. */
  async read(): Promise<{ isOfPlan: boolean; isOfThisStart: boolean }> {
    const text = await readFile(this.file, 'utf8').catch(() => '');
    const lines = text.split('\n');
    const rest = lines.pop() ?? '';
    const [key = '', startedMs = ''] = lines.shift()?.split(' ') ?? [];
    this.#steps.clear();
    const isOfPlan = key === this.#key;
    if (isOfPlan)
      for (const line of lines) {
        const [, step, done] = /^(\d+) (\{.*\})$/.exec(line) ?? [];
        const known = done && parsed(done);
        if (step && known) this.#steps.set(Number(step), known);
      }
    // What is written next must not go on a line that was cut.
    if (isOfPlan && rest !== '') await this.#write('\n', 'a');
    return { isOfPlan, isOfThisStart: Math.abs(Number(startedMs) - machineStartedMs()) < 60_000 };
  }

  async begin(): Promise<void> {
    this.#steps.clear();
    await this.#write(`${this.#key} ${machineStartedMs()}\n`, 'w');
  }

  async add(step: number, done: StepDone): Promise<void> {
    this.#steps.set(step, done);
    await this.#write(`${step} ${JSON.stringify(done)}\n`, 'a');
  }

  /** Leaves these steps to be done again. */
  async forget(steps: Iterable<number>): Promise<void> {
    for (const step of steps) this.#steps.delete(step);
    const lines = [...this.#steps].map(([step, done]) => `${step} ${JSON.stringify(done)}\n`);
    await this.#write(`${this.#key} ${machineStartedMs()}\n${lines.join('')}`, 'w');
  }

  async remove(): Promise<void> {
    this.#steps.clear();
    await rm(this.file, { force: true });
  }

  async #write(text: string, flag: 'a' | 'w'): Promise<void> {
    try {
      await writeFile(this.file, text, { flag });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new AccessError(
        `${this.file}: could not be written (${code}). Make room and run the job again to go on.`,
        { cause: error },
      );
    }
  }
}

function parsed(text: string): StepDone | undefined {
  try {
    return JSON.parse(text) as StepDone;
  } catch {
    return undefined;
  }
}

const machineStartedMs = (): number => Math.round(Date.now() - 1000 * uptime());
