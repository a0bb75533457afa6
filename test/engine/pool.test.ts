import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { correlogram } from '../../core/analyses/correlogram.ts';
import type { Correlograms } from '../../core/analyses/correlogram-params.ts';
import { parseParams } from '../../core/analyses/params.ts';
import { Pool } from '../../core/engine/pool.ts';
import { builtThread } from '../built-worker.ts';
import { poissonTrain } from '../kernels/poisson-train.ts';

let workerFile: string;
before(async () => {
  workerFile = await builtThread('core/engine/worker.ts');
});
after(() => rmSync(path.dirname(workerFile), { recursive: true, force: true }));

const params = (given = {}) => parseParams(correlogram.params, given);
const task = (spikeCount: number, given = {}) => ({
  analysis: 'correlogram',
  inputs: { units: ['1'], trains: [poissonTrain(spikeCount, 30_000 * 60, 1)], sampleRateHz: 30_000 },
  params: params(given),
});
const listening = (signal = new AbortController().signal) => ({ signal, progress() {}, warn() {} });
/** Pairs within ±60 s of 60 s: minutes of counting without a chance to hear anything. */
const endless = () => task(900_000, { windowMs: 60_000, binMs: 1 });

test('a thread computes what is computed in place', async () => {
  const pool = new Pool(1, workerFile);
  try {
    const there = (await pool.run(task(3000), listening())) as Correlograms;
    const here = (await new Pool(0, '').run(task(3000), listening())) as Correlograms;
    assert.deepEqual(there.values, here.values);
  } finally {
    await pool.close();
  }
});

test('a thread started ahead computes, and one that cannot start breaks nothing', async () => {
  const pool = new Pool(1, workerFile);
  const broken = new Pool(1, path.join(path.dirname(workerFile), 'missing.js'));
  try {
    pool.warm();
    pool.warm();
    const there = (await pool.run(task(3000), listening())) as Correlograms;
    const here = (await new Pool(0, '').run(task(3000), listening())) as Correlograms;
    assert.deepEqual(there.values, here.values);
    broken.warm();
    await assert.rejects(broken.run(task(3000), listening()));
  } finally {
    await pool.close();
    await broken.close();
  }
});

test('tasks beyond the number of threads wait their turn, first come first served', async () => {
  const pool = new Pool(1, workerFile);
  const order: number[] = [];
  try {
    await Promise.all([0, 1, 2].map((i) => pool.run(task(100), listening()).then(() => order.push(i))));
    assert.deepEqual(order, [0, 1, 2]);
  } finally {
    await pool.close();
  }
});

test('errors of a computation arrive by name, warnings and progress while it runs', async () => {
  const pool = new Pool(1, workerFile);
  const said: string[] = [];
  const done: number[] = [];
  try {
    await assert.rejects(pool.run(task(10, { binMs: 0.01 }), listening()), {
      name: 'ParameterError',
      message: /binMs: 0.01 ms is below one sample/,
    });
    const talking = {
      ...listening(),
      warn: (message: string) => void said.push(message),
      progress: (part: number) => void done.push(part),
    };
    await pool.run(task(10, { binMs: 0.25 }), talking);
    assert.match(said.join(), /7\.5 samples/);
    assert.deepEqual(done, [], 'what is there in no time tells nothing');
    await pool.run(task(10, { confidencePercent: 99, baseline: 'jitter' }), talking);
    assert.deepEqual(done, [0, 1]);
  } finally {
    await pool.close();
  }
});

test('an abort ends a loop that hears nothing, and the pool works on', async () => {
  const pool = new Pool(1, workerFile);
  const controller = new AbortController();
  try {
    const running = pool.run(endless(), listening(controller.signal));
    const waiting = pool.run(task(50), listening());
    setTimeout(() => controller.abort(), 100);
    const startedMs = performance.now();
    await assert.rejects(running, { name: 'Cancelled' });
    assert.ok(performance.now() - startedMs < 20_000);
    assert.equal(((await waiting) as Correlograms).units.length, 1);
  } finally {
    await pool.close();
  }
});

test('a task that waits is cancelled at once; one that is aborted before is never started', async () => {
  const pool = new Pool(1, workerFile);
  const first = new AbortController();
  const second = new AbortController();
  try {
    const running = pool.run(endless(), listening(first.signal));
    const waiting = pool.run(task(50), listening(second.signal));
    second.abort();
    await assert.rejects(waiting, { name: 'Cancelled' });
    await assert.rejects(pool.run(task(50), listening(AbortSignal.abort())), { name: 'Cancelled' });
    first.abort();
    await assert.rejects(running, { name: 'Cancelled' });
  } finally {
    await pool.close();
  }
});
