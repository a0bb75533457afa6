import bytes from '../wasm/lag-counts.wasm';
import { type EvenRule, evenRule } from './even-rule.ts';
import type { LagBins } from './lag-bins.ts';
import { mergeTile, type Tile, tilesOf } from './merge-tiles.ts';

/**
 * Lags from the spikes of some reference units to later spikes of all units; the correlogram of (i, j) is the forward
 * half of (i, j) and the mirrored one of (j, i).
 */
export interface ForwardCounts {
  /** (references × units × (half + 1)), modulo 2^32. */
  readonly low: Uint32Array;
  /** Cells that hold 2^32 or more, and how many times 2^32: [cell, times, cell, times, …]. */
  readonly carries: readonly number[];
}

export interface CountOptions {
  /** Where to write: threads count disjoint ranges of references into parts of one shared array. */
  readonly into?: Uint32Array;
  /** Bytes of counters at once; with more references the trains are merged several times. */
  readonly counterBytes?: number;
  /** Spikes merged at once. */
  readonly tileSpikes?: number;
  /** What a counter can hold before it is emptied into a wider one. */
  readonly counterLimit?: number;
  /** Called after each tile with the share of the work that is done; may throw to stop. */
  onTile?(done: number): void;
}

/**
 * Counts the lags from every spike of the trains `first … last − 1` to every later spike of all trains within the window,
 * whatever the bins. Spikes on one sample count once, as if the train that comes first in `trains` had fired first.
 * Trains are ascending sample numbers, which is not checked. Memory beside the result: `counterBytes` and a tile.
 *
 * One reference unit at a time over the merged trains, forward lags only, tiled in time: what is read fits the cache, the
 * counters of a unit stay in it, and nothing is divided or branched on.
 */
export function countForward(
  trains: readonly Float64Array[],
  bins: LagBins,
  first = 0,
  last = trains.length,
  {
    into,
    counterBytes = 2 ** 29,
    tileSpikes = 250_000,
    counterLimit = 2 ** 32 - 1,
    onTile,
  }: CountOptions = {},
): ForwardCounts {
  const columns = bins.half + 1;
  const low = into ?? new Uint32Array((last - first) * trains.length * columns);
  const carries: number[] = [];
  // One column more for what lies beyond the window.
  const unitBytes = 4 * trains.length * (columns + 1);
  const atOnce = Math.max(1, Math.floor(counterBytes / unitBytes));
  const counter = new LagCounter(trains.length, bins, counterLimit);
  for (let start = first; start < last; start += atOnce) {
    const end = Math.min(last, start + atOnce);
    counter.begin(start, end);
    for (const tile of tilesOf(trains, bins.binOfLag.length - 1, tileSpikes)) {
      counter.add(trains, tile);
      const within = tile.until.reduce((sum, position) => sum + position, 0) / totalOf(trains);
      onTile?.((start - first + within * (end - start)) / (last - first));
    }
    counter.take(low, (start - first) * trains.length * columns, carries);
  }
  return { low, carries };
}

const totalOf = (trains: readonly Float64Array[]): number =>
  trains.reduce((sum, train) => sum + train.length, 0);

/** What the module exports: addresses in bytes, and numbers. */
interface Module {
  countEven(...addressesAndNumbers: number[]): void;
  countByTable(...addressesAndNumbers: number[]): void;
  findEnds(...addressesAndNumbers: number[]): void;
}

const pageBytes = 65_536;
let compiled: WebAssembly.Module | undefined;

/** The module, its memory (counters first, then a tile), and the counts that overflowed. */
class LagCounter {
  readonly #units: number;
  readonly #bins: LagBins;
  readonly #limit: number;
  readonly #columns: number;
  readonly #memory = new WebAssembly.Memory({ initial: 1, maximum: 65_536 });
  readonly #module: Module;
  readonly #rule: EvenRule | null;
  #first = 0;
  #count = 0;
  /** Lags counted from each reference since its counters were emptied: no counter can hold more. */
  #since = new Float64Array(0);
  #wide = new Map<number, Float64Array>();

