import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Computing } from '../../core/analyses/analysis.ts';
import { correlogram } from '../../core/analyses/correlogram.ts';
import type { Correlograms } from '../../core/analyses/correlogram-params.ts';
import { parseParams } from '../../core/analyses/params.ts';
import { matrixBars } from '../../webviews/matrix/matrix-bars.ts';
import { cellBox, matrixGeometry, movedPair, pairAt } from '../../webviews/matrix/matrix-geometry.ts';
import { pairFacts, strongestPair } from '../../webviews/matrix/pair-facts.ts';
import { poissonTrain } from '../kernels/poisson-train.ts';

const context: Computing = {
  open: () => Promise.reject(new Error('no samples are read')),
  signal: new AbortController().signal,
  whole: false,
  progress: () => undefined,
  warn: () => undefined,
};
const paramsOf = (given: Readonly<Record<string, unknown>> = {}) => parseParams(correlogram.params, given);
/** Units 0 … n − 1; the last but one fires 2 ms after each spike of unit 1. */
function computed(units: number, given: Readonly<Record<string, unknown>> = {}): Correlograms {
  const trains = Array.from({ length: units }, (_, i) => poissonTrain(900 + 50 * i, 3_000_000, i + 1));
  trains[units - 2] = trains[1]!.map((sample) => sample + 60);
  const names = trains.map((_, i) => String(10 * i));
  const inputs = { units: names, trains, sampleRateHz: 30_000 };
  return correlogram.compute(inputs, paramsOf(given), context) as Correlograms;
}

test('a pixel in a cell is told as its pair, one below the diagonal or outside as none', () => {
  for (const count of [5, 12, 30]) {
    const geometry = matrixGeometry(count, 700, 500, 20);
    for (let from = 0; from < count; from++)
      for (let to = 0; to < count; to++) {
        const { x, y, width, height } = cellBox(geometry, { from, to });
        assert.deepEqual(pairAt(geometry, x + width / 2, y + height / 2), from <= to ? { from, to } : null);
      }
    assert.equal(pairAt(geometry, 699, 100), null);
    assert.equal(pairAt(geometry, 100, 3), null);
  }
});

test('the large picture of a pair lies below the diagonal, within the room, where it can be read', () => {
  for (const count of [5, 6, 17, 30]) {
    const geometry = matrixGeometry(count, 900, 800, 24);
    const box = geometry.inset!;
    for (const [x, y] of [
      [box.x + box.width, box.y],
      [box.x, box.y],
      [box.x + box.width, box.y + box.height - 20],
    ] as const)
      assert.equal(pairAt(geometry, x, y), null);
    assert.ok(box.y + box.height <= 800 && box.x >= 0);
  }
  assert.equal(matrixGeometry(30, 300, 200, 24).inset, null);
});

test('keys lead to every pair and never below the diagonal', () => {
  const count = 6;
  const seen = new Set<string>();
  const waiting = [{ from: 0, to: 0 }];
  while (waiting.length > 0) {
    const pair = waiting.pop()!;
    if (seen.has(`${pair.from} ${pair.to}`)) continue;
    seen.add(`${pair.from} ${pair.to}`);
    assert.ok(pair.from >= 0 && pair.from <= pair.to && pair.to < count);
    for (const key of [
      'ArrowLeft',
      'ArrowRight',
      'ArrowUp',
      'ArrowDown',
      'Home',
      'End',
      'PageUp',
      'PageDown',
    ])
      waiting.push(movedPair(pair, key, count)!);
  }
  assert.equal(seen.size, (count * (count + 1)) / 2);
  assert.equal(movedPair({ from: 0, to: 1 }, 'x', count), null);
});

const look = {
  series: Array.from({ length: 30 }, (_, i) => [i, 0, 1] as const),
  neutral: [9, 9, 9] as const,
  faint: [5, 5, 5] as const,
};
const scale = { shareY: false, isLog: false };

/** The bars of one cell, as shares of its height, and where zero is. */
function barsOf(
  result: Correlograms,
  { from, to }: { from: number; to: number },
  ratio: number,
  width: number,
) {
  const count = result.units.length;
  const geometry = matrixGeometry(count, width, 600, 20);
  const { boxes, facts, columns, heights } = matrixBars(result, geometry, ratio, look, scale);
  const cell = from * count - (from * (from - 1)) / 2 + to - from;
  const { x, y, width: wide, height } = cellBox(geometry, { from, to });
  const box = [...boxes.subarray(4 * cell, 4 * cell + 4)] as [number, number, number, number];
  // On whole pixels, with one of air.
  for (const edge of box) assert.ok(Number.isInteger(edge));
  assert.ok(box[0] > x * ratio && box[0] + box[2] < (x + wide) * ratio);
  assert.ok(box[1] > y * ratio && box[1] + box[3] < (y + height) * ratio);
  const [bars, zero] = facts.subarray(3 * cell) as unknown as [number, number];
  const part = (offset: number) =>
    Array.from({ length: bars }, (_, bar) => {
      const at = 4 * (columns * cell + bar) + offset;
      return (256 * heights[at]! + heights[at + 1]!) / 65_535;
    });
  return { solid: part(0), light: part(2), zero, box };
}

