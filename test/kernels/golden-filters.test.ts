import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { butterworthHighpass, type Section } from '../../core/kernels/butterworth.ts';
import { butterworthBandpass, butterworthLowpass } from '../../core/kernels/butterworth-band.ts';
import { type CleanShape, delayBand, delayParts, delayTaps } from '../../core/kernels/clean-shape.ts';
import { delayFilter, isNear } from '../../core/kernels/clean-tables.ts';
import { fractionalDelay } from '../../core/kernels/fractional-delay.ts';
import { frameCleaner } from '../../core/kernels/frame-cleaner.ts';
import { filterForward } from '../../core/kernels/plain-frame-cleaner.ts';
import { settledSamples, settlingSamples } from '../../core/kernels/settling.ts';
import { assertNear, goldens, numbersOf } from '../golden.ts';
import { recordingFixture } from '../synthetic.ts';

const columnCount = 33;
/** Every fourth of the file's columns 16 to 31, as the golden values were taken. */
const columns = Int32Array.of(16, 20, 24, 28);
const total = 240_000;
let raw: Int16Array;

before(async () => {
  const bytes = readFileSync(path.join(await recordingFixture(), 'rec_g0_t0.imec0.ap.bin'));
  raw = new Int16Array(new Uint8Array(bytes.subarray(0, total * columnCount * 2)).buffer);
});

const golden = (name: string, id: string) => {
  const found = goldens('glx-1.0-c32', name).find((each) => each.id === id);
  assert.ok(found, id);
  return found;
};
/** First, middle and last rows of what the golden values hold. */
const shownRows = [0, 120_000, total - 1500].flatMap((first) =>
  Array.from({ length: 1500 }, (_, i) => first + i),
);

/** Numerator and denominator of a cascade. */
function polynomials(sections: readonly Section[]): { b: number[]; a: number[] } {
  const times = (p: readonly number[], q: readonly number[]) => {
    const product = new Array<number>(p.length + q.length - 1).fill(0);
    for (const [i, x] of p.entries()) for (const [k, y] of q.entries()) product[i + k]! += x * y;
    return product;
  };
  let [b, a] = [[1], [1]];
  for (const [b0, b1, b2, a1, a2] of sections) {
    const isFirst = b2 === 0 && a2 === 0;
    b = times(b, isFirst ? [b0, b1] : [b0, b1, b2]);
    a = times(a, isFirst ? [1, a1] : [1, a1, a2]);
  }
  return { b, a };
}

const designs: [string, Section[]][] = [
  ['bandpass_filter.30000.None.300.3', butterworthHighpass(3, 0.01)],
  ['bandpass_filter.30000.None.500.3', butterworthHighpass(3, 1 / 60)],
  ['bandpass_filter.30000.None.300.1', butterworthHighpass(1, 0.01)],
  ['bandpass_filter.30000.6000.None.3', butterworthLowpass(3, 0.2)],
  ['bandpass_filter.30000.300.6000.3', butterworthBandpass(3, 0.01, 0.2)],
  ['bandpass_filter.2500.1.300.3', butterworthBandpass(3, 1 / 2500, 300 / 2500)],
];
for (const [id, sections] of designs)
  test(`a filter is that of SciPy: ${id}`, () => {
    const { a, b } = polynomials(sections);
    const loose = { ...golden('bandpass_filter', id), tolerance: { abs: 1e-12, rel: 1e-8 } };
    assertNear(b, loose, numbersOf(loose, 'b'));
    assertNear(a, loose, numbersOf(loose, 'a'));
  });

test('a low-pass and a band-pass of even order have −3 dB at their corners and 1 inside', () => {
  const gain = (sections: readonly Section[], frequency: number) => {
    const at = ([b0, b1, b2, a1, a2]: Section) => {
      const size = (p: number, q: number, r: number) => {
        const w = 2 * Math.PI * frequency;
        return Math.hypot(p + q * Math.cos(w) + r * Math.cos(2 * w), q * Math.sin(w) + r * Math.sin(2 * w));
      };
      return size(b0, b1, b2) / size(1, a1, a2);
    };
    return sections.reduce((product, section) => product * at(section), 1);
  };
  for (const order of [2, 4, 5]) {
    assert.ok(Math.abs(gain(butterworthLowpass(order, 0.1), 0.1) - Math.SQRT1_2) < 1e-9);
    assert.ok(Math.abs(gain(butterworthLowpass(order, 0.1), 1e-6) - 1) < 1e-9);
    const band = butterworthBandpass(order, 0.05, 0.15);
    for (const corner of [0.05, 0.15]) assert.ok(Math.abs(gain(band, corner) - Math.SQRT1_2) < 1e-9);
    assert.equal(band.length, order);
  }
});

