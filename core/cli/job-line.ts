import { createInterface } from 'node:readline/promises';
import { version } from '../../package.json';
import { Engine } from '../engine/engine.ts';
import { Cancelled, ParameterError } from '../model/errors.ts';
import type { JobLine } from './command-line.ts';
import { progressLines } from './progress-lines.ts';
import type { Streams } from './run-line.ts';

/** Runs one job: says what will be written, asks unless told not to, shows progress. */
export async function jobLine(
  line: JobLine,
  { stdout, stderr }: Streams,
  signal: AbortSignal,
): Promise<void> {
  const { job, dataset, params, threads, stream, yes } = line;
  const engine = new Engine(threads === undefined ? {} : { threads });
  const progress = progressLines(job.id, stderr);
  const confirm = async (summary: string) => {
    stderr.write(`${summary}\n`);
    if (yes) return true;
    if (!stderr.isTTY || !process.stdin.isTTY)
      throw new ParameterError(`${job.id}: add --yes to write without being asked`);
    const ask = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return /^y(es)?$/i.test((await ask.question('Go on? [y/N] ', { signal })).trim());
    } finally {
      ask.close();
    }
  };
  try {
    const done = await engine.job(
      { dataset, job: job.id, params, ...(stream === undefined ? {} : { stream }) },
      { signal, confirm, progress: ({ done: share, message }) => progress.show(share, message) },
    );
    progress.end();
    const envelope = {
      command: done.job,
      version,
      dataset: done.dataset,
      params: done.params,
      result: done.result,
      warnings: done.warnings,
    };
    for (const warning of done.warnings) stderr.write(`warning: ${warning}\n`);
    const { output, mbPerSecond } = done.result;
    stdout.write(
      line.json
        ? `${JSON.stringify(envelope)}\n`
        : `${output}: written at ${mbPerSecond.toFixed(0)} MB/s, read back and found as computed\n`,
    );
  } catch (error) {
    if (signal.aborted) throw new Cancelled();
    throw error;
  } finally {
    progress.end();
    await engine.close();
  }
}