test('a bar is as high as the mean of its bins, its light part as the farthest, on the scale of its cell', () => {
  for (const [given, windowMs, width, normalize] of [
    [{ from: 0, to: 3 }, 80, 700, 'counts'],
    [{ from: 2, to: 2 }, 6, 1900, 'hertz'],
    [{ from: 1, to: 4 }, 80, 700, 'zscore'],
  ] as const) {
    const result = computed(6, { windowMs, normalize });
    const { solid, light, zero, box } = barsOf(result, given, 1, width);
    const size = result.lagsMs.length;
    const start = (given.from * 6 + given.to) * size;
    const bins = result.values.subarray(start, start + size);
    const bars = solid.length;
    assert.equal(bars, Math.min(size, box[2]));
    const highest = Math.max(...bins);
    const lowest = Math.min(0, ...bins);
    const share = (value: number) => (value - lowest) / (highest - lowest);
    assert.ok(Math.abs(zero - share(0)) < 1e-6);
    assert.equal(zero > 0, normalize === 'zscore');
    for (let bar = 0; bar < bars; bar++) {
      const first = Math.floor((bar * size) / bars);
      const own = [...bins.subarray(first, Math.max(first + 1, Math.floor(((bar + 1) * size) / bars)))];
      const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
      const farthest = own.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
      assert.ok(Math.abs(solid[bar]! - share(mean)) < 1e-4, `${solid[bar]} for ${mean}`);
      assert.ok(Math.abs(light[bar]! - share(farthest)) < 1e-4);
    }
    // No bin is left out.
    assert.ok(Math.max(...light) > 0.9999);
  }
});

test('autocorrelograms have the colour of their unit, pairs a neutral one', () => {
  const { colors, count } = matrixBars(computed(5), matrixGeometry(5, 500, 500, 20), 2, look, scale);
  const seen = Array.from({ length: count }, (_, cell) => colors.subarray(4 * cell, 4 * cell + 3).join());
  assert.equal(count, 15);
  assert.deepEqual(
    seen.filter((color) => color !== '9,9,9'),
    ['0,0,1', '1,0,1', '2,0,1', '3,0,1', '4,0,1'],
  );
});

test('a shared scale is one for units and one for pairs', () => {
  const result = computed(5, { normalize: 'counts' });
  const geometry = matrixGeometry(5, 2000, 600, 20);
  const { heights, columns } = matrixBars(result, geometry, 1, look, { shareY: true, isLog: false });
  const highestOf = (cell: number) => {
    let most = 0;
    for (let i = 4 * columns * cell + 2; i < 4 * columns * (cell + 1); i += 4)
      most = Math.max(most, 256 * heights[i]! + heights[i + 1]!);
    return most;
  };
  const diagonal = [0, 5, 9, 12, 14];
  const all = Array.from({ length: 15 }, (_, cell) => highestOf(cell));
  assert.equal(Math.max(...diagonal.map((cell) => all[cell]!)), 65_535);
  assert.equal(all.filter((_, cell) => !diagonal.includes(cell)).filter((most) => most === 65_535).length, 1);
});

test('the pair that stands out is the planted one, and its facts say peak, lag and counts', () => {
  const result = computed(8);
  const pair = strongestPair(result);
  assert.deepEqual(pair, { from: 1, to: 6 });
  const facts = pairFacts(result, paramsOf(), pair);
  assert.match(
    facts,
    /^10 → 60 · peak \d+ Hz at 2 ms, [\d.]+ SD beyond chance · \d+ within ±1.5 ms \([\d.]+ expected\) · \d[\d ]* lags$/,
  );
  const size = result.lagsMs.length;
  const counts = computed(8, { normalize: 'counts' }).values.subarray((8 + 6) * size, (8 + 7) * size);
  assert.equal(
    Number(/· ([\d ]+) lags/.exec(facts)![1]!.replaceAll(' ', '').replaceAll(' ', '')),
    counts.reduce((sum, count) => sum + count, 0),
  );
  assert.match(
    pairFacts(result, paramsOf(), { from: 1, to: 1 }),
    /^Unit 10: .* \([\d.]+ expected by chance\) · 950 spikes · peak [\d.]+ Hz at ±[\d.]+ ms$/,
  );
});
