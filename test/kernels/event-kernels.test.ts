import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alignSpikes, countAligned } from '../../core/kernels/aligned-spikes.ts';
import { jointPsth, meanOfDiagonals } from '../../core/kernels/joint-psth.ts';
import { meanAround } from '../../core/kernels/mean-around.ts';
import { keptBySilence } from '../../core/kernels/silent-trials.ts';
import { gaussianKernel } from '../../core/kernels/smooth.ts';
import { steadyTrials } from '../../core/kernels/steady-trials.ts';
import { identityKernel, plainTrialSums, reachOf, trialSums } from '../../core/kernels/trial-sums.ts';
import { poissonTrain } from './poisson-train.ts';

const edgesFrom = (from: number, count: number, bin: number) =>
  Float64Array.from({ length: count + 1 }, (_, i) => from + i * bin);
const close = (actual: ArrayLike<number>, expected: ArrayLike<number>, within = 1e-9) => {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < actual.length; i++)
    assert.ok(Math.abs(actual[i]! - expected[i]!) <= within, `${i}: ${actual[i]} and ${expected[i]}`);
};

const train = poissonTrain(1500, 300_000, 7);
const events = Float64Array.from({ length: 60 }, (_, i) => 10_000 + ((i * 7919) % 280_000) + (i % 3) / 2);
const all: [number, number][] = [[0, 300_000]];

test('counts around events are those of a count over all pairs, for events in any order and between samples', () => {
  const edges = edgesFrom(-3000, 40, 150);
  const counts = countAligned(alignSpikes(train, events, -3000, 3000), edges);
  events.forEach((event, trial) => {
    for (let bin = 0; bin < 40; bin++) {
      const expected = train.filter(
        (spike) => spike - event >= edges[bin]! && spike - event < edges[bin + 1]!,
      ).length;
      assert.equal(counts[trial * 40 + bin], expected);
    }
  });
});

test('sums and squares over trials are those of the counts', () => {
  const edges = edgesFrom(-3000, 40, 150);
  const counts = countAligned(alignSpikes(train, events, -3000, 3000), edges);
  const { trials, sums, squares } = trialSums(
    train,
    events,
    { edges, before: 0, count: 40, kernel: identityKernel },
    all,
  );
  for (let bin = 0; bin < 40; bin++) {
    const column = Array.from(events, (_, trial) => counts[trial * 40 + bin]!);
    assert.equal(trials[bin], events.length);
    assert.equal(
      sums[bin],
      column.reduce((a, b) => a + b),
    );
    assert.equal(
      squares[bin],
      column.reduce((a, b) => a + b * b, 0),
    );
  }
});

for (const causal of [false, true])
  test(`${causal ? 'causal' : 'symmetric'} smoothing of each trial is the convolution of its counts, also at the window's ends`, () => {
    const kernel = gaussianKernel(2.5, causal);
    const { before, after } = reachOf(kernel);
    const edges = edgesFrom(-3000 - before * 150, 40 + before + after, 150);
    const { sums, squares } = trialSums(train, events, { edges, before, count: 40, kernel }, all);
    const wide = countAligned(alignSpikes(train, events, edges[0]!, edges.at(-1)!), edges);
    const bins = edges.length - 1;
    const smoothed = (trial: number, bin: number) => {
      let sum = 0;
      kernel.weights.forEach((weight, k) => {
        sum += weight * wide[trial * bins + bin + before - kernel.first - k]!;
      });
      return sum;
    };
    for (let bin = 0; bin < 40; bin++) {
      const column = Array.from(events, (_, trial) => smoothed(trial, bin));
      assert.ok(Math.abs(sums[bin]! - column.reduce((a, b) => a + b)) < 1e-9);
      assert.ok(Math.abs(squares[bin]! - column.reduce((a, b) => a + b * b, 0)) < 1e-9);
    }
  });

