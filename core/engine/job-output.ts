import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { uptime } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Counts, Plan } from '../analyses/job.ts';
import { AccessError, ParameterError } from '../model/errors.ts';
import { writeAside } from './write-aside.ts';

/**
 * A large file while it is being made: `<name>.partial` of the full size, and `<name>.journal`, whose first line names
 * the plan and whose other lines name the steps that were written and what they counted. Whatever interrupts the job,
 * the next run of the same plan goes on from there; another plan starts anew, and so does one that a restart of the
 * machine has interrupted, which may have lost what the system had not yet taken to the disk. `<name>.lock` holds the
 * process that is at work. The journal goes last: an output beside a complete journal of the same plan has only to be
 * tidied up.
 */
export class JobOutput {
  readonly partial: string;
  readonly #file: string;
  readonly #plan: Plan;
  readonly #done = new Map<number, Counts>();
  #named = false;
  #holdsLock = false;

  private constructor(plan: Plan) {
    this.#plan = plan;
    this.#file = plan.output.file;
    this.partial = `${this.#file}.partial`;
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
      await output.#lock();
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
      (step) => !this.#done.has(step),
    );
  }

  /** Sums over the steps that are done, those of earlier runs among them. */
  get counts(): Counts {
    const sums: Record<string, number> = {};
    for (const counts of this.#done.values())
      for (const [name, count] of Object.entries(counts)) sums[name] = (sums[name] ?? 0) + count;
    return sums;
  }

  async markDone(step: number, counts: Counts): Promise<void> {
    this.#done.set(step, counts);
    await writeFile(this.#journal, `${step} ${JSON.stringify(counts)}\n`, { flag: 'a' });
  }

  /**
   * Checks size and completeness, brings all to the disk, writes the texts, gives the file its name; then only the lock
   * and, last of all, the journal have to go.
   */
  async finish(texts: Readonly<Record<string, string>>): Promise<void> {
    if (!this.#named) {
      const { size } = await stat(this.partial);
      if (this.missing.length > 0 || size !== this.#plan.output.bytes)
        throw new Error(`${this.partial}: ${this.missing.length} steps are missing, ${size} bytes`);
      await flush(this.partial);
      await flush(this.#journal);
      for (const [name, text] of Object.entries(texts))
        await writeAside(name, new TextEncoder().encode(text));
      await rename(this.partial, this.#file);
    }
    await this.release();
    await rm(this.#journal, { force: true });
  }

  async release(): Promise<void> {
    if (!this.#holdsLock) return;
    this.#holdsLock = false;
    await rm(this.#lockFile, { force: true });
  }

  get #journal(): string {
    return `${this.#file}.journal`;
  }

  get #lockFile(): string {
    return `${this.#file}.lock`;
  }

  async #lock(): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        await writeFile(this.#lockFile, `${process.pid}\n`, { flag: 'wx' });
        this.#holdsLock = true;
        return;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 0) throw error;
      }
      const holder = await this.#holder();
      if (isAlive(holder))
        throw new ParameterError(
          `output: ${this.#file} is being written by process ${holder}. Wait for it or stop it.`,
        );
      await rm(this.#lockFile, { force: true });
    }
  }

  /** A lock that is still empty after a moment was left by a process that died before it wrote its number. */
  async #holder(): Promise<number> {
    const number = async () => Number(await readFile(this.#lockFile, 'utf8').catch(() => ''));
    const first = await number();
    if (first > 0) return first;
    await sleep(100);
    return number();
  }

  get #key(): string {
    return createHash('sha256').update(JSON.stringify(this.#plan, plainArrays)).digest('hex');
  }

  /** A file of the output's name is that of this plan, complete, or somebody's. Throws ParameterError. */
  async #refuseOthers(): Promise<void> {
    const bytes = await sizeOf(this.#file);
    if (bytes === null) return;
    const { key } = await this.#readJournal();
    // It was brought to the disk before it got its name, whatever the machine has been through since.
    this.#named =
      key === this.#key && this.#done.size === this.#plan.stepCount && bytes === this.#plan.output.bytes;
    if (!this.#named)
      throw new ParameterError(`output: ${this.#file} exists already. Choose another file or move it away.`);
  }

  /** Takes the steps that the journal names as done. */
  async #readJournal(): Promise<{ key: string; startedMs: number; isCut: boolean }> {
    const text = await readFile(this.#journal, 'utf8').catch(() => '');
    const lines = text.split('\n');
    // What stands after the last end of a line is cut; a step that is done twice does no harm, one that is missing would.
    const rest = lines.pop() ?? '';
    const [key = '', startedMs = ''] = lines.shift()?.split(' ') ?? [];
    this.#done.clear();
    for (const line of lines) {
      const [, step, counts] = /^(\d+) (\{[^{}]*\})$/.exec(line) ?? [];
      if (step && counts) this.#done.set(Number(step), JSON.parse(counts) as Counts);
    }
    return { key, startedMs: Number(startedMs), isCut: rest !== '' };
  }

  async #resumeOrStart(): Promise<void> {
    const { bytes } = this.#plan.output;
    const { key, startedMs, isCut } = await this.#readJournal();
    if (
      key === this.#key &&
      Math.abs(startedMs - machineStartedMs()) < 60_000 &&
      (await sizeOf(this.partial)) === bytes
    ) {
      if (isCut) await writeFile(this.#journal, '\n', { flag: 'a' });
      return;
    }
    this.#done.clear();
    // The journal first: it must never speak for a file that was begun after it.
    await rm(this.#journal, { force: true });
    await rm(this.partial, { force: true });
    const { bavail, bsize } = await statfs(path.dirname(this.#file));
    if (bavail * bsize < bytes)
      throw new AccessError(
        `${path.dirname(this.#file)}: ${Math.floor((bavail * bsize) / 1e6)} MB free, ${Math.ceil(bytes / 1e6)} MB needed. Make room or choose another output.`,
      );
    const handle = await open(this.partial, 'wx');
    await handle.truncate(bytes);
    await handle.close();
    await writeFile(this.#journal, `${this.#key} ${machineStartedMs()}\n`);
  }
}

const machineStartedMs = (): number => Math.round(Date.now() - 1000 * uptime());

/** In bytes; null when there is no such file. */
const sizeOf = (file: string): Promise<number | null> =>
  stat(file).then(
    ({ size }) => size,
    () => null,
  );

async function flush(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const plainArrays = (_: string, value: unknown): unknown =>
  ArrayBuffer.isView(value) && !(value instanceof DataView) ? Array.from(value as Int32Array) : value;

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
