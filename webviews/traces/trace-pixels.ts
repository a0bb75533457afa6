import { highestUnknown, lowestUnknown } from '../../core/analyses/trace-params.ts';
import type { Tile, TileStore } from './tile-store.ts';
import { columnSamplesOf, mostLevel, tileRange, tileSamplesOf } from './tiles.ts';
import type { View } from './view.ts';

/** Where each pixel of the width finds its values; computed once for all channels. */
export interface PixelColumns {
  /** Samples at the left edge of each pixel, and at the right edge of the last. */
  readonly edges: Float64Array;
  /** Undefined where nothing is known yet. */
  readonly tiles: readonly (Tile | undefined)[];
  /** Columns [from, end) of the tile's answer. */
  readonly from: Int32Array;
  readonly end: Int32Array;
  /** The tile in which a pixel goes on that begins in the tile before. */
  readonly next: readonly (Tile | undefined)[];
}

/** Finer tiles than wanted hold more columns than are quickly looked through. */
const mostFiner = 2;

/** For each pixel the tile of the wanted level, or of the nearest coarser or finer one that is there. */
export function pixelColumns(
  store: Pick<TileStore, 'at'>,
  view: View,
  widthPx: number,
  sampleRateHz: number,
  level: number,
): PixelColumns {
  const samplesPerPixel = (view.spanS / widthPx) * sampleRateHz;
  const start = (view.startS * sampleRateHz) / samplesPerPixel;
  // Of a view that begins at a whole pixel, the same edges wherever it begins.
  const whole = Math.round(start);
  const origin = Math.abs(start - whole) < 1e-6 ? whole : start;
  const edges = Float64Array.from({ length: widthPx + 1 }, (_, x) => (origin + x) * samplesPerPixel);
  const from = new Int32Array(widthPx);
  const end = new Int32Array(widthPx);
  const next: (Tile | undefined)[] = new Array(widthPx);
  const tileOf = tileFinder(store, level);
  const tiles = Array.from({ length: widthPx }, (_, x) => {
    const tile = tileOf(edges[x]!);
    if (!tile) return undefined;
    const { columnSamples } = tile.window;
    const first = tile.from + Math.floor((edges[x]! - tile.startSample) / columnSamples);
    const last = tile.from + tile.columnCount;
    if (first >= last) return undefined;
    const wanted = tile.from + Math.ceil((edges[x + 1]! - tile.startSample) / columnSamples);
    from[x] = first;
    end[x] = Math.min(last, Math.max(first + 1, wanted));
    if (wanted > last) next[x] = tileAt(store, level, tile.startSample + tile.columnCount * columnSamples);
    return tile;
  });
  return { edges, tiles, from, end, next };
}

/** Whether anything is known of a view: where tiles of the wanted level begin in it. */
export function isAnyKnown(
  store: Pick<TileStore, 'at'>,
  { startS, spanS }: View,
  sampleRateHz: number,
  level: number,
): boolean {
  const start = startS * sampleRateHz;
  const { first, end } = tileRange(level, start, start + spanS * sampleRateHz, Number.POSITIVE_INFINITY);
  const tileOf = tileFinder(store, level);
  for (let tile = first; tile < end; tile++)
    if (tileOf(Math.max(start, tile * tileSamplesOf(level)))) return true;
  return false;
}

/** The tile of a sample, looked up once for each of the finest tiles: all others end where one of these does. */
function tileFinder(store: Pick<TileStore, 'at'>, level: number): (sample: number) => Tile | undefined {
  const finest = tileSamplesOf(Math.max(0, level - mostFiner));
  let last = Number.NaN;
  let tile: Tile | undefined;
  return (sample) => {
    const which = Math.floor(sample / finest);
    if (which !== last) tile = tileAt(store, level, sample);
    last = which;
    return tile;
  };
}

function tileAt(store: Pick<TileStore, 'at'>, level: number, sample: number): Tile | undefined {
  const exact = store.at(level, sample);
  if (exact) return exact;
  for (let finer = level - 1; finer >= Math.max(0, level - mostFiner); finer--) {
    const tile = store.at(finer, sample);
    if (tile) return tile;
  }
  for (let coarser = level + 1; coarser <= mostLevel; coarser++) {
    const tile = store.at(coarser, sample);
    if (tile) return tile;
  }
  return undefined;
}

/**
 * Writes the lowest and highest value in µV of one channel on each pixel into `low` and `high`, NaN where nothing is known.
 * Between samples further apart than pixels the trace is a straight line. Of pixels [from, end) only.
 */
