import { version } from '../../package.json';
import { Engine } from '../engine/engine.ts';
import type { MergeLine } from './command-line.ts';
import { progressLines } from './progress-lines.ts';
import type { Streams } from './run-line.ts';

/** Merges datasets: nothing of them is changed, so that there is nothing to ask. */
export async function mergeLine(
  { datasets, params, json, threads }: MergeLine,
  { stdout, stderr }: Streams,
  signal: AbortSignal,
): Promise<void> {
  const engine = new Engine(threads === undefined ? {} : { threads });
  const progress = progressLines('merge', stderr);
  try {
    const done = await engine.merge(
      { datasets, params },
      { signal, progress: ({ done: share }) => progress.show(share) },
    );
    progress.end();
    for (const warning of done.warnings) stderr.write(`warning: ${warning}\n`);
    const { result } = done;
    const envelope = {
      command: 'merge',
      version,
      dataset: result.dataset,
      params: done.params,
      result,
      warnings: done.warnings,
    };
    stdout.write(json ? `${JSON.stringify(envelope)}\n` : text(result));
  } finally {
    progress.end();
    await engine.close();
  }
}

function text({ dataset, spikeCount, clocks }: Awaited<ReturnType<Engine['merge']>>['result']): string {
  const lines = clocks
    .slice(1)
    .map(
      ({ name, eventCount, driftMsPerHour, bSamples, medianResidualUs }) =>
        `${name}: ${eventCount} pulses, drift ${driftMsPerHour.toFixed(3)} ms/h, offset ${bSamples.toFixed(2)} samples, median residual ${medianResidualUs.toFixed(1)} µs\n`,
    );
  return `${dataset}: ${spikeCount} spikes of ${clocks.length} datasets\n${lines.join('')}`;
}
