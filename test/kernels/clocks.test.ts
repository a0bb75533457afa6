import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitClock, toReferenceClock } from '../../core/kernels/fit-clock.ts';
import { edgeTrain, matchPulses } from '../../core/kernels/match-pulses.ts';
import { Random } from '../../core/synthetic/random.ts';
import { goldens, numbersOf } from '../golden.ts';

const truth = { a: 1 + 2e-5, b: 1234.5 };

/** Pulses on the reference clock and the same on another, to whole samples, with 0.3 samples of jitter. */
function pulses(count: number, { a, b } = truth, interval = () => 30_000) {
  const random = new Random(3, 'pulses');
  const reference: number[] = [];
  const own: number[] = [];
  const offsets: [number[], number[]] = [[], []];
  let at = 40_000;
  for (let i = 0; i < count; i++) {
    reference.push(Math.round(at));
    own.push((at - b) / a + 0.3 * (2 * random.uniform() - 1));
    const width = 5000;
    offsets[0].push((at + width - b) / a);
    offsets[1].push(Math.round(at + width));
    at += interval();
  }
  return {
    own: Float64Array.from(own, Math.round),
    reference: Float64Array.from(reference),
    ownOffsets: Float64Array.from(offsets[0], Math.round),
    referenceOffsets: Float64Array.from(offsets[1]),
  };
}
const irregular = (seed: number) => {
  const random = new Random(seed, 'intervals');
  return () => 12_000 + 30_000 * random.uniform();
};

test('a clock of 1 + 2e-5 and 1234.5 with 0.3 samples of jitter is found to below a sample; it drifts by 72 ms an hour', () => {
  const { own, reference } = pulses(1000);
  const { a, residuals } = fitClock(own, reference);
  assert.ok(residuals.every((residual) => Math.abs(residual) < 1));
  assert.ok(Math.abs((a - 1) * 3600 * 1000 - 72) < 0.1);
  const aligned = toReferenceClock(own, fitClock(own, reference));
  assert.ok(aligned.every((sample, i) => Math.abs(sample - (reference[i] as number)) <= 1));
});

test('without jitter the line is exact, and pulses that were seen late do not pull it', () => {
  const own = Float64Array.from({ length: 200 }, (_, i) => 30_000 * i + 7);
  const reference = own.map((sample) => 1.5 * sample - 100);
  assert.deepEqual(Object.values(fitClock(own, reference)).slice(0, 2), [1.5, -100]);
  for (const late of [20, 21, 90]) reference[late] = (reference[late] as number) + 400;
  const { a, b, isUsed } = fitClock(own, reference);
  assert.ok(Math.abs(a - 1.5) < 1e-12 && Math.abs(b + 100) < 1e-6);
  assert.deepEqual(
    [...isUsed.keys()].filter((i) => !isUsed[i]),
    [20, 21, 90],
  );
});

test('one event gives no clock', () => {
  assert.throws(() => fitClock(Float64Array.of(1), Float64Array.of(2)), RangeError);
  assert.throws(() => fitClock(Float64Array.of(1, 1), Float64Array.of(2, 2)), RangeError);
});

test('irregular pulses are matched whatever each train lacks, has too much, or begins with', () => {
  const all = pulses(400, truth, irregular(5));
  const lost = new Set([0, 1, 2, 3, 50, 51, 120, 399]);
  const extra = [1_000_000.25, 2_345_678.5];
  const own = Float64Array.from(
    [...[...all.own].filter((_, i) => !lost.has(i)), ...extra].sort((a, b) => a - b),
  );
  const missed = new Set([10, 60, 61, 398]);
  const reference = all.reference.filter((_, i) => !missed.has(i));
  const matched = matchPulses(edgeTrain(own, new Float64Array()), edgeTrain(reference, new Float64Array()), {
    ratio: 1,
    tolerance: 15,
  });
  assert.equal(matched.isAmbiguous, false);
  assert.equal(matched.own.length, 400 - lost.size - missed.size);
  const truePair = new Map([...all.own].map((sample, i) => [sample, all.reference[i]]));
  matched.own.forEach((i, k) => {
    assert.equal(reference[matched.reference[k] as number], truePair.get(own[i] as number));
  });
});

test('clocks hours apart are matched when the pulses are irregular', () => {
  const far = { a: 1 - 1e-5, b: -40_000_000 };
  const all = pulses(300, far, irregular(8));
  const { own } = matchPulses(
    edgeTrain(all.own, all.ownOffsets),
    edgeTrain(all.reference, all.referenceOffsets),
    { ratio: 1, tolerance: 15 },
  );
  assert.equal(own.length, 600);
});

test('pulses at equal intervals are ambiguous: first with first when as many, else as close in start as can be', () => {
  const { own, reference } = pulses(60);
  const none = new Float64Array();
  const options = { ratio: 1, tolerance: 15 };
  const same = matchPulses(edgeTrain(own, none), edgeTrain(reference, none), options);
  assert.equal(same.isAmbiguous, true);
  assert.deepEqual([same.own[0], same.reference[0], same.own.length], [0, 0, 60]);
  const fewer = matchPulses(edgeTrain(own.slice(1), none), edgeTrain(reference, none), options);
  assert.deepEqual([fewer.own[0], fewer.reference[0], fewer.own.length], [0, 1, 59]);
});

test('the widths of pulses tell which is which when their intervals do not', () => {
  const { own, reference } = pulses(40);
  const random = new Random(2, 'widths');
  const widths = Float64Array.from(own, () => 12_000 + Math.round(6000 * random.uniform()));
  const downs = (onsets: Float64Array, from = 0) =>
    onsets.map((onset, i) => onset + (widths[i + from] as number));
  const later = own.slice(3);
  const matched = matchPulses(edgeTrain(later, downs(later, 3)), edgeTrain(reference, downs(reference)), {
    ratio: 1,
    tolerance: 15,
  });
  assert.equal(matched.isAmbiguous, false);
  assert.equal(matched.own.length, 2 * 37);
  assert.deepEqual([matched.own[0], matched.reference[0]], [0, 6]);
});

test('trains of different pulses have next to nothing in common', () => {
  const one = pulses(200, truth, irregular(1));
  const other = pulses(200, truth, irregular(99));
  const none = new Float64Array();
  const matched = matchPulses(edgeTrain(one.own, none), edgeTrain(other.reference, none), {
    ratio: 1,
    tolerance: 15,
  });
  assert.ok(matched.own.length < 20, `${matched.own.length} pairs`);
});

test('a second train goes onto the first clock as npyx’s align_timeseries_interpol puts it', () => {
  const [golden] = goldens('glx-1.0', 'align_timeseries_interpol');
  const [reference, own] = golden!.args['sync_signals'] as [number[], number[]];
  const clock = fitClock(Float64Array.from(own), Float64Array.from(reference));
  // npyx wrote its answers over what it was given, so that the golden arguments are answers too.
  const given = Float64Array.of(5, 1500, 3998);
  assert.deepEqual([...toReferenceClock(given, clock)], numbersOf(golden!).slice(3));
});