for (const [sd, causal] of [
  [1, false],
  [10, true],
  [13.3, false],
] as const)
  test(`smoothing by ${sd} bins${causal ? ', causal,' : ''} in vector instructions gives the same numbers, bit for bit`, () => {
    const kernel = gaussianKernel(sd, causal);
    const { before, after } = reachOf(kernel);
    const edges = edgesFrom(-3000 - before * 75, 80 + before + after, 75);
    const grid = { edges, before, count: 80, kernel };
    const far = events.filter((event) => event + edges[0]! >= 0 && event + edges.at(-1)! <= 300_000);
    const used = Uint8Array.from(far, (_, i) => Number(i % 7 !== 0));
    const fast = trialSums(train, far, grid, all, used);
    assert.deepEqual(fast, plainTrialSums(train, far, grid, all, used));
    assert.ok(fast.squares.some((square) => square > 0));
    const stretches: [number, number][] = [
      [2000, 150_000],
      [151_000, 299_000],
    ];
    const part = trialSums(train, events, grid, stretches);
    const plain = plainTrialSums(train, events, grid, stretches);
    assert.deepEqual(part.trials, plain.trials);
    close(part.sums, plain.sums);
    close(part.squares, plain.squares);
  });

test('a single spike stays the highest bin when smoothed, the weights sum to one, and nothing shows before it when causal', () => {
  for (const causal of [false, true]) {
    const kernel = gaussianKernel(3, causal);
    const { before, after } = reachOf(kernel);
    const edges = edgesFrom(-before * 10, 100 + before + after, 10);
    const { sums } = trialSums(
      Float64Array.of(1405),
      Float64Array.of(1000),
      { edges, before, count: 100, kernel },
      [[0, 5000]],
    );
    assert.equal(sums.indexOf(Math.max(...sums)), 40);
    assert.ok(Math.abs(sums.reduce((a, b) => a + b) - 1) < 1e-12);
    assert.equal(
      sums.subarray(0, 40).every((value) => value === 0),
      causal,
    );
  }
});

test('a bin that was not recorded does not count as silence', () => {
  const edges = edgesFrom(-100, 4, 50);
  const regular = Float64Array.from({ length: 100 }, (_, i) => 10 * i);
  const grid = { edges, before: 0, count: 4, kernel: identityKernel };
  // The first event has half its window before the recording began.
  const { trials, sums } = trialSums(regular, Float64Array.of(0, 500), grid, [[0, 1000]]);
  assert.deepEqual([...trials], [1, 1, 2, 2]);
  close(
    sums.map((sum, bin) => sum / trials[bin]!),
    [5, 5, 5, 5],
  );
});

test('next to bins that were not recorded, a smoothed constant rate stays what it is', () => {
  const kernel = gaussianKernel(2);
  const { before, after } = reachOf(kernel);
  const edges = edgesFrom(-100 - before * 10, 20 + before + after, 10);
  const regular = Float64Array.from({ length: 500 }, (_, i) => 2 * i);
  const { trials, sums } = trialSums(
    regular,
    Float64Array.of(30, 980),
    { edges, before, count: 20, kernel },
    [[0, 1000]],
  );
  sums.forEach((sum, bin) => {
    if (trials[bin]! > 0) assert.ok(Math.abs(sum / trials[bin]! - 5) < 1e-12, `bin ${bin}`);
  });
  assert.deepEqual([...trials.subarray(0, 7)], [1, 1, 1, 1, 1, 1, 1]);
  assert.equal(trials[7], 2);
});

test('two events at the same moment are two trials, and a spike at the event is a spike', () => {
  const edges = edgesFrom(-10, 2, 10);
  const { trials, sums } = trialSums(
    Float64Array.of(100),
    Float64Array.of(100, 100),
    { edges, before: 0, count: 2, kernel: identityKernel },
    all,
  );
  assert.deepEqual([...trials], [2, 2]);
  assert.deepEqual([...sums], [0, 2]);
});

test('npyx’s rule takes away trials with an inner silence, and none that is silent at its ends', () => {
  // The bins in which there are spikes, of 5 bins of 10 samples: 0 and 3; 3 and 4; 0 and 2.
  const aligned = { lags: Float64Array.of(4, 30, 39, 49, 0, 25), offsets: Uint32Array.of(0, 2, 4, 6) };
  assert.deepEqual([...keptBySilence(aligned, edgesFrom(0, 5, 10), 2)], [0, 1, 1]);
  const crowded = {
    lags: Float64Array.from({ length: 40 }, (_, i) => (i < 20 ? 1 : i === 20 ? 25 : 45)),
    offsets: Uint32Array.of(0, 40),
  };
  const rule = 'bins below a fifth of the mean of 8 are silent, though they have a spike';
  assert.deepEqual([...keptBySilence(crowded, edgesFrom(0, 5, 10), 3)], [0], rule);
  assert.deepEqual(
    [...keptBySilence({ lags: new Float64Array(0), offsets: new Uint32Array(3) }, edgesFrom(0, 5, 10), 1)],
    [1, 1],
  );
});