const cleaned = (shape: Partial<CleanShape>): Float32Array => {
  const whole = { columnCount, columns, delays: null, zeroPhase: true, groups: [], neighbours: null };
  const cleaner = frameCleaner(
    { ...whole, sections: [], whitening: null, ...shape },
    { stretch: total, rows: total },
  );
  cleaner.raw.set(raw);
  cleaner.clean(total, 0, total);
  return cleaner.cleaned();
};
const filters: [string, Section[]][] = [
  ['apply_filter.hp300.both', butterworthHighpass(3, 0.01)],
  ['apply_filter.bp300-6000.both', butterworthBandpass(3, 0.01, 0.2)],
];
for (const [id, sections] of filters)
  test(`what is written is what SciPy filters forward and backward, within a thousandth of a bit: ${id}`, () => {
    const rows = cleaned({ sections });
    const expected = golden('apply_filter', id);
    const near = { ...expected, tolerance: { abs: 1e-3, rel: 0 } };
    assertNear(
      shownRows.flatMap((row) => Array.from(columns, (_, k) => rows[row * columns.length + k]!)),
      near,
    );
  });

test('a causal filter is SciPy’s, whose silence before the first sample a sample of zero stands for', () => {
  const channels = Array.from(columns, (column) => {
    const channel = new Float64Array(total + 1);
    for (let s = 0; s < total; s++) channel[s + 1] = raw[s * columnCount + column]!;
    for (const section of butterworthHighpass(3, 0.01)) filterForward(channel, section);
    return channel;
  });
  assertNear(
    shownRows.flatMap((row) => channels.map((channel) => channel[row + 1]!)),
    golden('apply_filter', 'apply_filter.hp300.forward'),
  );
});

test('in vector instructions a causal filter begins as if its first sample had always been there', () => {
  const rows = cleaned({ sections: butterworthHighpass(3, 0.01), zeroPhase: false });
  for (let k = 0; k < columns.length; k++) assert.equal(Math.abs(rows[k]!) < 1e-9, true);
  const expected = numbersOf(golden('apply_filter', 'apply_filter.hp300.forward'));
  // The start is forgotten after some hundred samples.
  for (let i = 1500 * columns.length; i < expected.length; i++) {
    const row = shownRows[Math.floor(i / columns.length)]!;
    const ours = rows[row * columns.length + (i % columns.length)]!;
    assert.ok(Math.abs(ours - expected[i]!) < 1e-3, `row ${row}: ${ours}, SciPy has ${expected[i]}`);
  }
});

/** As vector instructions have them, in whole numbers. */
function wholeWeights(delay: number): Float64Array {
  const { whole, rest } = delayFilter(delay);
  const [coarse, small, fine] = delayParts;
  return Float64Array.from(whole, (weight, k) =>
    isNear(k) ? weight / coarse + rest[k]! / fine : weight / small,
  );
}

for (const [name, most, weightsOf] of [
  ['a thousandth of a bit', 1e-3, (delay: number) => fractionalDelay(delay, delayTaps, delayBand)],
  ['a thousandth and a half, its coefficients in whole numbers,', 1.5e-3, wholeWeights],
] as const)
  test(`a fractional delay is exact to ${name} for waves of 100 bits up to 10 kHz`, () => {
    const delays = [...Array(12).keys()].map((rank) => rank / 13);
    delays.push(...[...Array(16).keys()].map((rank) => rank / 16));
    for (const delay of delays) {
      const weights = weightsOf(delay);
      for (const frequency of [0.001, 0.01, 0.1, 0.2, 0.3, 1 / 3 - 0.005]) {
        let farthest = 0;
        for (let s = 100; s < 140; s++) {
          let sum = 0;
          for (let k = 0; k < delayTaps; k++)
            sum += weights[k]! * 100 * Math.sin(2 * Math.PI * frequency * (s + k - (delayTaps / 2 - 1)));
          const exact = 100 * Math.sin(2 * Math.PI * frequency * (s - delay));
          farthest = Math.max(farthest, Math.abs(sum - exact));
        }
        assert.ok(farthest < most, `delay ${delay}, ${30_000 * frequency} Hz: ${farthest} bits`);
      }
    }
  });

test('a delay of half a sample is later, as npyx’s fshift makes it, for what is no faster than the band', () => {
  const shifted = numbersOf(golden('fshift', 'fshift'));
  // A delay of a whole sample: npyx moves values to the next place.
  for (let s = 1; s < 256; s++)
    assert.ok(Math.abs(shifted[3 * 256 + s]! - raw[(s - 1) * columnCount + 19]!) < 1e-6);
  const slow = (t: number) => 50 * Math.sin(0.1 * t);
  const weights = fractionalDelay(0.5, delayTaps, delayBand);
  let sum = 0;
  for (let k = 0; k < delayTaps; k++) sum += weights[k]! * slow(30 + k - (delayTaps / 2 - 1));
  assert.ok(Math.abs(sum - slow(29.5)) < 1e-3);
});

test('margins: after so many samples what is to come of a filter’s answer is below the tolerance, and not before', () => {
  for (const sections of [butterworthHighpass(3, 0.01), butterworthBandpass(2, 0.01, 0.2)]) {
    const count = settledSamples(sections, 1e-8);
    assert.ok(count < settlingSamples(sections, 1e-8));
    const answer = new Float64Array(20_000);
    // A sample of zero first: the filter starts at rest.
    answer[1] = 1;
    for (const section of sections) filterForward(answer, section);
    const rest = (from: number) => answer.subarray(from).reduce((sum, value) => sum + Math.abs(value), 0);
    assert.ok(rest(count + 1) <= 1e-8, `${rest(count + 1)} after ${count}`);
    assert.ok(rest(count) > 1e-8 * 0.99, `${rest(count)} before ${count}`);
  }
});
