import bytes from '../wasm/lag-counts.wasm';
import { type EvenRule, evenRule } from './even-rule.ts';
import type { LagBins } from './lag-bins.ts';
import { mergeTile, spikesIn, type Tile, tilesOf } from './merge-tiles.ts';

/**
 * Lags from the spikes of some reference units to later spikes of all units; the correlogram of (i, j) is the forward
 * half of (i, j) and the mirrored one of (j, i).
 */
export interface ForwardCounts {
  /** (references × units × (half + 1)), modulo 2^32. */
  readonly low: Uint32Array;
  /** Cells that passed 2^32, and how many times: [cell, times, cell, times, …]. */
  readonly carries: readonly number[];
}

export interface CountOptions {
  /** What to add to: threads count disjoint ranges of references into parts of one shared array. */
  readonly into?: Uint32Array;
  /** Bytes of counters at once; with more references the trains are merged several times. */
  readonly counterBytes?: number;
  /** Spikes merged at once. */
  readonly tileSpikes?: number;
  /** The trains as `mergedTiles` has them, where they are counted again and again. */
  readonly merged?: readonly MergedTile[];
  /** Called after each tile with the share of the work that is done; may throw to stop. */
  onTile?(done: number): void;
}

/**
 * Counts the lags from every spike of the trains `first … last − 1` to every later spike of all trains within the window,
 * whatever the bins. Spikes on one sample count once, as if the train that comes first in `trains` had fired first.
 * Trains are ascending sample numbers, which is not checked. Memory beside the result: `counterBytes` and a tile.
 *
 * One reference unit at a time over the merged trains, forward lags only, tiled in time: what is read fits the cache, the
 * counters of a unit have 8 bits and stay in it, and nothing is divided or branched on but a counter that is full.
 */
export function countForward(
  trains: readonly Float64Array[],
  bins: LagBins,
  first = 0,
  last = trains.length,
  { into, counterBytes = 2 ** 29, tileSpikes = 500_000, merged, onTile }: CountOptions = {},
): ForwardCounts {
  const columns = bins.half + 1;
  const low = into ?? new Uint32Array((last - first) * trains.length * columns);
  const counter = new LagCounter(trains.length, bins);
  const atOnce = Math.max(1, Math.floor(counterBytes / counter.unitBytes));
  const total = totalOf(trains);
  for (let start = first; start < last; start += atOnce) {
    const end = Math.min(last, start + atOnce);
    const size = trains.length * columns;
    counter.begin(start, end, low.subarray((start - first) * size, (end - first) * size));
    for (const each of merged ?? unmerged(trains, bins.binOfLag.length - 1, tileSpikes)) {
      counter.add(trains, each);
      const within = each.tile.until.reduce((sum, position) => sum + position, 0) / total;
      onTile?.((start - first + within * (end - start)) / (last - first));
    }
    counter.finish((start - first) * size);
  }
  counter.close();
  return { low, carries: counter.carries };
}

/** A stretch of time with its spikes in the order of time, or without, where they are put in order when counted. */
export interface MergedTile {
  readonly tile: Tile;
  readonly merged?: {
    readonly times: Uint32Array;
    readonly labels: Uint32Array;
    /** As `groupByLabel` has them. */
    readonly places: Uint32Array;
    readonly starts: Uint32Array;
  };
}

/** The trains in the order of time, for windows of up to `longest` samples on each side. 12 bytes for each spike. */
export function mergedTiles(
  trains: readonly Float64Array[],
  longest: number,
  tileSpikes = 500_000,
): readonly MergedTile[] {
  return [...tilesOf(trains, longest, tileSpikes)].map((tile) => {
    const { own, total } = spikesIn(tile);
    const times = new Uint32Array(total + 3);
    const labels = new Uint32Array(times.length);
    mergeTile(trains, tile, times, labels);
    const places = new Uint32Array(own);
    const starts = groupByLabel(labels, own, trains.length, places);
    return { tile, merged: { times, labels, places, starts } };
  });
}

function* unmerged(
  trains: readonly Float64Array[],
  longest: number,
  tileSpikes: number,
): Generator<MergedTile> {
  for (const tile of tilesOf(trains, longest, tileSpikes)) yield { tile };
}

const totalOf = (trains: readonly Float64Array[]): number =>
  trains.reduce((sum, train) => sum + train.length, 0);

/** What the module exports: addresses in bytes, and numbers. */
interface Module {
  countEven(...addressesAndNumbers: number[]): number;
  countByTable(...addressesAndNumbers: number[]): number;
  findRecords(...addressesAndNumbers: number[]): number;
}

const pageBytes = 65_536;
/** Lags counted in one call: in 256 of them a counter is full at most once, but for what it held before. */
const lagsPerCall = 2 ** 24;
let compiled: WebAssembly.Module | undefined;
/** Memory that was used before is there at once; counts that follow a slider would wait for new one each time. */
let spare: WebAssembly.Memory | null = null;
const mostSpareBytes = 64e6;

/** The module and its memory: counters first (references × units × (half + 2)), then a tile. */
class LagCounter {
  /** Bytes of the counters of one reference: a column more for what lies beyond the window. */
  readonly unitBytes: number;
  readonly carries: number[] = [];
  readonly #units: number;
  readonly #bins: LagBins;
  readonly #rule: EvenRule | null;
  readonly #memory: WebAssembly.Memory;
  readonly #module: Module;
  #low: Uint32Array = new Uint32Array(0);
  #carried = new Map<number, number>();
  #first = 0;
  #count = 0;

