import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classedCorrelogram, noClass } from '../../core/kernels/classed-correlogram.ts';
import { autocorrelogram } from '../../core/kernels/correlogram.ts';
import { exactRatio } from '../../core/kernels/exact-ratio.ts';
import { centredBins, type LagBins, logarithmicBins } from '../../core/kernels/lag-bins.ts';
import { poissonTrain } from './poisson-train.ts';

/** Seven spikes on one sample in the middle. */
const bursting = (seed: number, count: number) =>
  Float64Array.from([...poissonTrain(count, 60_000, seed), ...Array<number>(7).fill(30_000)]).sort();

const rules: readonly LagBins[] = [
  centredBins(exactRatio(6), 50),
  centredBins(exactRatio(7.5), 9),
  logarithmicBins(3, 900, 20),
];

function byDefinition(
  from: Float64Array,
  to: Float64Array,
  classes: Uint8Array,
  bins: LagBins,
  own: boolean,
) {
  const size = 2 * bins.half + 1;
  const counts = new Float64Array(3 * size);
  from.forEach((start, i) => {
    if (classes[i] === noClass) return;
    to.forEach((end, j) => {
      const bin = bins.binOfLag[Math.abs(end - start)];
      if (bin !== undefined && !(own && i === j))
        counts[classes[i]! * size + bins.half + Math.sign(end - start) * bin]!++;
    });
  });
  return counts;
}

test('each class counts its own spikes by the definition, long trains and short, log bins and bursts too', () => {
  for (const count of [40, 2500])
    for (const bins of rules) {
      const [a, b] = [bursting(1, count), bursting(2, count)];
      const classes = Uint8Array.from(a, (_, i) => (i % 5 === 4 ? noClass : (i * 7) % 3));
      for (const [to, own] of [
        [a, true],
        [b, false],
      ] as const)
        assert.deepEqual(
          classedCorrelogram(a, to, classes, 3, bins, own),
          byDefinition(a, to, classes, bins, own),
        );
    }
});

test('all classes of a train with itself are its autocorrelogram', () => {
  const train = bursting(3, 3000);
  for (const bins of rules) {
    const size = 2 * bins.half + 1;
    const classes = Uint8Array.from(train, (_, i) => i % 4);
    const rows = classedCorrelogram(train, train, classes, 4, bins, true);
    const sum = Float64Array.from({ length: size }, (_, bin) =>
      [0, 1, 2, 3].reduce((all, row) => all + rows[row * size + bin]!, 0),
    );
    assert.deepEqual(sum, autocorrelogram(train, bins));
  }
});
