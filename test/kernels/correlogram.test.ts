import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bisectLeft } from '../../core/kernels/bisect.ts';
import { autocorrelogram, correlogram, mirrored } from '../../core/kernels/correlogram.ts';
import { divide, exactRatio, multiply } from '../../core/kernels/exact-ratio.ts';
import {
  centredBins,
  type LagBins,
  lagsPerBin,
  logarithmicBins,
  npyxBins,
} from '../../core/kernels/lag-bins.ts';
import { toHertz, toZscore } from '../../core/kernels/normalize-correlogram.ts';
import { poissonTrain } from './poisson-train.ts';

const whole = (bin: number) => exactRatio(bin);
const train = (...samples: number[]) => Float64Array.from(samples);

/** The bin, counted from the centre, into which a single delay falls. */
function binOf(delay: number, bins: LagBins): number {
  const counts = correlogram(train(1000), train(1000 + delay), bins);
  assert.equal(
    counts.reduce((a, b) => a + b),
    1,
  );
  return counts.indexOf(1) - bins.half;
}

test('centred bins round lags to the nearest bin, ties away from zero on both sides', () => {
  const bins = centredBins(whole(6), 200);
  for (const [delay, bin] of [
    [0, 0],
    [2, 0],
    [3, 1],
    [8, 1],
    [9, 2],
    [14, 2],
    [15, 3],
  ] as const) {
    assert.equal(binOf(delay, bins), bin, `lag ${delay}`);
    assert.equal(binOf(-delay, bins), bin === 0 ? 0 : -bin, `lag ${-delay}`);
  }
});

test('bins that are no whole number of samples are compared exactly', () => {
  // 0.25 ms at 30 kHz are 7.5 samples: edges at 3.75, 11.25, 18.75.
  const bins = centredBins(divide(multiply(exactRatio(0.25), exactRatio(30000)), exactRatio(1000)), 3);
  assert.deepEqual(
    [3, 4, 11, 12, 18, 19].map((lag) => binOf(lag, bins)),
    [0, 1, 1, 2, 2, 3],
  );
  // 8.3 ms are 249 samples, which binary fractions take for a little more.
  const wide = centredBins(divide(multiply(exactRatio(8.3), exactRatio(30000)), exactRatio(1000)), 2);
  assert.deepEqual(
    [124, 125, 373, 374].map((lag) => binOf(lag, wide)),
    [0, 1, 1, 2],
  );
});

test('npyx bins put delays where npyx does', () => {
  const bins = npyxBins(6, 200);
  const delays = [-18, -13, -12, -7, -6, -1, 0, 5, 6, 11, 12, 17];
  assert.deepEqual(
    delays.map((delay) => binOf(delay, bins)),
    [-3, -2, -2, -1, -1, 0, 0, 0, 1, 1, 2, 2],
  );
});

test('the centre is the sum of both sides, or with npyx bins the larger', () => {
  const [a, b] = [train(1000, 5002), train(1002, 5000)];
  assert.equal(correlogram(a, b, centredBins(whole(6), 5))[5], 2);
  assert.equal(correlogram(a, b, npyxBins(6, 5))[5], 1);
});

test('a correlogram equals a count over all pairs, and that of (b, a) mirrors it', () => {
  const a = poissonTrain(400, 60_000, 1);
  const b = poissonTrain(300, 60_000, 2);
  for (const bin of [1, 6, 7.5, 30.25]) {
    const half = 40;
    const bins = centredBins(exactRatio(bin), half);
    const brute = new Float64Array(2 * half + 1);
    for (const from of a)
      for (const to of b) {
        const lag = to - from;
        const m = Math.sign(lag) * Math.floor(Math.abs(lag) / bin + 0.5);
        if (Math.abs(m) <= half) brute[half + m]!++;
      }
    assert.deepEqual(correlogram(a, b, bins), brute);
    assert.deepEqual(correlogram(b, a, bins), mirrored(brute));
  }
});

test('an autocorrelogram counts every ordered pair but a spike with itself', () => {
  const a = poissonTrain(200, 20_000, 3);
  const bins = centredBins(whole(100), 300);
  const own = autocorrelogram(a, bins);
  const all = correlogram(a, a, bins);
  all[300]! -= a.length;
  assert.deepEqual(own, all);
  assert.equal(
    own.reduce((sum, count) => sum + count),
    a.length * (a.length - 1),
  );
});

