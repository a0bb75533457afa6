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

/** The opaque bars of one cell, left to right: x, y, width, height. */
function barsOf(result: Correlograms, given: { from: number; to: number }, ratio: number, width: number) {
  const geometry = matrixGeometry(result.units.length, width, 600, 20);
  const { rects, colors, count } = matrixBars(result, geometry, ratio, look, scale);
  const cell = cellBox(geometry, given);
  const found: number[][] = [];
  for (let i = 0; i < count; i++) {
    const [x, y, w, h] = rects.subarray(4 * i, 4 * i + 4) as unknown as [number, number, number, number];
    const inside =
      x >= cell.x * ratio &&
      x + w <= (cell.x + cell.width) * ratio + 1 &&
      y >= cell.y * ratio &&
      y + h <= (cell.y + cell.height) * ratio + 1;
    const isMean = colors[4 * i + 3] === 255;
    if (inside && isMean) found.push([x, y, w, h]);
  }
  return { found, cell };
}

test('a bar is as high as the mean of its bins on the scale of its cell, and bars cover it without gaps', () => {
  for (const [given, windowMs, width] of [
    [{ from: 0, to: 3 }, 80, 700],
    [{ from: 2, to: 2 }, 6, 1900],
  ] as const) {
    const result = computed(6, { windowMs, normalize: 'counts' });
    const { found, cell } = barsOf(result, given, 1, width);
    const size = result.lagsMs.length;
    const start = (given.from * 6 + given.to) * size;
    const bins = result.values.subarray(start, start + size);
    const columns = found.length;
    assert.ok(columns === size || columns >= cell.width - 4, `${columns} columns`);
    const highest = Math.max(...bins);
    const room = Math.round(cell.y + cell.height) - 1 - (Math.round(cell.y) + 1);
    found.forEach(([x, , w, h], column) => {
      const own = bins.subarray(
        Math.floor((column * size) / columns),
        Math.max(Math.floor((column * size) / columns) + 1, Math.floor(((column + 1) * size) / columns)),
      );
      const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
      assert.ok(Math.abs(h! - (mean / highest) * room) < 1e-3, `${h} for ${mean}`);
      if (column > 0) assert.equal(x, found[column - 1]![0]! + found[column - 1]![2]!);
      assert.ok(w! >= 1);
    });
  }
});

test('autocorrelograms have the colour of their unit, pairs a neutral one', () => {
  const result = computed(5);
  const geometry = matrixGeometry(5, 500, 500, 20);
  const { colors, count } = matrixBars(result, geometry, 2, look, scale);
  const seen = new Set<string>();
  for (let i = 0; i < count; i++) seen.add(colors.subarray(4 * i, 4 * i + 3).join());
  assert.deepEqual([...seen].sort(), ['0,0,1', '1,0,1', '2,0,1', '3,0,1', '4,0,1', '5,5,5', '9,9,9'].sort());
});

test('deviations below zero hang from the line of zero', () => {
  const result = computed(5, { normalize: 'zscore' });
  const { found } = barsOf(result, { from: 0, to: 2 }, 1, 700);
  const feet = found.map(([, y, , h]) => y! + h!);
  const zero = Math.min(...feet);
  assert.ok(found.some(([, y]) => Math.abs(y! - zero) < 1e-3) && feet.some((foot) => foot > zero + 1));
});

test('the pair that stands out is the planted one, and its facts say peak, lag and counts', () => {
  const result = computed(8);
  const pair = strongestPair(result);
  assert.deepEqual(pair, { from: 1, to: 6 });
  const facts = pairFacts(result, paramsOf(), pair);
  assert.match(
    facts,
    /^10 → 60 · \d[\d ]* lags · peak \d+ Hz at 2 ms, \d+ SD · \d+ within ±1.5 ms, [\d.]+ expected$/,
  );
  const size = result.lagsMs.length;
  const counts = computed(8, { normalize: 'counts' }).values.subarray((8 + 6) * size, (8 + 7) * size);
  assert.equal(
    Number(/· ([\d ]+) lags/.exec(facts)![1]!.replaceAll(' ', '').replaceAll(' ', '')),
    counts.reduce((sum, count) => sum + count, 0),
  );
  assert.match(
    pairFacts(result, paramsOf(), { from: 1, to: 1 }),
    /^Unit 10 · 950 spikes · peak .* by chance$/,
  );
});
