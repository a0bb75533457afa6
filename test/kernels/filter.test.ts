import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { butterworthHighpass, type Section } from '../../core/kernels/butterworth.ts';
import { filterChannels, filterScratch } from '../../core/kernels/filter-channels.ts';
import { filterForwardBackward, paddingOf } from '../../core/kernels/filter-forward-backward.ts';
import { plainWindowFilter, windowFilter } from '../../core/kernels/window-filter.ts';
import { assertNear, goldens } from '../golden.ts';
import { recordingFixture } from '../synthetic.ts';

/** |H| at a frequency, as a fraction of the sampling rate. */
function gainAt(sections: readonly Section[], frequency: number): number {
  const w = 2 * Math.PI * frequency;
  return sections.reduce((gain, [b0, b1, b2, a1, a2]) => {
    const size = (c0: number, c1: number, c2: number) =>
      Math.hypot(c0 + c1 * Math.cos(w) + c2 * Math.cos(2 * w), c1 * Math.sin(w) + c2 * Math.sin(2 * w));
    return (gain * size(b0, b1, b2)) / size(1, a1, a2);
  }, 1);
}

test('a Butterworth high-pass has −3 dB at its corner and its closed form elsewhere', () => {
  for (const order of [1, 2, 3, 4, 7]) {
    const corner = 0.05;
    const sections = butterworthHighpass(order, corner);
    assert.ok(Math.abs(gainAt(sections, corner) - Math.SQRT1_2) < 1e-9);
    for (const frequency of [0.001, 0.02, 0.1, 0.4]) {
      const ratio = Math.tan(Math.PI * corner) / Math.tan(Math.PI * frequency);
      const expected = 1 / Math.sqrt(1 + ratio ** (2 * order));
      assert.ok(Math.abs(gainAt(sections, frequency) - expected) < 1e-9 * expected);
    }
  }
});

test('the gain is that of scipy.signal.butter', () => {
  const frequencies = [0.002, 0.01, 0.05, 0.3];
  const scipy3 = [0.00799216665842251, 0.7071067811865597, 0.999969490735375, 0.9999999999291574];
  const scipy4 = [1.398421781527564e-7, 8.751187222755907e-5, 0.05637087561896152, 0.9999951775970439];
  frequencies.forEach((frequency, i) => {
    assert.ok(Math.abs(gainAt(butterworthHighpass(3, 0.01), frequency) / scipy3[i]! - 1) < 1e-9);
    assert.ok(Math.abs(gainAt(butterworthHighpass(4, 0.1), frequency) / scipy4[i]! - 1) < 1e-9);
  });
});

test('filtering forward and backward gives what scipy.signal.sosfiltfilt gives', () => {
  const signal = Float64Array.from({ length: 60 }, (_, i) => Math.sin(i * 0.7) * 10 + (i % 7) * 3 + 100);
  const filtered = filterForwardBackward(signal, butterworthHighpass(3, 0.01));
  const scipy = [
    4.902187606995284, 13.637124697079397, 19.34234690468067, 20.41396839857837, 17.427870658756426,
    12.86930807640266, 9.964498040885292, -9.836283879192216, -4.010680156331602, 4.790493183087328,
    13.520059177483128, 19.16801380219622, 20.177568265966677, 17.177713709320823, -8.312227321351386,
    -11.067107408344981, -9.672425627335162, -3.659542221044261, 5.274274136860024, 14.064459857530446,
    19.7208321357788, -0.26571388316071065, -3.213076200171283, -7.5683681486405385, -10.10819024141134,
    -8.454243146688555, -2.191463331922728, 6.93719728884614, -5.149042418424218, 0.5806147891301481,
    1.6654962175286885, -1.1590515570873983, -5.306971274367307, -7.557195762560401, -5.5679763280027545,
    -19.97762507136048, -10.573973580349628, -1.45284789428162, 4.438658732230715, 5.688994436559706,
    3.0868016456064247, -0.7491818326531225, -23.600909833697912, -21.163644399906275, -14.128994704236373,
    -4.329008440704751, 5.126452406972552, 11.313345339352107, 12.869720272222686, -10.362651737213149,
    -13.733062844439525, -15.02739366635803, -11.978590672682257, -4.331695894212358, 6.037469851924812,
    16.005787426048943, 1.6729674201323155, 3.7269001085542257, 2.062080284047303, -0.6397495282327896,
  ];
  scipy.forEach((value, i) => {
    assert.ok(Math.abs(filtered[i]! - value) < 1e-6, `sample ${i}: ${filtered[i]} for ${value}`);
  });
});

