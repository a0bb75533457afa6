import { createHash } from 'node:crypto';
import { access, mkdir, open, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { uptime } from 'node:os';
import path from 'node:path';
import type { Counts, Plan } from '../analyses/job.ts';
import { AccessError, ParameterError } from '../model/errors.ts';
import { writeAside } from './write-aside.ts';

/**
 * A large file while it is being made: `<name>.partial` of the full size, and `<name>.journal`, whose first line names
 * the plan and whose other lines name the steps that were written and what they counted. Whatever interrupts the job,
 * the next run of the same plan goes on from there; another plan starts anew, and so does one that a restart of the
 * machine has interrupted, which may have lost what the system had not yet taken to the disk. `<name>.lock` holds the
 * process that is at work.
 */
export class JobOutput {
  readonly partial: string;
  readonly #file: string;
  readonly #plan: Plan;
  readonly #done = new Map<number, Counts>();

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
    if (await exists(file))
      throw new ParameterError(`output: ${file} exists already. Choose another file or move it away.`);
    const output = new JobOutput(plan);
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
      await output.#resumeOrStart();
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

  /** Checks size and completeness, brings all to the disk, writes the texts, gives the file its name. */
  async finish(texts: Readonly<Record<string, string>>): Promise<void> {
    const { size } = await stat(this.partial);
    if (this.missing.length > 0 || size !== this.#plan.output.bytes)
      throw new Error(`${this.partial}: ${this.missing.length} steps are missing, ${size} bytes`);
    const handle = await open(this.partial, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    for (const [name, text] of Object.entries(texts)) await writeAside(name, new TextEncoder().encode(text));
    await rename(this.partial, this.#file);
    await rm(this.#journal, { force: true });
  }

  async release(): Promise<void> {
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
        return await writeFile(this.#lockFile, `${process.pid}\n`, { flag: 'wx' });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 0) throw error;
      }
      const holder = Number(await readFile(this.#lockFile, 'utf8'));
      if (isAlive(holder))
        throw new ParameterError(
          `output: ${this.#file} is being written by process ${holder}. Wait for it or stop it.`,
        );
      await rm(this.#lockFile, { force: true });
    }
  }

  async #resumeOrStart(): Promise<void> {
    const key = createHash('sha256').update(JSON.stringify(this.#plan, plainArrays)).digest('hex');
    const [heading, ...steps] = (await readFile(this.#journal, 'utf8').catch(() => '')).split('\n');
    const size = await stat(this.partial).then(
      (facts) => facts.size,
      () => -1,
    );
    const [named, startedMs] = heading?.split(' ') ?? [];
    if (
      named === key &&
      Math.abs(Number(startedMs) - machineStartedMs()) < 60_000 &&
      size === this.#plan.output.bytes
    ) {
      // The last line may be cut; a step that is done twice does no harm, one that is missing would.
      for (const line of steps.slice(0, -1)) {
        const [, step, counts] = /^(\d+) (\{.*\})$/.exec(line) ?? [];
        if (step && counts) this.#done.set(Number(step), JSON.parse(counts) as Counts);
      }
      return;
    }
    await rm(this.partial, { force: true });
    const { bavail, bsize } = await statfs(path.dirname(this.#file));
    if (bavail * bsize < this.#plan.output.bytes)
      throw new AccessError(
        `${path.dirname(this.#file)}: ${Math.floor((bavail * bsize) / 1e6)} MB free, ${Math.ceil(this.#plan.output.bytes / 1e6)} MB needed. Make room or choose another output.`,
      );
    const handle = await open(this.partial, 'wx');
    await handle.truncate(this.#plan.output.bytes);
    await handle.close();
    await writeFile(this.#journal, `${key} ${machineStartedMs()}\n`);
  }
}

const machineStartedMs = (): number => Math.round(Date.now() - 1000 * uptime());

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

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
