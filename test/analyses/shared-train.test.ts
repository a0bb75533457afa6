import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at, chosenSpikes, sharedTrain } from '../../core/analyses/sorted-units.ts';
import { poissonTrain } from '../kernels/poisson-train.ts';

test('trains that threads share hold the spikes that stay, and are copied only where some in between do not', () => {
  const samples = poissonTrain(400, 30_000, 4);
  const shared = new Float64Array(new SharedArrayBuffer(8 * samples.length));
  shared.set(samples);
  for (const train of [samples, shared])
    for (const enforcedRpMs of [-1, 0, 2])
      for (const periodsS of [
        null,
        [[0.2, 0.5]],
        [[0, 60]],
        [[0.9, 1.5]],
        [
          [0.1, 0.3],
          [0.5, 0.6],
        ],
      ] as const) {
        const choice = { enforcedRpMs, periodsS, refractory: 'kept' as const };
        const chosen = sharedTrain(train, 30_000, choice);
        assert.deepEqual([...chosen], [...at(train, chosenSpikes(train, 30_000, choice))]);
        assert.ok(chosen.buffer instanceof SharedArrayBuffer);
        if (train === shared && enforcedRpMs < 0 && periodsS?.length !== 2)
          assert.equal(chosen.buffer, shared.buffer);
      }
});