test('a time-reversed signal gives the time-reversed result: nothing is shifted', () => {
  const signal = Float64Array.from({ length: 400 }, (_, i) => (i === 200 ? 1 : 0));
  const filtered = filterForwardBackward(signal, butterworthHighpass(3, 0.05));
  for (let i = 1; i < 100; i++) assert.ok(Math.abs(filtered[200 + i]! - filtered[200 - i]!) < 1e-9);
});

test('a constant is removed exactly', () => {
  const filtered = filterForwardBackward(new Float64Array(100).fill(512), butterworthHighpass(3, 0.01));
  for (const value of filtered) assert.ok(Math.abs(value) < 1e-9);
});

test('a signal that is too short for the filter, and a corner beyond half the rate, are refused', () => {
  const sections = butterworthHighpass(3, 0.01);
  assert.equal(paddingOf(sections), 12);
  assert.throws(() => filterForwardBackward(new Float64Array(12), sections), RangeError);
  assert.throws(() => butterworthHighpass(3, 0.5), RangeError);
  assert.throws(() => butterworthHighpass(0, 0.1), RangeError);
});

test('four channels filtered side by side are each what they are alone, from the wanted sample on', () => {
  const [sampleCount, columnCount, from] = [90, 6, 17];
  const raw = Int16Array.from({ length: sampleCount * columnCount }, (_, i) => ((i * 7919) % 400) - 150);
  for (const order of [1, 2, 3]) {
    const sections = butterworthHighpass(order, 0.02);
    const columns = [4, 0, 5, 5];
    const rows = filterChannels(
      raw,
      columnCount,
      columns,
      sections,
      from,
      filterScratch(sampleCount, sections),
    );
    assert.equal(rows.length, 4 * (sampleCount - from));
    for (const [lane, column] of columns.entries()) {
      const alone = filterForwardBackward(
        raw.filter((_, i) => i % columnCount === column),
        sections,
      );
      for (let s = from; s < sampleCount; s++)
        assert.ok(Math.abs(rows[4 * (s - from) + lane]! - alone[s]!) < 1e-9, `order ${order}, sample ${s}`);
    }
  }
});

test('windows filtered in vector instructions equal those in TypeScript, wherever they begin', () => {
  const columnCount = 13;
  const raw = Int16Array.from({ length: 300 * columnCount }, (_, i) => ((i * 7919) % 65536) - 32768);
  for (const order of [1, 2, 3, 5])
    for (const columns of [[12], [4, 0, 5, 5, 7, 1, 2, 3], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]]) {
      const shape = {
        columnCount,
        columns: Int32Array.from(columns),
        gains: Float64Array.from(columns, (_, i) => 2.34375 + i),
        sections: butterworthHighpass(order, 0.02),
        mostSamples: 300,
      };
      const [fast, plain] = [windowFilter(shape), plainWindowFilter(shape)];
      for (const [samples, from] of [
        [300, 100],
        [120, 0],
        [200, 118],
      ] as const) {
        const [ours, theirs] = [0, 1].map(() => new Float32Array(82 * columns.length));
        const stretch = raw.subarray(0, samples * columnCount);
        fast(stretch, from, ours!);
        plain(stretch, from, theirs!);
        assert.deepEqual(ours, theirs);
        assert.ok(ours!.some((value) => value !== 0));
      }
    }
});

test('a long recording filtered forward and backward is what npyx filters', async () => {
  const golden = goldens('glx-1.0-c32', 'apply_filter').find(({ id }) => id === 'apply_filter.hp300.both')!;
  const bytes = readFileSync(path.join(await recordingFixture(), 'rec_g0_t0.imec0.ap.bin'));
  const raw = new Int16Array(new Uint8Array(bytes.subarray(0, 240_000 * 33 * 2)).buffer);
  const sections = butterworthHighpass(3, 300 / 30_000);
  const channels = [16, 20, 24, 28].map((column) =>
    filterForwardBackward(
      Float64Array.from({ length: 240_000 }, (_, s) => raw[s * 33 + column]!),
      sections,
    ),
  );
  const rows = [0, 120_000, 240_000 - 1500].flatMap((first) =>
    Array.from({ length: 1500 }, (_, i) => first + i),
  );
  assertNear(
    rows.flatMap((row) => channels.map((channel) => channel[row]!)),
    golden,
  );
});
