import assert from 'node:assert/strict';
import { test } from 'node:test';
import { highestUnknown, lowestUnknown } from '../../../core/analyses/trace-params.ts';
import type { TraceWindow } from '../../../core/engine/engine-api.ts';
import type { Theme } from '../../../core/figure/theme.ts';
import { paintLines } from '../../../webviews/traces/paint-lines.ts';
import { tracePainter } from '../../../webviews/traces/paint-traces.ts';
import { type Picture, shownMode } from '../../../webviews/traces/picture.ts';
import { blended, newPaper, paintColumn, wordOf } from '../../../webviews/traces/pixel-paper.ts';
import { spikeBars } from '../../../webviews/traces/spike-bars.ts';
import type { Tile } from '../../../webviews/traces/tile-store.ts';
import { columnSamplesOf, tileSamplesOf } from '../../../webviews/traces/tiles.ts';
import { isAnyKnown, pixelColumns, readTrace } from '../../../webviews/traces/trace-pixels.ts';

const rate = 30_000;
/** A signal with something to be seen on every scale, whole numbers. */
const signal = (channel: number, sample: number) =>
  Math.round(100 * Math.sin(sample / 900 + channel) + ((sample * 7919 + channel) % 41)) +
  (sample % 5000 === 17 ? 400 : 0);

/** A tile as the host would answer, by definition. */
function tileOf(level: number, index: number): Tile {
  const columnSamples = columnSamplesOf(level);
  const columnCount = tileSamplesOf(level) / columnSamples;
  const startSample = index * tileSamplesOf(level);
  const values: number[] = [];
  for (let channel = 0; channel < 2; channel++)
    for (let column = 0; column < columnCount; column++) {
      const own = Array.from({ length: columnSamples }, (_, i) =>
        signal(channel, startSample + column * columnSamples + i),
      );
      if (level === 0) values.push(own[0]!);
      else values.push(Math.min(...own), Math.max(...own));
    }
  const window: TraceWindow = {
    startSample,
    columnSamples,
    columnCount,
    columns: Int32Array.of(0, 1),
    values: Int16Array.from(values),
    stepUv: Float32Array.of(1, 0.5),
  };
  return { window, from: 0, columnCount, startSample };
}

const storeOf = (...levels: number[]) => {
  const tiles = new Map<string, Tile>();
  return {
    at(level: number, sample: number) {
      if (!levels.includes(level)) return undefined;
      const index = Math.floor(sample / tileSamplesOf(level));
      const key = `${level}/${index}`;
      if (!tiles.has(key)) tiles.set(key, tileOf(level, index));
      return tiles.get(key);
    },
  };
};

test('each pixel shows the lowest and highest sample under it, and at most one column beside', () => {
  const level = 4;
  const view = { startS: 1.2345, spanS: 0.6, firstRow: 0, rowCount: 2 };
  const pixels = pixelColumns(storeOf(level), view, 700, rate, level);
  const [low, high] = [new Float32Array(700), new Float32Array(700)];
  for (const [place, step] of [1, 0.5].entries()) {
    readTrace(pixels, place, low, high);
    for (let x = 0; x < 700; x++) {
      const range = (spare: number) => {
        const from = Math.floor(pixels.edges[x]!) - spare;
        const own: number[] = [];
        for (let s = from; s <= Math.ceil(pixels.edges[x + 1]!) - 1 + spare; s++)
          own.push(signal(place, s) * step);
        return [Math.min(...own), Math.max(...own)] as const;
      };
      const [least, most] = range(0);
      const [outerLeast, outerMost] = range(16);
      assert.ok(low[x]! <= least && low[x]! >= outerLeast, `pixel ${x}: ${low[x]}`);
      assert.ok(high[x]! >= most && high[x]! <= outerMost, `pixel ${x}: ${high[x]}`);
    }
  }
});

test('between samples the trace is a straight line', () => {
  const view = { startS: 100 / rate, spanS: 20 / rate, firstRow: 0, rowCount: 2 };
  const pixels = pixelColumns(storeOf(0), view, 400, rate, 0);
  const [low, high] = [new Float32Array(400), new Float32Array(400)];
  readTrace(pixels, 0, low, high);
  for (let x = 0; x < 400; x++) {
    const line = (at: number) => {
      const before = Math.floor(at + 1e-9);
      return signal(0, before) + (at - before) * (signal(0, before + 1) - signal(0, before));
    };
    const [from, to] = [100 + x / 20, 100 + (x + 1) / 20];
    assert.ok(Math.abs(low[x]! - Math.min(line(from), line(to))) < 1e-3);
    assert.ok(Math.abs(high[x]! - Math.max(line(from), line(to))) < 1e-3);
  }
});

