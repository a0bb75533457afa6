import assert from 'node:assert/strict';
import { test } from 'node:test';
import { butterworthHighpass } from '../../core/kernels/butterworth.ts';
import type { CleanShape, FrameCleaner } from '../../core/kernels/clean-shape.ts';
import { frameCleaner } from '../../core/kernels/frame-cleaner.ts';
import { plainFrameCleaner } from '../../core/kernels/plain-frame-cleaner.ts';

/** Numbers that repeat, those of a frame with something in common. */
function framesOf(seed: number, samples: number, columnCount: number, span: number): Int16Array {
  let state = seed + 1;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  let common = 0;
  return Int16Array.from({ length: samples * columnCount }, (_, i) => {
    if (i % columnCount === 0) common = next() * span;
    return Math.max(-32768, Math.min(32767, Math.round(common + next() * span)));
  });
}

/** Lowest and highest of each column, the first of which begins five samples before what was cleaned. */
function extremesOf(
  cleaner: FrameCleaner,
  rows: number,
  width: number,
  columnSamples: number,
): Float32Array[] {
  const size = Math.ceil((rows + 5) / columnSamples) * width;
  const [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map((value) =>
    new Float32Array(size).fill(value),
  ) as [Float32Array, Float32Array];
  cleaner.foldExtremes(5, columnSamples, lowest, highest);
  return [lowest, highest];
}

const upTo = (count: number) => Int32Array.from({ length: count }, (_, i) => i);
const shapeOf = (columnCount: number, columns: Int32Array, given: Partial<CleanShape> = {}): CleanShape => ({
  columnCount,
  columns,
  delays: null,
  sections: [],
  zeroPhase: true,
  groups: [{ first: 0, members: columns.length, count: columns.length }],
  neighbours: null,
  whitening: null,
  ...given,
});
const ranks = (count: number) => Float64Array.from({ length: count }, (_, i) => ((i >> 1) % 12) / 13);
const highpass = butterworthHighpass(3, 0.01);

const shapes: [string, CleanShape][] = [
  ['a probe', shapeOf(385, upTo(384), { sections: highpass, delays: ranks(384) })],
  ['a probe, causal', shapeOf(385, upTo(384), { sections: highpass, zeroPhase: false })],
  ['unfiltered', shapeOf(33, upTo(32))],
  ['unfiltered, an odd number', shapeOf(33, upTo(31))],
  ['aligned only', shapeOf(9, upTo(9), { delays: ranks(9) })],
  ['some columns', shapeOf(33, Int32Array.of(32, 0, 7, 8, 3), { sections: highpass })],
  [
    'two shanks, one with a reference site',
    shapeOf(21, Int32Array.of(0, 2, 4, 6, 8, 10, 12, 1, 3, 5, 7, 9, 11, 13), {
      sections: butterworthHighpass(2, 0.02),
      groups: [
        { first: 0, members: 7, count: 7 },
        { first: 7, members: 6, count: 7 },
      ],
    }),
  ],
  [
    'near channels, odd and even in number',
    shapeOf(33, upTo(30), {
      sections: highpass,
      groups: [],
      neighbours: Array.from({ length: 30 }, (_, i) =>
        Int32Array.from({ length: 1 + (i % 13) }, (_, k) => (i + 2 * k) % 30),
      ),
    }),
  ],
  [
    'near channels, in finer parts of a bit',
    shapeOf(17, upTo(16), {
      sections: highpass,
      groups: [],
      medianParts: 128,
      neighbours: Array.from({ length: 16 }, (_, i) => Int32Array.of(i, (i + 1) % 16, (i + 2) % 16)),
    }),
  ],
  [
    'near channels, unfiltered',
    shapeOf(17, upTo(16), {
      groups: [],
      neighbours: Array.from({ length: 16 }, (_, i) => Int32Array.of(i, (i + 1) % 16, (i + 2) % 16)),
    }),
  ],
  [
    'whitened after the reference of a ring',
    shapeOf(17, upTo(13), {
      sections: highpass,
      groups: [],
      neighbours: Array.from({ length: 13 }, (_, i) => Int32Array.of((i + 1) % 13, (i + 4) % 13)),
      whitening: Array.from({ length: 13 }, (_, i) => ({
        channels: Int32Array.from({ length: 1 + (i % 5) }, (_, k) => (i + k) % 13),
        weights: Float64Array.from({ length: 1 + (i % 5) }, (_, k) => 1 / (k + 1.3) - 0.2),
      })),
    }),
  ],
  ['one channel', shapeOf(2, upTo(1))],
];

for (const [name, shape] of shapes)
  test(`frames are cleaned in vector instructions as in TypeScript: ${name}`, () => {
    for (const span of [3, 200, 9000, 64000]) {
      const [fast, plain] = [frameCleaner, plainFrameCleaner].map((make) =>
        make(shape, { stretch: 400, rows: 397 }),
      ) as [FrameCleaner, FrameCleaner];
      for (const [count, from, to] of [
        [400, 100, 300],
        [397, 0, 397],
        [64, 50, 64],
      ] as const) {
        const raw = framesOf(span, count, shape.columnCount, span);
        for (const each of [fast, plain]) each.raw.set(raw);
        for (const each of [fast, plain]) each.clean(count, from, to);
        const [ours, theirs] = [fast.cleaned(), plain.cleaned()];
        const differs = ours.findIndex((value, i) => value !== theirs[i]);
        assert.equal(
          differs,
          -1,
          `span ${span}, value ${differs}: ${ours[differs]}, plainly ${theirs[differs]}`,
        );
        assert.equal(ours.length, theirs.length);
        for (const columnSamples of [1, 7, 64, 500]) {
          const [ourColumns, theirColumns] = [fast, plain].map((each) =>
            extremesOf(each, ours.length / shape.columns.length, shape.columns.length, columnSamples),
          );
          assert.deepEqual(ourColumns, theirColumns);
        }
        for (const each of [fast, plain]) each.clean(count, from, to);
        assert.equal(fast.put(), plain.put());
        assert.deepEqual(
          fast.raw.slice(0, count * shape.columnCount),
          plain.raw.slice(0, count * shape.columnCount),
        );
      }
      // The next one is in the same memory, with what is in it.
      fast.giveBack();
    }
  });

test('a cleaner has the memory that the one before gave back, and never that of one at work', () => {
  const make = () => frameCleaner(shapeOf(9, upTo(9)), { stretch: 400, rows: 400 });
  const [first, second] = [make(), make()];
  assert.notEqual(first.raw.buffer, second.raw.buffer);
  first.giveBack();
  assert.equal(make().raw.buffer, first.raw.buffer);
  assert.notEqual(make().raw.buffer, first.raw.buffer);
});
