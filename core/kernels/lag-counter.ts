import bytes from '../wasm/lag-counts.wasm';
import { type EvenRule, evenRule } from './even-rule.ts';
import type { LagBins } from './lag-bins.ts';
import { spareEntries } from './merge-tiles.ts';
import type { MergedSpikes } from './merged-spikes.ts';

/** What the module exports: addresses in bytes, and numbers. */
interface Module {
  prepare(...addressesAndNumbers: number[]): void;
  countKeys(...addressesAndNumbers: number[]): number;
  countByTable(...addressesAndNumbers: number[]): number;
  addCounters(counters: number, size: number, sums: number): boolean;
  widenCounters(counters: number, size: number, sums: number): void;
}

const pageBytes = 65_536;
/** Full counters are told to the caller when there are this many. */
const listed = 65_536;
/** Before the counters of a reference are such as nobody reads, for lanes that lie beyond the window. */
const unread = 16;
let compiled: WebAssembly.Module | undefined;
/** Memory that was used before is there at once; counts that follow a slider would wait for new one each time. */
let spare: WebAssembly.Memory | null = null;
const mostSpareBytes = 64e6;

/**
 * The module `lag-counts` and its memory: counters of some references first, then a tile or the sums of one reference. The
 * counters of a reference have 8 bits and are in the order of its counts, (units × (half + 1)), after `unread` others.
 *
 * For bins of one width each spike of a tile becomes a key of 32 bits, 2^shift × (first cell of its unit) + factor × time:
 * the difference of two keys, shifted, is the cell that a lag counts in (`evenRule` tells for which bins this holds). It
 * takes a load, a subtraction and a shift for four lags, and half the memory that times and rows take: 300 units of 4.3
 * million spikes are counted in 0.65 of the time. Blocks of lags whose counters would fit the nearest cache, or shorter
 * tiles, are slower: shorter runs of lags end in more branches that cannot be foreseen, and more tiles bring all counters
 * from farther away more often.
 */
export class LagCounter {
  /** Bytes of the counters of one reference. */
  readonly unitBytes: number;
  /** Cells of all that passed 2^32, and how many times: [cell, times, cell, times, …]. */
  readonly carries: number[] = [];
  readonly #bins: LagBins;
  readonly #rule: EvenRule | null;
  /** Counts of one reference. */
  readonly #size: number;
  readonly #memory: WebAssembly.Memory;
  readonly #module: Module;
  #low: Uint32Array = new Uint32Array(0);
  #carried = new Map<number, number>();
  /** Of each reference whether anything but zeros is in its counts. */
  #isWritten = new Uint8Array(0);
  #first = 0;
  #count = 0;

  constructor(units: number, bins: LagBins) {
    this.#bins = bins;
    this.#size = units * (bins.half + 1);
    this.#rule = evenRule(bins, unread + this.#size);
    this.unitBytes = align(unread + this.#size);
    this.#memory = spare ?? new WebAssembly.Memory({ initial: 1, maximum: 65_536 });
    spare = null;
    compiled ??= new WebAssembly.Module(bytes);
    const env = { memory: this.#memory, abort: () => undefined };
    this.#module = new WebAssembly.Instance(compiled, { env }).exports as unknown as Module;
  }

  /** Counts from now on from the trains `first … end − 1`, and adds what comes of it to `low`, which is all 0 if blank. */
  begin(first: number, end: number, low: Uint32Array, isBlank: boolean): void {
    this.#first = first;
    this.#count = end - first;
    this.#low = low;
    this.#carried = new Map();
    this.#isWritten = new Uint8Array(this.#count).fill(isBlank ? 0 : 1);
    this.#pieces([]);
    new Uint8Array(this.#memory.buffer, 0, this.#count * this.unitBytes).fill(0);
  }

  /** Counts from the spikes of a tile that are of these trains. */
  add({ times, labels, starts }: MergedSpikes): void {
    if (starts[this.#first] === starts[this.#first + this.#count]) return;
    const { binOfLag, half } = this.#bins;
    const own = starts[starts.length - 1];
    const total = times.length - spareEntries;
    const listLimit = 4 * (1 + listed);
    // From one spike on a counter is full once in 256 lags, but for what it held before.
    const listBytes = listLimit + 4 * (this.unitBytes + Math.ceil(total / 256) + 8);
    const rule = this.#rule;
    const [timesAt, keysAt, runsAt, nextAt, tableAt, listAt] = this.#pieces([
      4 * times.length,
      4 * times.length,
      8 * own,
      4 * starts.length,
      4 * (rule ? lanes.length : binOfLag.length),
      listBytes,
    ]);
    const { buffer } = this.#memory;
    new Uint32Array(buffer, timesAt).set(times);
    new Uint32Array(buffer, keysAt).set(labels);
    new Uint32Array(buffer, nextAt).set(starts.map((start) => runsAt + 8 * start));
    new Uint32Array(buffer, tableAt).set(rule ? lanes : binOfLag);
    const list = new Uint32Array(buffer, listAt, listBytes / 4);
    const columns = half + 1;
    const [rowStep, factor] = rule ? [columns * 2 ** rule.shift, rule.factor] : [columns, 0];
    this.#module.prepare(timesAt, keysAt, nextAt, own, total, rowStep, factor, binOfLag.length);

    for (let reference = 0; reference < this.#count; reference++) {
      const unit = this.#first + reference;
      let run = runsAt + 8 * starts[unit];
      const last = runsAt + 8 * starts[unit + 1];
      while (run < last) {
        const counters = reference * this.unitBytes;
        const at = [keysAt, run, last, listAt, listAt + listLimit];
        run = rule
          ? this.#module.countKeys(...at, counters, this.#originOf(unit, rule), rule.shift, tableAt)
          : this.#module.countByTable(...at, counters + unread, timesAt, tableAt);
        this.#carry(reference, list.subarray(1, (list[0] - listAt) / 4));
      }
    }
  }

  /** What a key of the unit exceeds that from which its cells are counted by, modulo 2^32. */
  #originOf(unit: number, { offset, shift }: EvenRule): number {
    return (unit * (this.#bins.half + 1) + unread) * 2 ** shift + offset;
  }

  /** Adds 256 to the counts whose counters were full. */
  #carry(reference: number, full: Uint32Array): void {
    if (full.length === 0) return;
    this.#isWritten[reference] = 1;
    const origin = reference * this.unitBytes + unread;
    for (let i = 0; i < full.length; i++)
      if (full[i] >= origin) this.#plus(reference * this.#size + full[i] - origin, 256);
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
    const size = this.#size;
    const [sumsAt] = this.#pieces([4 * align(size)]);
    const sums = new Uint32Array(this.#memory.buffer, sumsAt, size);
    for (let reference = 0; reference < this.#count; reference++) {
      const low = this.#low.subarray(reference * size, (reference + 1) * size);
      const counters = reference * this.unitBytes + unread;
      if (this.#isWritten[reference] === 0) this.#module.widenCounters(counters, size, sumsAt);
      else {
        sums.set(low);
        if (this.#module.addCounters(counters, size, sumsAt))
          for (let cell = 0; cell < size; cell++)
            if (sums[cell] < low[cell]) this.#passed(reference * size + cell);
      }
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

/** What `countKeys` masks the last eight lags by. */
const lanes = Uint32Array.from({ length: 72 }, (_, i) =>
  i < 8 ? i : (i - 8) % 8 < (i - 8) >> 3 ? 0xffffffff : 0,
);