test('until the wanted tiles are there, coarser or finer ones are shown, and nothing where there are none', () => {
  const view = { startS: 2, spanS: 0.5, firstRow: 0, rowCount: 2 };
  const read = (...levels: number[]) => {
    const [low, high] = [new Float32Array(500), new Float32Array(500)];
    readTrace(pixelColumns(storeOf(...levels), view, 500, rate, 4), 0, low, high);
    return [...low, ...high];
  };
  assert.ok(read(6).every(Number.isFinite));
  assert.ok(read(3).every(Number.isFinite));
  assert.ok(read().every(Number.isNaN));
});

test('something is known of a view where a tile of it is there, on whichever level', () => {
  const view = { startS: 1, spanS: 1, firstRow: 0, rowCount: 2 };
  const only = (level: number, tile: number) => ({
    at: (asked: number, sample: number) =>
      asked === level && Math.floor(sample / tileSamplesOf(level)) === tile ? tileOf(level, tile) : undefined,
  });
  const tileAt = (level: number, timeS: number) => Math.floor((timeS * rate) / tileSamplesOf(level));
  for (const level of [3, 5, 9, 13])
    for (const timeS of [1, 1.5, 1.99])
      assert.ok(isAnyKnown(only(level, tileAt(level, timeS)), view, rate, 5), `level ${level}, ${timeS} s`);
  assert.equal(isAnyKnown(only(5, tileAt(5, 1) - 1), view, rate, 5), false);
  assert.equal(isAnyKnown(storeOf(), view, rate, 5), false);
});

test('a colour is a word of its bytes, and half of it over another is the mean of both', () => {
  const paper = newPaper(1, 1);
  paper.words[0] = wordOf('#123456');
  assert.deepEqual([...paper.bytes], [0x12, 0x34, 0x56, 255]);
  paper.words[0] = blended(wordOf('#ff8000'), wordOf('#0000ff'), 0.5);
  assert.deepEqual(
    [...paper.bytes].map((byte) => Math.round(byte / 4)),
    [32, 16, 32, 64],
  );
});

test('a stroke covers as much as it is long, wherever it begins, and nothing outside the paper', () => {
  for (const [top, bottom] of [
    [2, 5],
    [2.25, 2.75],
    [1.5, 4.1],
    [-3, 2.5],
    [7.5, 40],
  ] as const) {
    const paper = newPaper(3, 10);
    paper.words.fill(wordOf('#000000'));
    paintColumn(paper, 1, 256 * top, 256 * bottom, wordOf('#ffffff'));
    const ink = [...paper.words].reduce((sum, word) => sum + (word & 0xff) / 255, 0);
    const length = Math.min(10, bottom) - Math.max(0, top);
    assert.ok(Math.abs(ink - length) < 0.05, `${top} to ${bottom}: ${ink}`);
    for (let y = 0; y < 10; y++) assert.equal(paper.words[3 * y]! & 0xffffff, 0);
  }
});

test('a line is drawn through its values without a gap, spikes in their colour', () => {
  const level = 0;
  const view = { startS: 16_990 / rate, spanS: 60 / rate, firstRow: 0, rowCount: 1 };
  const paper = newPaper(60, 100);
  const ground = wordOf('#ffffff');
  paper.words.fill(ground);
  const spike = wordOf('#ff0000');
  paintLines(
    paper,
    pixelColumns(storeOf(level), view, 60, rate, level),
    [{ place: 0, middle: 70, color: wordOf('#000000') }],
    () => [{ from: 20, end: 30, color: spike }],
    { pxPerUv: 0.1, thickness: 1, spikeThickness: 2, centred: false },
  );
  let before: number[] = [];
  for (let x = 0; x < 60; x++) {
    const own = Array.from({ length: 100 }, (_, y) => y).filter((y) => paper.words[y * 60 + x] !== ground);
    assert.ok(own.length > 0, `pixel ${x} is empty`);
    assert.equal(own.at(-1)! - own[0]! + 1, own.length, `pixel ${x} is torn`);
    if (x > 0) assert.ok(own[0]! <= before.at(-1)! + 1 && before[0]! <= own.at(-1)! + 1, `torn at ${x}`);
    if (x >= 20 && x < 30) assert.ok(own.some((y) => paper.words[y * 60 + x] === spike));
    else assert.ok(own.every((y) => paper.words[y * 60 + x] !== spike));
    before = own;
  }
});

