import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AllCounts, pairCounts } from '../../core/analyses/pair-counting.ts';
import { flatWidths, peakOf, peakOfPair } from '../../core/analyses/pair-peak.ts';
import { exactRatio } from '../../core/kernels/exact-ratio.ts';
import { centredBins, type LagBins, logarithmicBins, npyxBins } from '../../core/kernels/lag-bins.ts';
import { normalQuantile } from '../../core/kernels/normal-quantile.ts';
import { countForward } from '../../core/kernels/pair-counts.ts';
import { poissonTrain } from '../kernels/poisson-train.ts';

const rules: Readonly<Record<string, LagBins>> = {
  narrow: centredBins(exactRatio(6), 100),
  wide: centredBins(exactRatio(150), 20),
  npyx: npyxBins(6, 100),
  'uneven bins': centredBins(exactRatio(7.5), 40),
  'log bins': logarithmicBins(3, 1200, 20),
};

/** z of all pairs of 60 independent Poisson trains of 300 s. */
function deviations(spikes: number, bins: LagBins): number[] {
  const trains = Array.from({ length: 60 }, (_, unit) => poissonTrain(spikes, 300 * 30_000, unit + 1));
  const counts = { bins, unitCount: trains.length, ...countForward(trains, bins) };
  const widths = flatWidths(bins);
  return trains.flatMap((_, i) =>
    trains.slice(i + 1).map((_, above) => peakOfPair(counts, widths, i, i + 1 + above).z),
  );
}

for (const [name, bins] of Object.entries(rules))
  test(`${name}: of independent Poisson trains at most one pair in twenty is beyond 1.96, however few spikes there are`, () => {
    for (const spikes of [6000, 1500, 300, 30]) {
      const z = deviations(spikes, bins);
      const beyond = z.filter((each) => Math.abs(each) > 1.96).length;
      // 5 % of 1770 pairs, which share their trains, and five SD of it.
      assert.ok(beyond <= 88 + 5 * Math.sqrt(84), `${beyond} of ${z.length} pairs of ${spikes} spikes`);
      assert.ok(z.filter((each) => Math.abs(each) > 5).length === 0);
      // Where there is much to count the share is as stated, and as often a trough as a peak.
      if (spikes < 6000 || name === 'log bins') continue;
      assert.ok(beyond >= 0.35 * 88, `${beyond} of ${z.length} pairs`);
      const [up, down] = [1, -1].map((sign) => z.filter((each) => sign * each > 1).length);
      assert.ok(Math.min(up!, down!) > 0.5 * Math.max(up!, down!), `${up} peaks and ${down} troughs`);
    }
  });

test('one lag where nothing else was counted tells nothing; twelve together tell much', () => {
  const widths = flatWidths(centredBins(exactRatio(6), 50));
  const counts = new Float64Array(101);
  counts[60] = 1;
  assert.ok(peakOf(counts, widths).z < 0.2);
  counts[60] = 12;
  const { z, bin } = peakOf(counts, widths);
  assert.equal(bin, 60);
  // Twelve of twelve lags in one bin of 81: (1/81)^12, in 202 looks.
  const expected = normalQuantile((202 / 81 ** 12) * 0.5);
  assert.ok(Math.abs(z - expected) < 1e-3, `${z}, not ${expected}`);
});

test('a centre bin that holds fewer lags is no trough', () => {
  const bins = centredBins(exactRatio(6), 100);
  const flat = Float64Array.from({ length: 201 }, (_, bin) => (bin === 100 ? 5 : 6) * 10_000);
  assert.equal(Math.abs(peakOf(flat, flatWidths(bins)).z), 0);
  flat[100] = 52_000;
  const { z, bin } = peakOf(flat, flatWidths(bins));
  assert.deepEqual([bin, z > 5], [100, true]);
});

test('the peak of a pair out of all is that of its correlogram, and mirrors that of the pair turned round', () => {
  let state = 3;
  const below = (limit: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  for (const half of [0, 1, 2, 3, 10, 41])
    for (const bins of [
      centredBins(exactRatio(6), half),
      centredBins(exactRatio(7.5), half),
      npyxBins(6, half),
    ])
      for (const limit of [1, 2, 4, 300, 2 ** 31]) {
        const low = Uint32Array.from({ length: 9 * (half + 1) }, () => below(limit));
        const widths = flatWidths(bins);
        for (const carries of [[], [below(low.length), 1]]) {
          const all: AllCounts = { bins, unitCount: 3, low, carries };
          for (const from of [0, 1, 2])
            for (const to of [0, 1, 2]) {
              const counts = pairCounts(all, from, to);
              const expected = peakOf(counts, widths);
              assert.deepEqual(peakOfPair(all, widths, from, to), expected);
              const turned = peakOf(counts.slice().reverse(), widths);
              assert.ok(Math.abs(turned.z - expected.z) < 1e-9);
              assert.equal(counts[2 * half - turned.bin], counts[expected.bin]);
            }
        }
      }
});

test('asymmetry is after less before over the root of both', () => {
  const widths = flatWidths(centredBins(exactRatio(1), 5));
  assert.equal(peakOf(Float64Array.of(1, 1, 3, 3, 9, 2, 9, 1, 1, 3, 3), widths).asymmetry, 0);
  const { asymmetry } = peakOf(Float64Array.of(1, 1, 3, 3, 0, 2, 14, 1, 1, 3, 3), widths);
  assert.equal(asymmetry, 14 / Math.sqrt(30));
});
