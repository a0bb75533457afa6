import assert from 'node:assert/strict';
import { test } from 'node:test';
import { autocorrelogram, correlogram } from '../../core/kernels/correlogram.ts';
import { evenRule } from '../../core/kernels/even-rule.ts';
import { exactRatio } from '../../core/kernels/exact-ratio.ts';
import { centredBins, type LagBins, logarithmicBins, npyxBins } from '../../core/kernels/lag-bins.ts';
import { mergedTiles } from '../../core/kernels/merged-spikes.ts';
import { countForward } from '../../core/kernels/pair-counts.ts';
import { plainForward } from '../../core/kernels/plain-pair-counts.ts';
import { poissonTrain } from './poisson-train.ts';

/** Numbers in [0, 1) that are the same in every run. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const train = (...samples: number[]) => Float64Array.from(samples.sort((a, b) => a - b));

/** Small and nasty: bursts on one sample, empty units, spikes at the window's edge, long silences. */
function nastyTrains(next: () => number): Float64Array[] {
  const units = 1 + Math.floor(6 * next());
  const span = [20, 200, 5000, 1e6][Math.floor(4 * next())]!;
  return Array.from({ length: units }, () => {
    const count = Math.floor(next() ** 3 * 40);
    const burst = Math.floor(span * next());
    return train(...Array.from({ length: count }, () => (next() < 0.2 ? burst : Math.floor(span * next()))));
  });
}

function someBins(next: () => number): LagBins {
  const half = Math.floor(12 * next());
  const width = 1 + Math.floor(20 * next());
  const kind = next();
  if (kind < 0.4) return centredBins(exactRatio(width), half);
  if (kind < 0.6) return centredBins(exactRatio(width + 0.25), half);
  if (kind < 0.8) return npyxBins(width, half);
  return logarithmicBins(width / 2, 2 * width + 100 * next(), half + 1);
}

test('the counts of all pairs equal the definition on thousands of small cases', () => {
  const next = random(7);
  for (let round = 0; round < 3000; round++) {
    const trains = nastyTrains(next);
    const bins = someBins(next);
    const { low, carries } = countForward(trains, bins, 0, trains.length, {
      tileSpikes: 1 + Math.floor(30 * next()),
      counterBytes: 1 + Math.floor(20_000 * next()),
    });
    assert.deepEqual(Float64Array.from(low), plainForward(trains, bins), `round ${round}`);
    assert.deepEqual(carries, []);
  }
});

test('forward halves put together are the correlograms of pairs', () => {
  const trains = [1, 2, 3].map((seed) => poissonTrain(3000, 200_000, seed));
  for (const bins of [
    centredBins(exactRatio(6), 50),
    npyxBins(6, 50),
    centredBins(exactRatio(7.5), 33),
    logarithmicBins(3, 900, 20),
  ]) {
    const { low } = countForward(trains, bins);
    const columns = bins.half + 1;
    const forward = (i: number, j: number) => low.subarray((i * 3 + j) * columns, (i * 3 + j + 1) * columns);
    for (let i = 0; i < 3; i++)
      for (let j = i; j < 3; j++) {
        const counts =
          i === j ? autocorrelogram(trains[i]!, bins) : correlogram(trains[i]!, trains[j]!, bins);
        const { half } = bins;
        for (let m = 1; m <= half; m++) {
          assert.equal(counts[half + m], forward(i, j)[m], `${i} → ${j}, bin ${m}`);
          assert.equal(counts[half - m], forward(j, i)[m], `${i} → ${j}, bin −${m}`);
        }
        const [after, before] = [forward(i, j)[0]!, forward(j, i)[0]!];
        const centre = bins.centreIsLargerHalf ? (i === j ? 0 : Math.max(after, before)) : after + before;
        assert.equal(counts[half], centre);
      }
  }
});

test('any division of the references among threads gives the same counts', () => {
  const trains = Array.from({ length: 12 }, (_, unit) => poissonTrain(200 + 150 * unit, 300_000, unit + 1));
  const bins = centredBins(exactRatio(6), 100);
  const whole = countForward(trains, bins).low;
  const columns = trains.length * 101;
  for (const cuts of [[5], [1, 2, 3, 11], [0, 12], [6, 6]]) {
    const shared = new Uint32Array(new SharedArrayBuffer(4 * whole.length));
    const ends = [0, ...cuts, 12];
    for (let part = 1; part < ends.length; part++)
      countForward(trains, bins, ends[part - 1], ends[part], {
        into: shared.subarray(ends[part - 1]! * columns, ends[part]! * columns),
      });
    assert.deepEqual(new Uint32Array(shared), whole);
  }
});

