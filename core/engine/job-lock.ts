import { createHash } from 'node:crypto';
import { mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { toAccessError } from '../io/read-file.ts';
import { ParameterError } from '../model/errors.ts';

/** A file that holds the process that is at work, so that a second one is refused. */
export interface JobLock {
  /** Takes the file away; the second time nothing happens. */
  release(): Promise<void>;
}

/** Throws ParameterError with what `refusal` says of a process that lives; what is left of one that has ended goes. */
export async function takeLock(file: string, refusal: (holder: number) => string): Promise<JobLock> {
  for (let attempt = 0; ; attempt++) {
    try {
      await writeFile(file, `${process.pid}\n`, { flag: 'wx' });
      let isHeld = true;
      return {
        async release() {
          if (isHeld) await rm(file, { force: true });
          isHeld = false;
        },
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 0) throw error;
    }
    const holder = await holderOf(file);
    if (isAlive(holder)) throw new ParameterError(refusal(holder));
    await rm(file, { force: true });
  }
}

/** Of a recording, among the temporary files: its own folder is not written to. Throws AccessError where it is gone. */
export async function lockInput(input: string): Promise<JobLock> {
  const folder = path.join(tmpdir(), `neuropyxels-jobs-${process.getuid?.() ?? 'user'}`);
  await mkdir(folder, { recursive: true });
  const real = await realpath(input).catch((error: unknown) => {
    throw toAccessError(input, error);
  });
  const name = createHash('sha256').update(real).digest('hex').slice(0, 32);
  return takeLock(
    path.join(folder, `${name}.lock`),
    (holder) => `${input}: process ${holder} works on it already. Wait for it or stop it.`,
  );
}

/** A lock that is still empty after a moment was left by a process that died before it wrote its number. */
async function holderOf(file: string): Promise<number> {
  const number = async () => Number(await readFile(file, 'utf8').catch(() => ''));
  const first = await number();
  if (first > 0) return first;
  await sleep(100);
  return number();
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