  constructor(units: number, bins: LagBins, limit: number) {
    this.#units = units;
    this.#bins = bins;
    this.#limit = limit;
    this.#rule = evenRule(bins);
    this.#columns = bins.half + 2;
    compiled ??= new WebAssembly.Module(bytes);
    const env = { memory: this.#memory, abort: () => undefined };
    this.#module = new WebAssembly.Instance(compiled, { env }).exports as unknown as Module;
  }

  begin(first: number, end: number): void {
    this.#first = first;
    this.#count = end - first;
    this.#since = new Float64Array(this.#count);
    this.#wide = new Map();
    this.#reserve(this.#counterBytes);
    new Uint32Array(this.#memory.buffer, 0, this.#counterBytes / 4).fill(0);
  }

  add(trains: readonly Float64Array[], tile: Tile): void {
    const { times, labels, own } = mergeTile(trains, tile);
    const { binOfLag } = this.#bins;
    const tableBytes = 4 * binOfLag.length;
    const base = align(this.#counterBytes);
    const stride = align(4 * times.length);
    this.#reserve(base + 4 * stride + tableBytes);
    const { buffer } = this.#memory;
    const [timesAt, rowsAt, endsAt, positionsAt] = [
      base,
      base + stride,
      base + 2 * stride,
      base + 3 * stride,
    ];
    const cellsAt = base + 4 * stride;
    new Uint32Array(buffer, timesAt, times.length).set(times);
    const rows = new Uint32Array(buffer, rowsAt, times.length);
    const rowBytes = 4 * this.#columns;
    for (let i = 0; i < times.length; i++) rows[i] = labels[i] * rowBytes;
    this.#module.findEnds(timesAt, own, times.length - 3, binOfLag.length - 1, endsAt);
    const starts = groupByLabel(labels, own, this.#units, new Uint32Array(buffer, positionsAt, own));

    const ends = new Uint32Array(buffer, endsAt, own);
    let most = 0;
    for (let i = 0; i < own; i++) most = Math.max(most, ends[i] - i);
    const rule = this.#rule;
    if (!rule) {
      const cells = new Uint32Array(buffer, cellsAt, binOfLag.length);
      for (let lag = 0; lag < cells.length; lag++) cells[lag] = 4 * binOfLag[lag];
    }
    for (let reference = 0; reference < this.#count; reference++) {
      const unit = this.#first + reference;
      const [from, until] = [starts[unit], starts[unit + 1]];
      const counters = reference * this.#units * rowBytes;
      for (const [start, end] of this.#portions(reference, from, until, most + 3)) {
        const at = [timesAt, rowsAt, endsAt, positionsAt + 4 * start, end - start, counters];
        if (rule) this.#module.countEven(...at, binOfLag.length, rule.factor, rule.offset, rule.shift);
        else this.#module.countByTable(...at, cellsAt);
      }
    }
  }

  /** Cuts positions so that the counters of a reference are emptied before one of them could overflow. */
  *#portions(
    reference: number,
    from: number,
    until: number,
    lagsEach: number,
  ): Generator<readonly [number, number]> {
    for (let start = from; start < until; ) {
      const room = Math.floor((this.#limit - this.#since[reference]) / lagsEach);
      const end = Math.min(until, start + room);
      if (end > start) yield [start, end];
      this.#since[reference] += (end - start) * lagsEach;
      if (end < until) this.#empty(reference);
      start = end;
    }
  }

  #empty(reference: number): void {
    const size = this.#units * this.#columns;
    const counters = new Uint32Array(this.#memory.buffer, 4 * reference * size, size);
    const wide = this.#wide.get(reference) ?? new Float64Array(size);
    for (let cell = 0; cell < size; cell++) wide[cell] += counters[cell];
    counters.fill(0);
    this.#wide.set(reference, wide);
    this.#since[reference] = 0;
  }

  /** Writes the counts of all references to `low` from `start` on, without the column beyond the window. */
  take(low: Uint32Array, start: number, carries: number[]): void {
    const columns = this.#columns - 1;
    const rows = this.#count * this.#units;
    const counters = new Uint32Array(this.#memory.buffer, 0, rows * this.#columns);
    // A loop: a view for each of a quarter of a million rows takes longer than what it copies.
    for (let row = 0; row < rows; row++) {
      const [from, to] = [row * this.#columns, start + row * columns];
      for (let bin = 0; bin < columns; bin++) low[to + bin] = counters[from + bin];
    }
    for (const [reference, wide] of this.#wide)
      for (let unit = 0; unit < this.#units; unit++)
        for (let bin = 0; bin < columns; bin++) {
          const cell = start + (reference * this.#units + unit) * columns + bin;
          const count = low[cell] + wide[unit * this.#columns + bin];
          low[cell] = count % 2 ** 32;
          if (count >= 2 ** 32) carries.push(cell, Math.floor(count / 2 ** 32));
        }
  }

  get #counterBytes(): number {
    return 4 * this.#count * this.#units * this.#columns;
  }

  #reserve(size: number): void {
    const missing = size - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / pageBytes));
  }
}

const align = (size: number): number => Math.ceil(size / 16) * 16;

/** Positions of the spikes of each unit, unit after unit, and where each unit's begin. */
function groupByLabel(
  labels: Uint32Array,
  count: number,
  units: number,
  positions: Uint32Array,
): Uint32Array {
  const starts = new Uint32Array(units + 1);
  for (let i = 0; i < count; i++) starts[labels[i] + 1]++;
  for (let unit = 0; unit < units; unit++) starts[unit + 1] += starts[unit];
  const next = starts.slice();
  for (let i = 0; i < count; i++) positions[next[labels[i]]++] = i;
  return starts;
}
