import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { correlogramStack } from '../../core/analyses/correlogram-stack.ts';
import { parseParams } from '../../core/analyses/params.ts';
import type { Stack } from '../../core/analyses/stack-params.ts';
import { Pool } from '../../core/engine/pool.ts';
import { builtThread } from '../built-worker.ts';
import { poissonTrain } from '../kernels/poisson-train.ts';

let workerFile: string;
before(async () => {
  workerFile = await builtThread('core/engine/worker.ts');
});
after(() => rmSync(path.dirname(workerFile), { recursive: true, force: true }));

const units = Array.from({ length: 9 }, (_, unit) => String(unit));
const task = (spikes: number, given = {}) => ({
  analysis: 'correlogram-stack',
  inputs: {
    sources: units,
    targets: units,
    units,
    trains: units.map((_, unit) => poissonTrain(spikes, 30_000 * 60, unit + 1)),
    sourceDepthUm: new Float32Array(9),
    targetDepthUm: new Float32Array(9),
    sourceShank: new Int32Array(9),
    targetShank: new Int32Array(9),
    sampleRateHz: 30_000,
  },
  params: parseParams(correlogramStack.params, given),
});
const listening = (signal = new AbortController().signal) => ({ signal, progress() {}, warn() {} });

test('several computations that ask each other’s threads for help all end, with the same result', async () => {
  const pool = new Pool(3, workerFile);
  try {
    const alone = (await new Pool(0, '').run(task(2000), listening())) as Stack;
    const all = await Promise.all([1, 2, 3, 4, 5].map(() => pool.run(task(2000), listening())));
    for (const stack of all) assert.deepEqual([...(stack as Stack).values!], [...alone.values!]);
  } finally {
    await pool.close();
  }
});

/** Processor time of this process within 300 ms, threads included, in ms. */
async function busyMs(): Promise<number> {
  const before = process.cpuUsage();
  await new Promise((resolve) => setTimeout(resolve, 300));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

test('an overview that is cancelled while its pairs are counted costs no more time, and the pool works on', async () => {
  const pool = new Pool(2, workerFile);
  const controller = new AbortController();
  try {
    const running = pool.run(task(60_000, { windowMs: 20_000, binMs: 10 }), listening(controller.signal));
    let before = 0;
    // The threads have started, and count.
    while (before < 60) before = await busyMs();
    controller.abort();
    await assert.rejects(running, { name: 'Cancelled' });
    for (let tries = 0; ; tries++) {
      const after = await busyMs();
      if (after < before / 3) break;
      assert.ok(tries < 20, `${after} ms after ${before} ms`);
    }
    assert.ok(await pool.run(task(100), listening()));
  } finally {
    await pool.close();
  }
});
