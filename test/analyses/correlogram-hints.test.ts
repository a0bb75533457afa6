import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Computing } from '../../core/analyses/analysis.ts';
import { correlogram } from '../../core/analyses/correlogram.ts';
import { coincidenceHints } from '../../core/analyses/correlogram-hints.ts';
import type { Correlograms } from '../../core/analyses/correlogram-params.ts';
import { correlogramsAmong } from '../../core/analyses/correlogram-subset.ts';
import { parseParams } from '../../core/analyses/params.ts';
import { randomBelow } from '../../core/kernels/seeded-choice.ts';
import { poissonTrain } from '../kernels/poisson-train.ts';

const context: Computing = {
  open: () => assert.fail('reads a file'),
  signal: new AbortController().signal,
  whole: false,
  progress: () => undefined,
  warn: () => undefined,
};
const rate = 30_000;
const duration = 1200 * rate;

function computed(
  trains: readonly Float64Array[],
  given: Readonly<Record<string, unknown>> = {},
): Correlograms {
  const units = trains.map((_, i) => String(i));
  const params = parseParams(correlogram.params, given);
  return correlogram.compute({ units, trains, sampleRateHz: rate }, params, context) as Correlograms;
}
const notesOf = (trains: readonly Float64Array[], given: Readonly<Record<string, unknown>> = {}) =>
  (correlogram.draw(computed(trains, given), parseParams(correlogram.params, given)).notes ?? []).join(' ');

/** A neuron with a refractory period of 3 ms. */
function neuron(spikes: number, seed: number): Float64Array {
  let last = -Infinity;
  return poissonTrain(spikes, duration, seed).filter((sample) => {
    const fires = sample - last >= 90;
    if (fires) last = sample;
    return fires;
  });
}
const together = (...trains: readonly Float64Array[]): Float64Array =>
  Float64Array.from(trains.flatMap((train) => [...train])).sort();

/** A train in two, each spike to one of them at random. */
function halves(train: Float64Array): [Float64Array, Float64Array] {
  const below = randomBelow(4);
  const first = new Set([...train.keys()].filter(() => below(2) === 0));
  return [train.filter((_, i) => first.has(i)), train.filter((_, i) => !first.has(i))];
}

test('coincidences are the lags within 1.5 ms, and as many are expected as independent trains have', () => {
  const [a, b] = [poissonTrain(30_000, duration, 1), poissonTrain(50_000, duration, 2)];
  const { coincidences, expectedCoincidences } = computed([a, b]);
  let count = 0;
  for (const sample of a) for (const other of near(b, sample)) if (Math.abs(other - sample) < 45) count++;
  assert.equal(coincidences[1], count);
  assert.equal(coincidences[2], count);
  // 15 bins of 6 lags, of which the ones on the edge count outside: ±44 samples.
  const closedForm = (a.length * b.length * 89) / duration;
  assert.ok(
    Math.abs(expectedCoincidences[1]! / closedForm - 1) < 0.03,
    `${expectedCoincidences[1]} ${closedForm}`,
  );
});

function near(train: Float64Array, sample: number): Float64Array {
  let low = 0;
  let high = train.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (train[middle]! < sample - 60) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (end < train.length && train[end]! <= sample + 60) end++;
  return train.subarray(low, end);
}

test('of a neuron sorted as two units all coincidences are missing; of two contaminated ones a·b', () => {
  const [a, b] = halves(neuron(90_000, 7));
  const [pure] = coincidenceHints(computed([a, b]));
  assert.ok(pure && pure.missing > 0.99, `${pure?.missing}`);
  assert.match(
    notesOf([a, b]),
    /Units 0 and 1: \d+ coincidences within ±1\.5 ms, \d+ % fewer than the \d+ expected by chance, as when both hold spikes of the same neuron\./,
  );

  // Each unit gets as many spikes of others: a = b = 1/2 or a little more, for the refractory period took some.
  const strangers = [11, 12].map((seed, i) => poissonTrain([a, b][i]!.length, duration, seed));
  const mixed = [together(a, strangers[0]!), together(b, strangers[1]!)];
  const share = (a.length / mixed[0]!.length) * (b.length / mixed[1]!.length);
  const near = computed(mixed);
  const missing = 1 - near.coincidences[1]! / near.expectedCoincidences[1]!;
  assert.ok(Math.abs(missing - share) < 0.04, `${missing} for ${share}`);
});

