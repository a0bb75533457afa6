import { version } from '../../package.json';
import { checkText } from '../engine/check-text.ts';
import { Engine } from '../engine/engine.ts';
import { selfTest } from '../engine/self-test.ts';
import type { SelfTestLine } from './command-line.ts';
import type { Streams } from './run-line.ts';

/** Runs every command on the dataset; a line each on stderr as they finish, or JSON on stdout. True when all passed. */
export async function selfTestLine(
  { dataset, json, threads }: SelfTestLine,
  { stdout, stderr }: Streams,
  signal: AbortSignal,
): Promise<boolean> {
  const engine = new Engine(threads === undefined ? {} : { threads });
  const report = json ? stderr : stdout;
  try {
    const checks = await selfTest(engine, dataset, {
      signal,
      onCheck: (_, check) => void (check && report.write(`${checkText(check)}\n`)),
    });
    const failed = checks.filter(({ ok }) => !ok).length;
    report.write(`${checks.length - failed} passed, ${failed} failed\n`);
    const envelope = { command: 'self-test', version, dataset, params: {}, result: { checks }, warnings: [] };
    if (json) stdout.write(`${JSON.stringify(envelope)}\n`);
    return failed === 0;
  } finally {
    await engine.close();
  }
}
