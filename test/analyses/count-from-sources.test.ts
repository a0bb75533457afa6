import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countPart } from '../../core/analyses/count-all-pairs.ts';
import { countFromSources, paysFromSources } from '../../core/analyses/count-from-sources.ts';
import { onePairCounts, pairCounts } from '../../core/analyses/pair-counting.ts';
import { flatWidths, peakOf, peakOfPair } from '../../core/analyses/pair-peak.ts';
import { exactRatio } from '../../core/kernels/exact-ratio.ts';
import { centredBins, type LagBins, logarithmicBins, npyxBins } from '../../core/kernels/lag-bins.ts';
import { poissonTrain } from '../kernels/poisson-train.ts';

const count = (trains: readonly Float64Array[], sourceCount: number, bins: LagBins, threadCount = 1) =>
  countFromSources(
    trains,
    sourceCount,
    bins,
    { threadCount, progress() {} },
    async (parts) => parts.map(countPart),
    threadCount > 1 ? { tileSpikes: 300, roundSpikes: 1000 } : undefined,
  );

const kinds = (width: number, half: number): LagBins[] => [
  centredBins(exactRatio(width), half),
  centredBins(exactRatio(width + 0.5), half),
  npyxBins(width, half),
  logarithmicBins(width / 2, width * (half + 2), half + 1),
];

/** Every pair from a source equals that pair alone, in its counts and in its peak. */
async function check(
  trains: readonly Float64Array[],
  sourceCount: number,
  bins: LagBins,
  threadCount?: number,
) {
  const counts = await count(trains, sourceCount, bins, threadCount);
  const widths = flatWidths(bins);
  for (let from = 0; from < sourceCount; from++)
    for (let to = 0; to < trains.length; to++) {
      const alone = onePairCounts(trains, bins, from, to);
      assert.deepEqual(pairCounts(counts, from, to), alone, `${from} → ${to} of ${sourceCount}`);
      if (from !== to) assert.deepEqual(peakOfPair(counts, widths, from, to), peakOf(alone, widths));
    }
}

test('pairs from some sources to all units are the pairs alone, on one thread and on several', async () => {
  const trains = Array.from({ length: 9 }, (_, unit) => poissonTrain(40 * unit ** 2, 90_000, unit + 50));
  for (const bins of kinds(6, 40))
    for (const sourceCount of [1, 4, 9])
      for (const threadCount of [1, 2, 5]) await check(trains, sourceCount, bins, threadCount);
});

test('spikes on one sample, within a train and across, bursts, silent units and times below zero count once each', async () => {
  let state = 3;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  for (let round = 0; round < 300; round++) {
    const span = [15, 200, 5000][round % 3]!;
    const trains = Array.from({ length: 2 + Math.floor(6 * next()) }, () =>
      Float64Array.from({ length: Math.floor(next() ** 2 * 40) }, () =>
        next() < 0.3 ? 7 : Math.floor(span * next()) - 5,
      ).sort(),
    );
    const sourceCount = 1 + Math.floor(trains.length * next());
    const width = 1 + Math.floor(9 * next());
    await check(trains, sourceCount, kinds(width, Math.floor(8 * next()))[round % 4]!);
  }
});

test('cells of 2³² and more are put together with their carries on the side they were counted on', () => {
  const bins = centredBins(exactRatio(6), 1);
  // One source, two units: cells 0 … 3 after it, 4 … 7 before it with the units turned round.
  const low = Uint32Array.from({ length: 8 }, (_, cell) => cell);
  const all = { bins, unitCount: 2, sourceCount: 1, low, carries: [3, 1, 5, 2, 4, 1] };
  const word = 2 ** 32;
  assert.deepEqual([...pairCounts(all, 0, 1)], [5 + 2 * word, 2 + 4 + word, 3 + word]);
});

test('few sources are left to the count of single pairs', () => {
  const trains = [1, 2, 3, 4, 5, 6].map((seed) => poissonTrain(100, 4000, seed));
  assert.equal(paysFromSources(trains, 5), false);
  assert.equal(paysFromSources(trains, 6), true);
});