test('counts do not change when units are merged or split', () => {
  const trains = Array.from({ length: 5 }, (_, unit) => poissonTrain(800, 100_000, unit + 20));
  const bins = centredBins(exactRatio(6), 40);
  const merged = [Float64Array.from([...trains[0]!, ...trains[1]!]).sort(), ...trains.slice(2)];
  const [split, joined] = [countForward(trains, bins).low, countForward(merged, bins).low];
  const sum = (low: Uint32Array, units: number, from: number[], to: number[], bin: number) =>
    from.reduce(
      (all, i) => all + to.reduce((some, j) => some + low[(i * units + j) * (bins.half + 1) + bin]!, 0),
      0,
    );
  for (let bin = 0; bin <= bins.half; bin++) {
    assert.equal(sum(joined, 4, [0], [0], bin), sum(split, 5, [0, 1], [0, 1], bin));
    assert.equal(sum(joined, 4, [0], [2], bin), sum(split, 5, [0, 1], [3], bin));
    assert.equal(sum(joined, 4, [3], [0], bin), sum(split, 5, [4], [0, 1], bin));
  }
});

test('over an infinite window every pair of spikes is counted once', () => {
  const trains = [poissonTrain(300, 20_000, 1), poissonTrain(500, 20_000, 2)];
  const { low } = countForward(trains, centredBins(exactRatio(100), 300));
  const total = low.reduce((all, count) => all + count, 0);
  assert.equal(total, (800 * 799) / 2);
});

test('counts are added to what is there, and every 2³² is carried', () => {
  const trains = [poissonTrain(6000, 30_000, 1), poissonTrain(5000, 30_000, 2)];
  const bins = centredBins(exactRatio(6), 20);
  const expected = countForward(trains, bins);
  assert.ok(
    expected.low.every((count) => count > 255),
    'every counter of 8 bits was full at least once',
  );
  const into = new Uint32Array(expected.low.length).fill(2 ** 32 - 400);
  const { carries } = countForward(trains, bins, 0, 2, { into, tileSpikes: 400, counterBytes: 1 });
  assert.deepEqual(
    Float64Array.from(into, (count, cell) => count + (carries.includes(cell) ? 2 ** 32 : 0)),
    Float64Array.from(expected.low, (count) => count + 2 ** 32 - 400),
  );
  const carried = [...expected.low.keys()].filter((cell) => expected.low[cell]! >= 400);
  assert.deepEqual(
    carries,
    carried.flatMap((cell) => [cell, 1]),
  );

  // All on one sample: 9 000 × 8 999 / 2 lags of zero, on top of what is almost 2³².
  const almost = Uint32Array.of(2 ** 32 - 40_000_000);
  const burst = countForward([new Float64Array(9000).fill(5)], centredBins(exactRatio(6), 0), 0, 1, {
    into: almost,
  });
  assert.deepEqual([...almost], [(9000 * 8999) / 2 - 40_000_000]);
  assert.deepEqual(burst.carries, [0, 1]);
});

test('trains merged once give the same counts for every window that is no longer', () => {
  const trains = Array.from({ length: 4 }, (_, unit) => poissonTrain(900, 60_000, unit + 3));
  const merged = mergedTiles(trains, 1200, 700);
  assert.ok(merged.length > 3);
  for (const bins of [centredBins(exactRatio(6), 100), npyxBins(10, 119), logarithmicBins(3, 60, 5)])
    assert.deepEqual(
      Float64Array.from(countForward(trains, bins, 0, 4, { merged }).low),
      plainForward(trains, bins),
    );
});

test('counters of 8 bits that were full are exact with log bins too', () => {
  const trains = [
    poissonTrain(4000, 40_000, 1),
    poissonTrain(3000, 40_000, 2),
    new Float64Array(700).fill(9),
  ];
  for (const bins of [logarithmicBins(3, 900, 6), centredBins(exactRatio(150), 6)])
    assert.deepEqual(Float64Array.from(countForward(trains, bins).low), plainForward(trains, bins));
});

test('even bins of up to 60 000 lags become a multiplication that equals the table for every lag; log bins do not', () => {
  for (const width of [1, 2, 3, 6, 7.5, 9.9, 15, 30, 249, 600])
    for (const half of [0, 1, 10, 200, 1000].filter((half) => width * half <= 60_000)) {
      const bins = centredBins(exactRatio(width), half);
      const rule = evenRule(bins);
      assert.ok(rule, `${width} samples, ${half} bins`);
      for (const lag of [0, 1, Math.floor(width / 2), bins.binOfLag.length - 1])
        assert.equal(
          Math.floor((lag * rule.factor + rule.offset) / 2 ** rule.shift),
          bins.binOfLag[lag] ?? half + 1,
        );
    }
  assert.equal(evenRule(logarithmicBins(3, 1200, 30)), null);
});