export function readTrace(
  pixels: PixelColumns,
  place: number,
  low: Float32Array,
  high: Float32Array,
  from = 0,
  end = low.length,
): void {
  const { tiles } = pixels;
  // Neighbouring pixels are mostly of one tile: a run of them is read in one loop.
  for (let x = from; x < end; ) {
    const tile = tiles[x];
    let stop = x + 1;
    while (stop < end && tiles[stop] === tile) stop++;
    if (!tile) {
      low.fill(Number.NaN, x, stop);
      high.fill(Number.NaN, x, stop);
    } else if (tile.window.columnSamples === columnSamplesOf(0))
      for (let at = x; at < stop; at++) readSamples(tile, pixels.edges, at, place, low, high);
    else readRun(tile, pixels, x, stop, place, low, high);
    x = stop;
  }
}

function readRun(
  tile: Tile,
  { edges, from, end, next }: PixelColumns,
  first: number,
  stop: number,
  place: number,
  low: Float32Array,
  high: Float32Array,
): void {
  const { values, columnCount, stepUv, onlyFurthest } = tile.window;
  const step = stepUv[place]!;
  const faces = onlyFurthest ? 1 : 2;
  const row = faces * columnCount * place;
  for (let x = first; x < stop; x++) {
    const last = row + faces * end[x]!;
    let lowest = lowestUnknown;
    let highest = highestUnknown;
    for (let at = row + faces * from[x]!; at < last; at += faces) {
      const low = values[at]!;
      const high = values[at + faces - 1]!;
      // The one value of a column that is not known is that of the highest.
      if (low < lowest && low !== highestUnknown) lowest = low;
      if (high > highest) highest = high;
    }
    if (lowest <= highest) {
      low[x] = lowest * step;
      high[x] = highest * step;
    } else {
      low[x] = Number.NaN;
      high[x] = Number.NaN;
    }
  }
  // Only the last pixel of a tile goes on in the next one.
  const after = next[stop - 1];
  if (after && after.window.columnSamples > 1) readOn(after, edges[stop]!, stop - 1, place, low, high);
}

function readEnvelope(
  { window: { values, columnCount, stepUv, onlyFurthest } }: Tile,
  from: number,
  end: number,
  x: number,
  place: number,
  low: Float32Array,
  high: Float32Array,
): void {
  let lowest = lowestUnknown;
  let highest = highestUnknown;
  const faces = onlyFurthest ? 1 : 2;
  const row = faces * columnCount * place;
  for (let at = row + faces * from; at < row + faces * end; at += faces) {
    const low = values[at]!;
    const high = values[at + faces - 1]!;
    if (low < lowest && low !== highestUnknown) lowest = low;
    if (high > highest) highest = high;
  }
  const isKnown = lowest <= highest;
  low[x] = isKnown ? lowest * stepUv[place]! : Number.NaN;
  high[x] = isKnown ? highest * stepUv[place]! : Number.NaN;
}

/** The rest of a pixel, from the beginning of a tile on. */
function readOn(
  tile: Tile,
  edge: number,
  x: number,
  place: number,
  low: Float32Array,
  high: Float32Array,
): void {
  const count = Math.ceil((edge - tile.startSample) / tile.window.columnSamples);
  if (count < 1) return;
  const [lowest, highest] = [low[x]!, high[x]!];
  readEnvelope(tile, tile.from, tile.from + Math.min(count, tile.columnCount), x, place, low, high);
  if (Number.isNaN(lowest)) return;
  low[x] = Number.isNaN(low[x]!) ? lowest : Math.min(low[x]!, lowest);
  high[x] = Number.isNaN(high[x]!) ? highest : Math.max(high[x]!, highest);
}

function readSamples(
  tile: Tile,
  edges: Float64Array,
  x: number,
  place: number,
  low: Float32Array,
  high: Float32Array,
): void {
  const { values, columnCount, stepUv } = tile.window;
  const row = columnCount * place;
  // The answer may go on beyond the tile: then the line does, too.
  const origin = tile.startSample - tile.from;
  const valueAt = (sample: number): number => {
    const at = Math.max(0, Math.min(columnCount - 1, sample - origin));
    const before = Math.floor(at);
    const share = at - before;
    const left = values[row + before]!;
    if (share === 0) return left;
    const right = values[row + Math.min(columnCount - 1, before + 1)]!;
    return Math.min(left, right) === highestUnknown ? highestUnknown : left + share * (right - left);
  };
  const first = valueAt(edges[x]!);
  const last = valueAt(edges[x + 1]!);
  let lowest = Math.min(first, last);
  let highest = Math.max(first, last);
  const start = Math.max(0, Math.ceil(edges[x]! - origin));
  const stop = Math.min(columnCount - 1, Math.floor(edges[x + 1]! - origin));
  for (let at = row + start; at <= row + stop; at++) {
    if (values[at]! < lowest) lowest = values[at]!;
    if (values[at]! > highest) highest = values[at]!;
  }
  const isKnown = lowest > highestUnknown;
  low[x] = isKnown ? lowest * stepUv[place]! : Number.NaN;
  high[x] = isKnown ? highest * stepUv[place]! : Number.NaN;
}