test('spikes on one sample count in the centre', () => {
  assert.deepEqual(
    [...autocorrelogram(train(5, 5, 9), centredBins(whole(1), 4))],
    [2, 0, 0, 0, 2, 0, 0, 0, 2],
  );
  assert.equal(correlogram(train(5), train(5), centredBins(whole(1), 4))[4], 1);
});

test('Hertz of independent Poisson trains is the rate of the second', () => {
  const a = poissonTrain(20_000, 30_000 * 600, 4);
  const b = poissonTrain(12_000, 30_000 * 600, 5);
  const hertz = toHertz(correlogram(a, b, centredBins(whole(30), 50)), a.length, 0.001);
  const mean = hertz.reduce((sum, value) => sum + value) / hertz.length;
  assert.ok(Math.abs(mean - 20) < 0.4, `${mean} Hz for 20`);
});

test('z-scores have their closed form', () => {
  const counts = train(1, 3, 1, 3, 50, 3, 1, 3, 1);
  // Outer 40 % of 9 bins are 3 on each side: mean 2 − 1/3 + …, here 1, 3, 1 and 1, 3, 1.
  const mean = 10 / 6;
  const sd = Math.sqrt((4 * (1 - mean) ** 2 + 2 * (3 - mean) ** 2) / 6);
  assert.ok(Math.abs(toZscore(counts)[4]! - (50 - mean) / sd) < 1e-12);
  assert.deepEqual([...toZscore(train(2, 2, 7, 2, 2))], [0, 0, 5, 0, 0]);
});

test('log bins cover every lag of the window once', () => {
  const bins = logarithmicBins(3, 1200, 30);
  assert.equal(bins.binOfLag.length, 1200);
  assert.equal(bins.binOfLag[2], 0);
  assert.equal(bins.binOfLag[1199], 30);
  assert.equal(
    lagsPerBin(bins).reduce((sum, lags) => sum + lags),
    2 * 1200 - 1,
  );
});

test('a bin shorter than one sample is refused', () => {
  assert.throws(() => centredBins(exactRatio(0.9), 4), RangeError);
  assert.throws(() => npyxBins(0, 4), RangeError);
});

test('trains of many spikes are counted as those of few, adversarial ones too', () => {
  const burst = new Float64Array(900).fill(50_000);
  const edges = Float64Array.from({ length: 3000 }, (_, i) => 40 * i);
  const long = poissonTrain(6000, 400_000, 3);
  const late = long.map((sample) => sample + 2 ** 33);
  const cases: readonly (readonly [Float64Array, Float64Array])[] = [
    [long, poissonTrain(5000, 400_000, 4)],
    [Float64Array.from([...long, ...burst]).sort(), edges],
    [edges, edges],
    [burst, Float64Array.from([...long, ...burst]).sort()],
    [late, late],
    [Float64Array.from([0, ...late]), long],
    [Float64Array.of(5), long],
    [long, Float64Array.of(399_999)],
  ];
  for (const [from, to] of cases)
    for (const bins of [centredBins(whole(4), 10), npyxBins(40, 5), logarithmicBins(3, 500, 9)]) {
      // The definition, spike by spike.
      const expected = new Float64Array(2 * bins.half + 1);
      const longest = bins.binOfLag.length - 1;
      const centres = [0, 0];
      for (const a of from)
        for (const b of to.subarray(...within(to, a, longest))) {
          const bin = bins.binOfLag[Math.abs(b - a)]!;
          if (bin === 0) centres[b < a ? 1 : 0]! += 1;
          else expected[bins.half + Math.sign(b - a) * bin]! += 1;
        }
      expected[bins.half] = bins.centreIsLargerHalf ? Math.max(...centres) : centres[0]! + centres[1]!;
      assert.deepEqual(correlogram(from, to, bins), expected);
    }
});

/** The spikes no farther than `longest` from a sample. */
const within = (train: Float64Array, sample: number, longest: number): [number, number] => [
  bisectLeft(train, sample - longest),
  bisectLeft(train, sample + longest + 1),
];
