#!/usr/bin/env node
import { version } from '../../package.json';
import { isCancelled, isInputError, messageOf } from '../model/errors.ts';
import { collectBeforeEnd } from '../process/collect-before-end.ts';
import { commands, parseCommandLine } from './command-line.ts';
import { doctorLine } from './doctor-line.ts';
import { commandHelp, programHelp } from './help.ts';
import { jobLine } from './job-line.ts';
import { mergeLine } from './merge-line.ts';
import { runLine, type Streams } from './run-line.ts';
import { selfTestLine } from './self-test-line.ts';

/** Exit status: 0 done, 2 the input or the arguments are wrong, 1 a fault of ours, 130 interrupted. */
async function main(words: readonly string[], streams: Streams, signal: AbortSignal): Promise<number> {
  try {
    const line = parseCommandLine(words);
    if (line.kind === 'version') streams.stdout.write(`${version}\n`);
    else if (line.kind === 'help')
      streams.stdout.write(line.command ? commandHelp(line.command) : programHelp(commands));
    else if (line.kind === 'self-test') return (await selfTestLine(line, streams, signal)) ? 0 : 1;
    else if (line.kind === 'doctor') return (await doctorLine(line, streams)) ? 0 : 1;
    else if (line.kind === 'merge') await mergeLine(line, streams, signal);
    else if (line.kind === 'job') await jobLine(line, streams, signal);
    else await runLine(line, streams, signal);
    return 0;
  } catch (error) {
    if (signal.aborted || isCancelled(error)) return 130;
    if (isInputError(error)) {
      streams.stderr.write(`${messageOf(error).replaceAll(/\s*\n\s*/g, ' ')}\n`);
      return 2;
    }
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    streams.stderr.write(`This is a fault of the program, please report it: ${detail}\n`);
    return 1;
  }
}

const controller = new AbortController();
process.once('SIGINT', () => controller.abort());
process.once('SIGTERM', () => controller.abort());
// The reader of a pipe may leave early (`| head`): nothing is wrong with the input or with us.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
process.exitCode = await main(process.argv.slice(2), process, controller.signal);
collectBeforeEnd();
