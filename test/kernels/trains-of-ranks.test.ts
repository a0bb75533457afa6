import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trainsOfRanks } from '../../core/kernels/trains-of-ranks.ts';

/** Spikes of several blocks, dealt to the units at random; each unit's ranks ascend. */
function dealt(spikeCount: number, unitCount: number) {
  const samples = Float64Array.from({ length: spikeCount }, (_, rank) => 3 * rank + 7);
  const ranks = Array.from({ length: unitCount }, (): number[] => []);
  let state = 5;
  for (let rank = 0; rank < spikeCount; rank++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    ranks[Math.floor((state / 2 ** 32) * unitCount)]!.push(rank);
  }
  return { samples, ranks: ranks.map((own) => Uint32Array.from(own)) };
}

test('each unit gets the samples of its own spikes, whatever block of the recording they lie in', () => {
  for (const spikeCount of [0, 1, 2 ** 14, 2 ** 14 + 1, 50_000]) {
    const { samples, ranks } = dealt(spikeCount, 7);
    const chosen = [ranks[5]!, ranks[0]!, new Uint32Array(0), ranks[5]!];
    assert.deepEqual(
      trainsOfRanks(samples, chosen).map((train) => [...train]),
      chosen.map((own) => Array.from(own, (rank) => 3 * rank + 7)),
    );
  }
});

test('trains lie in memory that threads share', () => {
  const { samples, ranks } = dealt(100, 2);
  for (const train of trainsOfRanks(samples, ranks)) assert.ok(train.buffer instanceof SharedArrayBuffer);
});