test('spikes that two units share are too many; independent units are not told of', () => {
  const shared = poissonTrain(4000, duration, 21);
  const trains = [31, 32].map((seed) => together(neuron(20_000, seed), shared));
  const [hint] = coincidenceHints(computed(trains));
  assert.ok(hint && hint.count >= shared.length);
  assert.match(
    notesOf(trains),
    /[\d.]+ times the \d+ expected by chance, as when spikes were sorted twice\./,
  );

  const independent = Array.from({ length: 12 }, (_, i) => neuron(8000 + 2000 * i, 50 + i));
  assert.deepEqual(coincidenceHints(computed(independent)), []);
  assert.match(
    notesOf(independent.slice(0, 2)),
    /Units 0 and 1: \d+ coincidences within ±1\.5 ms \(\d+ expected by chance\)\./,
  );
});

test('where coincidences cannot be told they are not', () => {
  const trains = [poissonTrain(5000, duration, 1), poissonTrain(5000, duration, 2)];
  for (const given of [{ logBins: 20 }, { binning: 'npyx' }, { binMs: 5 }, { windowMs: 10 }])
    assert.ok(computed(trains, given).expectedCoincidences.every(Number.isNaN), JSON.stringify(given));
});

/** Which bins of the one cross-correlogram lie outside a jitter band. */
function outside(
  trains: readonly Float64Array[],
  given: Readonly<Record<string, unknown>>,
): readonly number[] {
  const { lagsMs, values, band } = computed(trains, {
    confidencePercent: 99,
    baseline: 'jitter',
    normalize: 'counts',
    windowMs: 40,
    binMs: 0.5,
    ...given,
  });
  const size = lagsMs.length;
  return [...lagsMs].filter((_, bin) => {
    const at = size + bin;
    return values[at]! < band!.low[at]! || values[at]! > band!.high[at]!;
  });
}

test('the jitter band holds slow common changes and leaves precise ones outside', () => {
  // Both fire in the same half of every 400 ms.
  const waves = [1, 2].map((seed) =>
    poissonTrain(60_000, duration, 70 + seed).filter((sample) => sample % 12_000 < 6000),
  );
  const slow = outside(waves, {});
  // 81 bins at 1 %: ten or more would come once in millions.
  assert.ok(slow.length < 10, slow.join());

  const followed = waves[0]!.filter((_, i) => i % 20 === 0).map((sample) => sample + 60);
  const synapse = outside([waves[0]!, together(waves[1]!, followed)], {});
  assert.ok(synapse.includes(2), synapse.join());
  assert.deepEqual(outside([waves[0]!, together(waves[1]!, followed)], {}), synapse);
});

test('a jitter band needs its surrogates, and a jitter of at least a sample', () => {
  const trains = [poissonTrain(500, duration, 1)];
  const given = { confidencePercent: 99, baseline: 'jitter' };
  assert.throws(() => computed(trains, { ...given, surrogateCount: 100 }), {
    name: 'ParameterError',
    message: 'surrogateCount: 100 cannot tell a band of 99 %, expected 199 or more',
  });
  assert.throws(() => computed(trains, { ...given, logBins: 9 }), /not with logBins/);
});

test('correlograms of some units, taken from those of all, are what computing them alone gives', () => {
  const trains = Array.from({ length: 6 }, (_, i) => neuron(2000 + 700 * i, 90 + i));
  const given = { confidencePercent: 95, normalize: 'zscore' };
  const all = computed(trains, given);
  const few = computed([trains[1]!, trains[4]!], given);
  assert.deepEqual(correlogramsAmong(all, [1, 4]), { ...few, units: ['1', '4'] });
  assert.deepEqual(correlogramsAmong(all, [3]), { ...computed([trains[3]!], given), units: ['3'] });
});