test('what is not known is left out, and never drawn as a value', () => {
  for (const level of [0, 4]) {
    const hole = (tile: Tile): Tile => {
      const values = tile.window.values.slice();
      const faces = level === 0 ? 1 : 2;
      for (let column = 40; column < 60; column++) {
        values[column * faces] = faces === 2 ? 32767 : -32768;
        values[column * faces + faces - 1] = -32768;
      }
      return { ...tile, window: { ...tile.window, values } };
    };
    const tile = hole(tileOf(level, 0));
    const store = {
      at: (of: number, sample: number) => (of === level && sample < tileSamplesOf(level) ? tile : undefined),
    };
    const perPixel = columnSamplesOf(level) / 2;
    const view = { startS: 0, spanS: (240 * perPixel) / rate, firstRow: 0, rowCount: 2 };
    const pixels = pixelColumns(store, view, 240, rate, level);
    const [low, high] = [new Float32Array(240), new Float32Array(240)];
    readTrace(pixels, 0, low, high);
    for (let x = 0; x < 240; x++) {
      const isKnown = x < 77 || x > 121;
      if (isKnown) assert.ok(Math.abs(low[x]!) < 1000 && Math.abs(high[x]!) < 1000, `${level} ${x}`);
      else if (x > 81 && x < 118) assert.ok(Number.isNaN(low[x]!) && Number.isNaN(high[x]!), `${level} ${x}`);
      else assert.ok(!(Math.abs(low[x]!) >= 1000 || Math.abs(high[x]!) >= 1000), `${level} ${x}`);
    }
  }
});

test('a picture that was panned is the one that is painted at once, pixel for pixel', () => {
  const rows = [0, 1].map((column) => ({
    column,
    id: column,
    label: `${column}`,
    shank: 0,
    xUm: 0,
    yUm: 20 - 20 * column,
  }));
  const theme = { paper: '#ffffff', text: '#333333', palette: 'light' } as Theme;
  const units = [
    {
      unit: '1',
      timesS: Float64Array.from({ length: 90 }, (_, i) => 0.02 + i * 0.031),
      peakColumn: 1,
      message: null,
      color: wordOf('#aa2200'),
    },
  ];
  const store = storeOf(4);
  let missing = new Set<number>();
  const known = {
    at: (level: number, sample: number) =>
      missing.has(Math.floor(sample / tileSamplesOf(4))) ? undefined : store.at(level, sample),
  };
  const [widthPx, heightPx, spanS] = [300, 60, 0.3];
  for (const mode of ['lines', 'image'] as const) {
    const settings = { mode, isFiltered: true, highpassHz: 300, reference: 'none', more: {}, rowUv: 100 };
    const at = (paint: ReturnType<typeof tracePainter>, pixel: number) => {
      const view = { startS: (pixel * spanS) / widthPx, spanS, firstRow: 0, rowCount: 2 };
      const picture = {
        store: known,
        level: 4,
        view,
        rows,
        settings,
        units,
        sampleRateHz: rate,
        theme,
        ratio: 1,
      };
      return paint(picture, widthPx, heightPx).words.slice();
    };
    const paint = tracePainter();
    let pixel = 700;
    at(paint, pixel);
    for (const step of [1, 17, -5, 0, 0.3, -120, 299, -299, 400]) {
      pixel += step;
      const fresh = at(tracePainter(), pixel);
      assert.ok(new Set(fresh).size > 2);
      assert.deepEqual(at(paint, pixel), fresh, `${mode}, ${step} pixels`);
    }
    // Tiles that come one after the other, while it goes on.
    missing = new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((i) => Math.floor((pixel * 30) / 2048) + i));
    at(paint, 0);
    for (const [i, tile] of [...missing].sort((a, b) => ((a * 7) % 5) - ((b * 7) % 5)).entries()) {
      missing.delete(tile);
      pixel += i % 3;
      assert.deepEqual(at(paint, pixel), at(tracePainter(), pixel), `${mode}, ${i} tiles`);
    }
  }
});

