import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normalBelow, normalHazard } from '../../core/kernels/gaussian.ts';
import { inverseLowerGamma, lowerGamma, upperGamma } from '../../core/kernels/incomplete-gamma.ts';
import { logGamma } from '../../core/kernels/log-gamma.ts';
import { seededChoice } from '../../core/kernels/seeded-choice.ts';
import { fitTruncatedGaussian, missedFraction } from '../../core/kernels/truncated-gaussian.ts';

/** The z with Φ(z) = p, by halving. */
function quantile(p: number): number {
  let [low, high] = [-10, 10];
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2;
    if (normalBelow(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** `count` amplitudes of mean 100 and SD 10 above 100 + 10·cut, at random places of their distribution. */
function cutAmplitudes(cut: number, count: number, seed: number): Float64Array {
  const missed = normalBelow(cut);
  return Float64Array.from(seededChoice(1e9, count, seed), (place) => {
    const p = missed + (1 - missed) * ((place + 0.5) / 1e9);
    return 100 + 10 * quantile(p);
  });
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]!;

test('the normal distribution has the values of tables', () => {
  assert.ok(Math.abs(normalBelow(-1.959963984540054) - 0.025) < 1e-15);
  assert.ok(Math.abs(normalBelow(1) - 0.8413447460685429) < 1e-15);
  assert.ok(Math.abs(normalBelow(-8) / 6.22096057427178e-16 - 1) < 1e-10);
  assert.ok(Math.abs(normalHazard(0) - Math.sqrt(2 / Math.PI)) < 1e-15);
  // Abramowitz and Stegun 26.2.12: φ(z)/(1 − Φ(z)) lies between z and z + 1/z.
  for (const z of [2, 10, 34.9, 35.1, 100]) assert.ok(normalHazard(z) > z && normalHazard(z) <= z + 1 / z);
});

test('the incomplete gamma function is 1 − Σ of the Poisson probabilities, and has an inverse', () => {
  for (const [a, x] of [
    [1, 0.3],
    [4, 2.5],
    [10, 25],
    [60, 55],
  ] as const) {
    let below = 0;
    for (let k = 0, term = Math.exp(-x); k < a; k++, term *= x / k) below += term;
    assert.ok(Math.abs(upperGamma(a, x) - below) < 1e-13);
    assert.ok(Math.abs(lowerGamma(a, x) - (1 - below)) < 1e-13);
    assert.ok(Math.abs(inverseLowerGamma(a, lowerGamma(a, x)) / x - 1) < 1e-8);
  }
  assert.ok(Math.abs(logGamma(0.5) - Math.log(Math.PI) / 2) < 1e-14);
  assert.ok(Math.abs(logGamma(11) - Math.log(3_628_800)) < 1e-12);
  assert.equal(inverseLowerGamma(3, 0), 0);
  assert.equal(inverseLowerGamma(3, 1), Infinity);
});

// §26, vector 12. npyx has 1.1, 3.5, 16.4, 32 and 55 % where these were missed. Single estimates scatter by 0.1, 0.4,
// 2, 4 and 6 points: that is what 1000 amplitudes tell, not a fault of the fit.
for (const [cut, percent] of [
  [-Infinity, 0],
  [-2, 2.3],
  [-1, 15.9],
  [-0.5, 30.9],
  [0, 50],
] as const)
  test(`of amplitudes cut at ${cut} SD, ${percent} % are found missing, within 3 points`, () => {
    const trials = Array.from({ length: 41 }, (_, seed) => cutAmplitudes(cut, 1000, seed));
    const known = trials.map((values) => {
      const fit = fitTruncatedGaussian(values, Number.isFinite(cut) ? 100 + 10 * cut : Math.min(...values));
      return 100 * fit!.belowCut;
    });
    assert.ok(Math.abs(median(known) - percent) < 3, `known cut: ${median(known)}`);
    const found = trials.map((values) => 100 * missedFraction(values)!.missed);
    assert.ok(Math.abs(median(found) - percent) < 3, `cut from the amplitudes: ${median(found)}`);
  });

test('a fit of many amplitudes finds the mean and the SD', () => {
  const fit = fitTruncatedGaussian(cutAmplitudes(-1, 100_000, 7), 90)!;
  assert.ok(Math.abs(fit.mean - 100) < 0.3);
  assert.ok(Math.abs(fit.sd - 10) < 0.2);
  assert.ok(Math.abs(fit.belowCut - normalBelow((90 - fit.mean) / fit.sd)) < 1e-12);
});

test('the fit maximises the likelihood: its mean and variance above the cut are the sample’s', () => {
  const values = cutAmplitudes(-0.5, 500, 3);
  const { mean, sd, cut, belowCut } = fitTruncatedGaussian(values, 95)!;
  const hazard = normalHazard((cut - mean) / sd);
  const sample = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - sample) ** 2, 0) / values.length;
  assert.ok(Math.abs(mean + sd * hazard - sample) < 1e-9);
  assert.ok(Math.abs(sd ** 2 * (1 - hazard * (hazard - (cut - mean) / sd)) - variance) < 1e-6);
  assert.ok(belowCut > 0 && belowCut < 1);
});

test('the estimate does not depend on the unit of the amplitudes, nor on values below the cut', () => {
  const values = cutAmplitudes(-1, 800, 5);
  const fit = fitTruncatedGaussian(values, 90)!;
  const scaled = fitTruncatedGaussian(
    values.map((value) => 1e-6 * value),
    90e-6,
  )!;
  assert.ok(Math.abs(scaled.belowCut - fit.belowCut) < 1e-9);
  assert.deepEqual(fitTruncatedGaussian([1, 2, ...values], 90), fit);
});

test('where no Gaussian is the likeliest there is no estimate', () => {
  assert.equal(fitTruncatedGaussian([], 0), undefined);
  assert.equal(fitTruncatedGaussian([1, 2], 0), undefined);
  assert.equal(fitTruncatedGaussian([5, 5, 5, 5], 0), undefined);
  // An exponential fall-off from the cut, as far as a sample shows it.
  const exponential = Float64Array.from({ length: 2000 }, (_, i) => -Math.log((i + 0.01) / 2000));
  assert.equal(fitTruncatedGaussian(exponential, 0), undefined);
  assert.equal(missedFraction([]), undefined);
});