  constructor(units: number, bins: LagBins) {
    this.#units = units;
    this.#bins = bins;
    this.#rule = evenRule(bins);
    this.unitBytes = units * (bins.half + 2);
    this.#memory = spare ?? new WebAssembly.Memory({ initial: 1, maximum: 65_536 });
    spare = null;
    compiled ??= new WebAssembly.Module(bytes);
    const env = { memory: this.#memory, abort: () => undefined };
    this.#module = new WebAssembly.Instance(compiled, { env }).exports as unknown as Module;
  }

  /** Counts from now on from the trains `first … end − 1`, and adds what comes of it to `low`. */
  begin(first: number, end: number, low: Uint32Array): void {
    this.#first = first;
    this.#count = end - first;
    this.#low = low;
    this.#carried = new Map();
    this.#reserve(this.#counterBytes);
    new Uint8Array(this.#memory.buffer, 0, this.#counterBytes).fill(0);
  }

  add(trains: readonly Float64Array[], { tile, merged }: MergedTile): void {
    const { binOfLag, half } = this.#bins;
    const { own, total } = spikesIn(tile);
    const padded = 4 * (total + 3);
    const sizes = [padded, padded, 4 * own, 8 * own, 4 * binOfLag.length];
    let end = align(this.#counterBytes);
    const pieces = [...sizes, 4 * (this.unitBytes + lagsPerCall / 256 + 4)].map((size) => {
      const start = end;
      end = align(start + size);
      return start;
    });
    this.#reserve(end);
    const [timesAt, rowsAt, placesAt, recordsAt, tableAt, listAt] = pieces;
    const { buffer } = this.#memory;
    const times = new Uint32Array(buffer, timesAt, total + 3);
    const rows = new Uint32Array(buffer, rowsAt, total + 3);
    const places = new Uint32Array(buffer, placesAt, own);
    let starts: Uint32Array;
    if (merged) {
      times.set(merged.times);
      places.set(merged.places);
      starts = merged.starts;
      for (let i = 0; i < total; i++) rows[i] = merged.labels[i] * (half + 2);
      // What was here before is no row.
      rows.fill(0, total);
    } else {
      mergeTile(trains, tile, times, rows);
      starts = groupByLabel(rows, own, this.#units, places);
      for (let i = 0; i < total; i++) rows[i] *= half + 2;
    }
    const longest = binOfLag.length - 1;
    const most = this.#module.findRecords(timesAt, placesAt, own, total, longest, recordsAt);
    const atOnce = Math.max(1, Math.floor(lagsPerCall / (most + 3)));
    const rule = this.#rule;
    if (!rule) new Uint32Array(buffer, tableAt, binOfLag.length).set(binOfLag);

    for (let reference = 0; reference < this.#count; reference++) {
      const unit = this.#first + reference;
      for (let start = starts[unit]; start < starts[unit + 1]; start += atOnce) {
        const count = Math.min(atOnce, starts[unit + 1] - start);
        const counters = reference * this.unitBytes;
        const at = [timesAt, rowsAt, recordsAt + 8 * start, count, counters, listAt];
        const listEnd = rule
          ? this.#module.countEven(...at, binOfLag.length, rule.factor, rule.offset, rule.shift)
          : this.#module.countByTable(...at, tableAt);
        this.#carry(new Uint32Array(buffer, listAt, (listEnd - listAt) / 4));
      }
    }
  }

  /** Adds 256 to the counts whose counters were full. */
  #carry(full: Uint32Array): void {
    const columns = this.#bins.half + 2;
    for (let i = 0; i < full.length; i++) {
      const row = Math.floor(full[i] / columns);
      const bin = full[i] - row * columns;
      if (bin < columns - 1) this.#plus(row * (columns - 1) + bin, 256);
    }
  }

  #plus(cell: number, more: number): void {
    const count = this.#low[cell] + more;
    this.#low[cell] = count;
    if (count >= 2 ** 32) this.#carried.set(cell, (this.#carried.get(cell) ?? 0) + 1);
  }

  /** Adds the counters to the counts, of which the first is cell `start` of all, and lists what was carried. */
  finish(start: number): void {
    const columns = this.#bins.half + 1;
    const rows = this.#count * this.#units;
    const low = this.#low;
    const counters = new Uint8Array(this.#memory.buffer, 0, this.#counterBytes);
    // A loop: a view for each of a quarter of a million rows takes longer than what it copies.
    for (let row = 0, from = 0, cell = 0; row < rows; row++, from++)
      for (let bin = 0; bin < columns; bin++, from++, cell++) {
        const before = low[cell];
        const after = (before + counters[from]) >>> 0;
        if (after >= before) low[cell] = after;
        else this.#plus(cell, counters[from]);
      }
    for (const [cell, times] of [...this.#carried].sort(([a], [b]) => a - b))
      this.carries.push(start + cell, times);
  }

  /** Nothing is counted any more. */
  close(): void {
    if (this.#memory.buffer.byteLength <= mostSpareBytes) spare = this.#memory;
  }

  get #counterBytes(): number {
    return this.#count * this.unitBytes;
  }

  #reserve(size: number): void {
    const missing = size - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / pageBytes));
  }
}

const align = (size: number): number => Math.ceil(size / 16) * 16;

/** Which place each of `count` spikes has when they stand unit after unit, and where each unit's begin. */
function groupByLabel(labels: Uint32Array, count: number, units: number, places: Uint32Array): Uint32Array {
  const starts = new Uint32Array(units + 1);
  for (let i = 0; i < count; i++) starts[labels[i] + 1]++;
  for (let unit = 0; unit < units; unit++) starts[unit + 1] += starts[unit];
  const next = starts.slice();
  for (let i = 0; i < count; i++) places[i] = next[labels[i]]++;
  return starts;
}