test('in an image brackets of spikes that would hide the traces shrink to their upper ends, wherever the picture is', () => {
  const rows = [0, 1].map((column) => ({
    ...{ column, id: column, label: `${column}`, shank: 0, xUm: 0, yUm: -20 * column },
  }));
  const theme = { paper: '#ffffff', text: '#333333', palette: 'light' } as Theme;
  const timesS = Float64Array.from({ length: 4000 }, (_, i) => i / 100);
  const color = wordOf('#aa2200');
  const units = [{ unit: '1', timesS, peakColumn: 1, message: null, color }];
  const settings = {
    mode: 'image',
    isFiltered: true,
    highpassHz: 300,
    reference: 'none',
    more: {},
    rowUv: 100,
  };
  const barsOf = (startS: number, spanS: number) => {
    const view = { startS, spanS, firstRow: 0, rowCount: 2 };
    const store = storeOf(4);
    const picture = { store, level: 4, view, rows, settings, units, sampleRateHz: rate, theme, ratio: 1 };
    return spikeBars(picture as Picture, 300, 60).filter((bar) => bar.color === color);
  };
  // A bracket with its rims takes 4 pixels: 37 of 300 are half of them.
  for (const startS of [0, 12.3]) {
    const apart = barsOf(startS, 0.36);
    assert.equal(apart.length, timesS.filter((at) => at >= startS && at < startS + 0.36 + 0.01).length);
    assert.ok(apart.every(({ top, bottom }) => bottom - top >= 60 - 1e-9));
    const dense = barsOf(startS, 0.39);
    assert.ok(dense.every(({ top, bottom }) => top === apart[0]!.top && bottom - top === 3));
  }
  const whole = barsOf(0, 40);
  assert.ok(whole.length <= 305, `${whole.length} for 4 000 spikes on 300 pixels`);
  assert.equal(new Set(whole.map(({ x }) => x)).size, whole.length);
});

test('rows too low for lines are painted as a colour image, of the pixels that the user sees', () => {
  const store = storeOf(4);
  const theme = { paper: '#ffffff', text: '#333333', palette: 'light' } as Theme;
  const rows = [0, 1].map((column) => ({
    ...{ column, id: column, label: `${column}`, shank: 0, xUm: 0, yUm: -20 * column },
  }));
  const painted = (mode: 'lines' | 'image', heightPx: number, ratio: number) => {
    const view = { startS: 0.2, spanS: 0.3, firstRow: 0, rowCount: 2 };
    const settings = { mode, isFiltered: true, highpassHz: 300, reference: 'none', more: {}, rowUv: 100 };
    const picture = { store, level: 4, view, rows, settings, units: [], sampleRateHz: rate, theme, ratio };
    return tracePainter()(picture, 300, heightPx).words.slice();
  };
  assert.ok(new Set(painted('lines', 9, 1)).size > 2);
  assert.deepEqual(painted('lines', 9, 1), painted('image', 9, 1));
  assert.deepEqual(painted('lines', 18, 2), painted('image', 18, 2));
  assert.notDeepEqual(painted('lines', 10, 1), painted('image', 10, 1));
  assert.equal(shownMode({ mode: 'lines' }, { rowCount: 384 }, 680), 'image');
  assert.equal(shownMode({ mode: 'lines' }, { rowCount: 96 }, 680), 'lines');
});

/** The same tile with the value of each column that is further from zero; what is not known stays so. */
function furthestOf(tile: Tile): Tile {
  const { values } = tile.window;
  const one = Int16Array.from({ length: values.length / 2 }, (_, i) => {
    const [low, high] = [values[2 * i]!, values[2 * i + 1]!];
    return high === highestUnknown || -low <= high ? high : low;
  });
  return { ...tile, window: { ...tile.window, values: one, onlyFurthest: true } };
}

test('of values furthest from zero the image is the same, pixel for pixel, also where nothing is known', () => {
  const theme = { paper: '#ffffff', text: '#333333', palette: 'light' } as Theme;
  const rows = [0, 1].map((column) => ({
    ...{ column, id: column, label: `${column}`, shank: 0, xUm: 0, yUm: -20 * column },
  }));
  const settings = { mode: 'image', isFiltered: true, highpassHz: 300, reference: 'none', more: {} } as const;
  const known = storeOf(4);
  const holed = (sample: number): Tile | undefined => {
    const tile = known.at(4, sample);
    if (!tile) return undefined;
    const values = tile.window.values.slice();
    for (let column = 40; column < 60; column++) {
      values[2 * column] = lowestUnknown;
      values[2 * column + 1] = highestUnknown;
    }
    return { ...tile, window: { ...tile.window, values } };
  };
  for (const spanS of [0.11, 0.3, 0.47]) {
    const painted = (change: (tile: Tile) => Tile) => {
      const store = {
        at(level: number, sample: number) {
          const tile = level === 4 ? holed(sample) : undefined;
          return tile && change(tile);
        },
      };
      const view = { startS: 0.2, spanS, firstRow: 0, rowCount: 2 };
      const picture = { store, level: 4, view, rows, settings: { ...settings, rowUv: 150 } };
      return tracePainter()({ ...picture, units: [], sampleRateHz: rate, theme, ratio: 1 }, 300, 40).words;
    };
    const both = painted((tile) => tile);
    assert.ok(new Set(both).size > 20);
    assert.deepEqual(painted(furthestOf), both, `${spanS} s`);
  }
});
