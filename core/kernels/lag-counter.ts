import bytes from '../wasm/lag-counts.wasm';
import { type EvenRule, evenRule } from './even-rule.ts';
import type { LagBins } from './lag-bins.ts';
import { spareEntries } from './merge-tiles.ts';
import type { MergedSpikes } from './merged-spikes.ts';

/** What the module exports: addresses in bytes, and numbers. */
interface Module {
  countEven(...addressesAndNumbers: number[]): number;
  countByTable(...addressesAndNumbers: number[]): number;
  addCounters(...addressesAndNumbers: number[]): number;
}

const pageBytes = 65_536;
/** Full counters are told to the caller when there are this many. */
const listed = 65_536;
let compiled: WebAssembly.Module | undefined;
/** Memory that was used before is there at once; counts that follow a slider would wait for new one each time. */
let spare: WebAssembly.Memory | null = null;
const mostSpareBytes = 64e6;

/**
 * The module `lag-counts` and its memory: counters of some references first (references × units × (half + 2)), then a tile
 * or the sums of one reference. The counters of a reference have 8 bits, and a column more for what lies beyond the window.
 */
export class LagCounter {
  /** Bytes of the counters of one reference. */
  readonly unitBytes: number;
  /** Cells of all that passed 2^32, and how many times: [cell, times, cell, times, …]. */
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
    this.#pieces([]);
    new Uint8Array(this.#memory.buffer, 0, this.#count * this.unitBytes).fill(0);
  }

  /** Counts from the spikes of a tile that are of these trains. */
  add({ times, labels, places, starts }: MergedSpikes): void {
    const { binOfLag, half } = this.#bins;
    const total = times.length - spareEntries;
    const [firstPlace, lastPlace] = [starts[this.#first], starts[this.#first + this.#count]];
    if (firstPlace === lastPlace) return;
    const listLimit = 4 * (1 + listed);
    // From one spike on a counter is full once in 256 lags, but for what it held before.
    const listBytes = listLimit + 4 * (this.unitBytes + Math.ceil(total / 256) + 8);
    const [timesAt, rowsAt, placesAt, tableAt, listAt] = this.#pieces([
      4 * times.length,
      4 * times.length,
      4 * (lastPlace - firstPlace),
      4 * binOfLag.length,
      listBytes,
    ]);
    const { buffer } = this.#memory;
    new Uint32Array(buffer, timesAt, times.length).set(times);
    new Uint32Array(buffer, placesAt, lastPlace - firstPlace).set(places.subarray(firstPlace, lastPlace));
    const rows = new Uint32Array(buffer, rowsAt, times.length);
    for (let i = 0; i < rows.length; i++) rows[i] = labels[i] * (half + 2);
    const rule = this.#rule;
    if (!rule) new Uint32Array(buffer, tableAt, binOfLag.length).set(binOfLag);
    const list = new Uint32Array(buffer, listAt, listBytes / 4);

    for (let reference = 0; reference < this.#count; reference++) {
      const unit = this.#first + reference;
      let place = placesAt + 4 * (starts[unit] - firstPlace);
      const last = placesAt + 4 * (starts[unit + 1] - firstPlace);
      while (place < last) {
        const counters = reference * this.unitBytes;
        const at = [timesAt, rowsAt, place, last, counters, listAt, listAt + listLimit, binOfLag.length];
        place = rule
          ? this.#module.countEven(...at, rule.factor, rule.offset, rule.shift)
          : this.#module.countByTable(...at, tableAt);
        this.#carry(list.subarray(1, (list[0] - listAt) / 4));
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
    if (count >= 2 ** 32) this.#passed(cell);
  }

  #passed(cell: number): void {
    this.#carried.set(cell, (this.#carried.get(cell) ?? 0) + 1);
  }

  /** Adds the counters to the counts, of which the first is cell `start` of all, and lists what was carried. */
  finish(start: number): void {
    const columns = this.#bins.half + 1;
    const size = this.#units * columns;
    const [sumsAt] = this.#pieces([4 * size]);
    const sums = new Uint32Array(this.#memory.buffer, sumsAt, size);
    for (let reference = 0; reference < this.#count; reference++) {
      const low = this.#low.subarray(reference * size, (reference + 1) * size);
      sums.set(low);
      if (this.#module.addCounters(reference * this.unitBytes, this.#units, columns, sumsAt))
        for (let cell = 0; cell < size; cell++)
          if (sums[cell] < low[cell]) this.#passed(reference * size + cell);
      low.set(sums);
    }
    for (const [cell, times] of [...this.#carried].sort(([a], [b]) => a - b))
      this.carries.push(start + cell, times);
  }

  /** Nothing is counted any more. */
  close(): void {
    if (this.#memory.buffer.byteLength <= mostSpareBytes) spare = this.#memory;
  }

  /** Where pieces of so many bytes begin that follow the counters. */
  #pieces(sizes: readonly number[]): number[] {
    let end = align(this.#count * this.unitBytes);
    const starts = sizes.map((size) => {
      const start = end;
      end = align(start + size);
      return start;
    });
    const missing = end - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / pageBytes));
    return starts;
  }
}

const align = (size: number): number => Math.ceil(size / 16) * 16;
