import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { Gathering } from '../../core/analyses/analysis.ts';
import { correlogram } from '../../core/analyses/correlogram.ts';
import type { Correlograms } from '../../core/analyses/correlogram-params.ts';
import type { Pool } from '../../core/engine/pool.ts';
import { readAhead } from '../../core/engine/read-ahead.ts';
import type { ComputeTask } from '../../core/engine/run-compute.ts';
import { warmCorrelograms } from '../../core/engine/warm-correlograms.ts';

/** A dataset of units with so many spikes each, which notes the trains that are read. */
function dataset(spikesOfUnits: Readonly<Record<string, number>>) {
  const units = Object.keys(spikesOfUnits);
  const offsets = new Float64Array(units.length + 1);
  units.forEach((unit, i) => {
    offsets[i + 1] = offsets[i]! + spikesOfUnits[unit]!;
  });
  const read: string[] = [];
  // Only how many there are is asked.
  const samples = { length: offsets.at(-1) };
  const from = {
    dataset: { sorting: { spikes: async () => ({ samples, units, offsets }) } },
    train: async (unit: string) => void read.push(unit),
  };
  return { read, from: from as unknown as Gathering };
}

test('trains are read ahead in the order in which they are likely, as many as two million spikes', async () => {
  const { read, from } = dataset({ a: 500_000, b: 800_000, c: 900_000, d: 600_000, e: 10 });
  await readAhead(from, ['b', 'left the sorting', 'd', 'a', 'c', 'e']);
  assert.deepEqual(read, ['b', 'd', 'a']);
});

test('of very many spikes none are read ahead: who asks for something else would wait', async () => {
  const { read, from } = dataset({ a: 10, b: 31_000_000 });
  await readAhead(from, ['a']);
  assert.deepEqual(read, []);
});

test('made-up correlograms are counted on both threads, and only while nothing else is', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    const pool = { size: 3, isIdle: false };
    const computed: Correlograms[] = [];
    const run = async ({ inputs, params }: ComputeTask) => {
      const context = { signal: new AbortController().signal, warn() {}, progress() {} };
      const result = await correlogram.compute(inputs as never, params as never, context as never);
      computed.push(result as Correlograms);
      return result;
    };
    let isDone = false;
    void warmCorrelograms({
      ...pool,
      get isIdle() {
        return pool.isIdle;
      },
      run,
    } as unknown as Pool).then(() => {
      isDone = true;
    });
    const pass = async () => {
      mock.timers.tick(60);
      await turn();
    };
    for (let i = 0; i < 5; i++) await pass();
    assert.equal(computed.length, 0, 'a busy pool is left alone');
    pool.isIdle = true;
    for (let i = 0; i < 20; i++) await pass();
    assert.equal(isDone, true);
    assert.equal(computed.length, 16);
    // A matrix as large as the largest, of trains that are sorted and differ.
    assert.deepEqual(computed[0]!.spikeCounts, Array(30).fill(1200));
    assert.deepEqual(computed.at(-1)!.spikeCounts, Array(30).fill(20_000));
    assert.notDeepEqual(computed[0]!.values.subarray(0, 401), computed[0]!.values.subarray(401, 802));
  } finally {
    mock.timers.reset();
  }
});
