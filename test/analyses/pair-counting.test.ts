import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countAllPairs, countPart } from '../../core/analyses/count-all-pairs.ts';
import { evenRanges, onePairCounts, pairCounts } from '../../core/analyses/pair-counting.ts';
import { exactRatio } from '../../core/kernels/exact-ratio.ts';
import { centredBins, logarithmicBins, npyxBins } from '../../core/kernels/lag-bins.ts';
import { countForward } from '../../core/kernels/pair-counts.ts';
import { poissonTrain } from '../kernels/poisson-train.ts';

test('a pair out of all is the pair alone, whichever way round', () => {
  const trains = [4, 5, 6].map((seed) => poissonTrain(900, 40_000, seed));
  for (const bins of [centredBins(exactRatio(7.5), 30), npyxBins(6, 30)]) {
    const all = { bins, unitCount: 3, ...countForward(trains, bins) };
    for (const from of [0, 1, 2])
      for (const to of [0, 1, 2])
        assert.deepEqual(pairCounts(all, from, to), onePairCounts(trains, bins, from, to));
  }
});

test('cells of 2³² and more are put together with their carries, on both sides and in the centre', () => {
  const bins = centredBins(exactRatio(6), 2);
  const low = Uint32Array.from({ length: 12 }, (_, cell) => cell);
  // Cells of (0, 1): 3, 4, 5; of (1, 0): 6, 7, 8.
  const all = { bins, unitCount: 2, low, carries: [4, 1, 8, 2, 3, 1] };
  const word = 2 ** 32;
  assert.deepEqual([...pairCounts(all, 0, 1)], [8 + 2 * word, 7, 3 + 6 + word, 4 + word, 5]);
  assert.deepEqual([...pairCounts(all, 1, 0)], [5, 4 + word, 3 + 6 + word, 7, 8 + 2 * word]);
});

test('any number of threads, tiles and rounds of merging gives the same counts', async () => {
  const trains = Array.from({ length: 9 }, (_, unit) => poissonTrain(40 * unit ** 2, 90_000, unit + 50));
  for (const bins of [centredBins(exactRatio(6), 60), logarithmicBins(3, 700, 9)]) {
    const whole = countForward(trains, bins).low;
    for (const threadCount of [1, 2, 5, 40])
      for (const portions of [undefined, { tileSpikes: 300, roundSpikes: 1000 }]) {
        const kinds = new Set<string>();
        const done: number[] = [];
        const { low, carries } = await countAllPairs(
          trains,
          bins,
          { threadCount, progress: (share) => done.push(share) },
          // Threads finish in any order.
          async (parts) => {
            for (const { kind } of parts) kinds.add(kind);
            return parts.toReversed().map(countPart).toReversed();
          },
          portions,
        );
        assert.deepEqual(new Uint32Array(low), whole);
        assert.deepEqual(carries, []);
        assert.deepEqual([...kinds].sort(), threadCount === 1 ? ['count'] : ['count', 'merge']);
        if (threadCount > 1) assert.equal(done.length > 3, portions !== undefined);
      }
  }
});

test('units without spikes, and none at all, are counted on several threads too', async () => {
  const bins = centredBins(exactRatio(6), 3);
  const context = { threadCount: 3, progress() {} };
  const count = (trains: Float64Array[]) =>
    countAllPairs(trains, bins, context, async (parts) => parts.map(countPart));
  assert.deepEqual([...(await count([new Float64Array(), new Float64Array()])).low], Array(16).fill(0));
  assert.deepEqual(
    [...(await count([new Float64Array(), Float64Array.of(5, 6)])).low.slice(12)],
    [1, 0, 0, 0],
  );
  assert.equal((await count([])).low.length, 0);
});

test('ranges have about the same weight, cover all and do not overlap', () => {
  assert.deepEqual(evenRanges([1, 1, 1, 1], 2), [
    [0, 2],
    [2, 4],
  ]);
  assert.deepEqual(evenRanges([100, 1, 1], 2), [
    [0, 1],
    [1, 3],
  ]);
  assert.deepEqual(evenRanges([5], 8), [[0, 1]]);
  for (const count of [1, 2, 3, 7, 40]) {
    const weights = Array.from({ length: 23 }, (_, i) => (i * 7919) % 31);
    const ranges = evenRanges(weights, count);
    assert.ok(ranges.length <= count);
    assert.deepEqual(
      ranges.flatMap(([first, last]) => Array.from({ length: last - first }, (_, i) => first + i)),
      weights.map((_, i) => i),
    );
  }
});
