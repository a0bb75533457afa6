import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countUnits, idsToPositions, ranksByUnit } from '../../core/kernels/group-by-unit.ts';
import { invertMatrix } from '../../core/kernels/invert-matrix.ts';
import { largestPosition, peakToPeak, unwhitenedPeakToPeak } from '../../core/kernels/peak-of-templates.ts';
import { isAscending, stableOrder } from '../../core/kernels/stable-order.ts';
import {
  addTemplateUses,
  countIntervals,
  listTemplateUses,
  noTemplateUses,
} from '../../core/kernels/unit-statistics.ts';

/** The same numbers every time, in [0, 1). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

test('groups hold every spike once, under its own unit, in ascending order', () => {
  const random = seeded(1);
  for (const scale of [1, 400_000_000]) {
    const clusters = Int32Array.from({ length: 2000 }, () => Math.floor(random() * 5) * scale + 3);
    const { units, offsets } = countUnits(clusters);
    assert.deepEqual(
      [...units],
      [...new Set(clusters)].sort((a, b) => a - b),
    );
    const ids = clusters.slice();
    const unitOf = idsToPositions(clusters, units);
    assert.deepEqual(
      [...unitOf].map((position) => units[position]),
      [...ids],
    );
    const ranks = ranksByUnit(unitOf, offsets);
    for (let unit = 0; unit < units.length; unit++) {
      const mine = [...ranks.subarray(offsets[unit], offsets[unit + 1])];
      const wanted = [...ids.keys()].filter((rank) => ids[rank] === units[unit]);
      assert.deepEqual(mine, wanted);
    }
    assert.ok(ranks.buffer instanceof SharedArrayBuffer);
  }
  const none = countUnits(new Int32Array(0));
  assert.deepEqual([none.units.length, [...none.offsets]], [0, [0]]);
});

test('a stable order sorts and keeps equal values in their order', () => {
  const values = new Float64Array([5, 1, 5, 0, 1]);
  assert.equal(isAscending(values), false);
  assert.deepEqual([...stableOrder(values)], [3, 1, 4, 0, 2]);
  assert.deepEqual([...stableOrder(new Float64Array(0))], []);
  const random = seeded(5);
  for (const length of [1, 2, 3, 7, 8, 9, 1000, 600_000]) {
    // Many equal ones, in runs of every length.
    const many = Float64Array.from({ length }, (_, i) => Math.floor((i % 97) + 20 * random()));
    const wanted = [...many.keys()].sort((a, b) => many[a]! - many[b]! || a - b);
    assert.deepEqual([...stableOrder(many)], wanted);
  }
  assert.equal(isAscending(new Float64Array([1, 1, 2])), true);
});

test('a matrix times its inverse is the identity, and a singular one has none', () => {
  const random = seeded(2);
  const n = 12;
  const matrix = Float64Array.from({ length: n * n }, () => random() - 0.5);
  const inverse = invertMatrix(matrix, n)!;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += matrix[i * n + k]! * inverse[k * n + j]!;
      assert.ok(Math.abs(sum - (i === j ? 1 : 0)) < 1e-10);
    }
  // A zero on the diagonal needs another pivot.
  assert.deepEqual([...invertMatrix([0, 2, 4, 0], 2)!], [0, 0.25, 0.5, 0]);
  assert.equal(invertMatrix([1, 2, 2, 4], 2), undefined);
});

test('short intervals and template uses are those of a count by hand, in blocks too', () => {
  const samples = new Float64Array([0, 10, 12, 30, 31, 100]);
  const unitOf = new Int32Array([0, 1, 0, 1, 1, 0]);
  // Unit 0 at 0, 12, 100; unit 1 at 10, 30, 31. An interval of exactly the limit is not short.
  const short = (limit: number) =>
    countIntervals(samples, unitOf, 2, limit, { width: 10, count: 10 }).shortIntervals;
  assert.deepEqual([...short(12)], [0, 1]);
  assert.deepEqual([...short(13)], [1, 1]);
  // Bins of 10: unit 0 in those from 0 and 10, its spike at 100 is behind the last; unit 1 in those from 10 and 30.
  const present = (count: number) => countIntervals(samples, unitOf, 2, 1, { width: 10, count }).presentBins;
  assert.deepEqual([...present(10)], [2, 2]);
  assert.deepEqual([...present(11)], [3, 2]);
  assert.deepEqual([...present(0)], [0, 0]);
  const templates = [7, 2, 7, 2, 5, 9];
  const amplitudes = [1, 2, 3, 4, 5, 6];
  for (const block of [6, 2]) {
    const uses = noTemplateUses(2);
    for (let start = 0; start < 6; start += block)
      addTemplateUses(
        uses,
        unitOf,
        start,
        templates.slice(start, start + block),
        amplitudes.slice(start, start + block),
      );
    assert.deepEqual(listTemplateUses(uses), [
      [
        { template: 7, count: 2, amplitudeSum: 4 },
        { template: 9, count: 1, amplitudeSum: 6 },
      ],
      [
        { template: 2, count: 2, amplitudeSum: 6 },
        { template: 5, count: 1, amplitudeSum: 5 },
      ],
    ]);
  }
});

test('the peak of templates is that of their weighted sum, and undoing the whitening is a matrix product', () => {
  const random = seeded(3);
  const [sampleCount, channelCount] = [9, 4];
  const data = Float32Array.from({ length: 3 * sampleCount * channelCount }, () => random() - 0.5);
  const block = { data, sampleCount, channelCount };
  const weights = [
    { template: 0, weight: 2 },
    { template: 2, weight: 0.5 },
  ];
  const inverse = Float64Array.from({ length: 16 }, () => random());
  const at = (template: number, sample: number, channel: number) =>
    data[(template * sampleCount + sample) * channelCount + channel]!;
  for (let channel = 0; channel < channelCount; channel++) {
    const mean = Array.from(
      { length: sampleCount },
      (_, s) => 2 * at(0, s, channel) + 0.5 * at(2, s, channel),
    );
    const span = Math.max(...mean) - Math.min(...mean);
    assert.ok(Math.abs(peakToPeak(block, weights)[channel]! - span) < 1e-12);
    const raw = Array.from({ length: sampleCount }, (_, s) =>
      [0, 1, 2, 3].reduce(
        (sum, c) => sum + (2 * at(0, s, c) + 0.5 * at(2, s, c)) * inverse[c * 4 + channel]!,
        0,
      ),
    );
    const rawSpan = Math.max(...raw) - Math.min(...raw);
    assert.ok(Math.abs(unwhitenedPeakToPeak(block, weights, inverse, channel) - rawSpan) < 1e-12);
  }
  // One template alone goes another way to the same answer.
  const one = { template: 1, weight: 3 };
  const both = peakToPeak(block, [one, { template: 2, weight: 0 }]);
  peakToPeak(block, [one]).forEach((span, channel) => {
    assert.ok(Math.abs(span - both[channel]!) < 1e-12);
  });
  assert.equal(largestPosition(new Float64Array([1, 3, 3])), 1);
  assert.equal(largestPosition(new Float64Array([0, 0])), -1);
  // A template with values that are not numbers still has a peak.
  const holed = { data: new Float32Array([Number.NaN, 0, 1, 5]), sampleCount: 2, channelCount: 2 };
  assert.deepEqual([...peakToPeak(holed, [{ template: 0, weight: 1 }])], [1, 5]);
});