test('npyx’s rule drops two of three trials of a 2 Hz unit', () => {
  const slow = poissonTrain(4000, 30_000 * 2000, 3);
  const tones = Float64Array.from({ length: 600 }, (_, i) => 60_000 + i * 95_000);
  const edges = edgesFrom(-30_000, 400, 150);
  const aligned = alignSpikes(slow, tones, -30_000, 30_000);
  const kept = keptBySilence(aligned, edges, 100).reduce((a, b) => a + b, 0) / 600;
  assert.ok(kept > 0.28 && kept < 0.4, `${kept}`);
});

test('the joint PSTH of a unit with itself is the covariance matrix of its counts; independent units give none', () => {
  const edges = edgesFrom(-1500, 10, 300);
  const counts = (spikes: Float64Array) => countAligned(alignSpikes(spikes, events, -1500, 1500), edges);
  const own = jointPsth(counts(train), counts(train), 10, 'correlation');
  for (let bin = 0; bin < 10; bin++) assert.ok(Math.abs(own[bin * 11]! - 1) < 1e-12);
  const first = counts(train);
  const other = counts(poissonTrain(900, 300_000, 11));
  const crossed = jointPsth(first, other, 10, 'correlation');
  const mirrored = jointPsth(other, first, 10, 'correlation');
  for (let i = 0; i < 10; i++)
    for (let j = 0; j < 10; j++) assert.ok(Math.abs(crossed[i * 10 + j]! - mirrored[j * 10 + i]!) < 1e-12);
  const mean = crossed.reduce((a, b) => a + b, 0) / 100;
  assert.ok(Math.abs(mean) < 4 / Math.sqrt(60 * 100), `${mean}`);
});

test('means along diagonals: lag 0 is the trace, lags beyond are one step above it', () => {
  const matrix = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, Number.NaN);
  close(meanOfDiagonals(matrix, 3), [7, 6, 3, 4, 3]);
});

test('means of a variable around events are those of a scan; without a sample they are not known', () => {
  const values = Float64Array.from(train, (_, i) => (37 * i) % 101);
  const edges = edgesFrom(-500, 5, 200);
  const means = meanAround(train, values, events, edges);
  events.forEach((event, e) => {
    for (let bin = 0; bin < 5; bin++) {
      const inside = values.filter(
        (_, i) => train[i]! - event >= edges[bin]! && train[i]! - event < edges[bin + 1]!,
      );
      const mean = means[e * 5 + bin]!;
      if (inside.length === 0) assert.ok(Number.isNaN(mean));
      else assert.ok(Math.abs(mean - inside.reduce((a, b) => a + b) / inside.length) < 1e-9);
    }
  });
});

test('a trial is steady where all units fire, and the later of two near events is not used', () => {
  const busy = Float64Array.from({ length: 1000 }, (_, i) => 100 * i);
  const pausing = busy.filter((spike) => spike < 40_000 || spike > 60_000);
  const whole = [0, 100_000] as const;
  const rule = { halfIntervals: 15, halfSamples: null, minRateFraction: 0.1, maxIntervals: 50, minGap: 300 };
  const trials = Float64Array.of(20_000, 50_000, 20_200, 80_000);
  const { verdicts, rateFractions } = steadyTrials([busy, pausing], trials, [whole, whole], rule);
  assert.deepEqual([...verdicts], [0, 2, 1, 0]);
  assert.ok(rateFractions[1] === 0 && rateFractions[3]! > 0.9);
  const silence = { ...rule, minRateFraction: 0, halfSamples: 15_000 };
  assert.deepEqual([...steadyTrials([pausing], trials, [whole], silence).verdicts], [0, 3, 1, 0]);
});
