import type { Section } from './butterworth.ts';
import type { CleanModule } from './clean-module.ts';
import { type CleanShape, delayParts, delayTaps } from './clean-shape.ts';
import { lanes, weightsBytes, writeWeights } from './clean-tables.ts';
import { paddingOf } from './filter-forward-backward.ts';
import type { LaneLayout } from './lane-layout.ts';
import { type ThirdHighpass, thirdHighpass } from './third-highpass.ts';

/** Rows that pass through alignment and filter while they are near the processor. */
const tile = 128;

/** Aligned and filtered rows of 8 channels (f32), block after block. */
export interface FilteredRows {
  /** Takes a stretch of `count` raw samples, of which rows [from, to) are wanted. */
  begin(count: number, from: number, to: number): void;
  /**
   * Makes so many wanted rows ready: from the last on, or from the first on where rows are `ascending`, which then takes
   * raw samples up to ten rows before. Returns where they are: at their place, or row after row from `at` on where it may
   * be so, which saves their way through memory.
   */
  finish(row: number, count: number, at?: number): Place;
  /** Where wanted rows from `row` on have their place. */
  place(row: number): Place;
  readonly ascending: boolean;
}

/** Where the first of some rows of the first block is; rows and blocks are so many bytes apart. */
export interface Place {
  readonly at: number;
  readonly rowBytes: number;
  readonly blockBytes: number;
}

/** Memory in bytes that `filteredRows` needs, in its order. */
export function filteredRowsBytes(shape: CleanShape, { blockCount }: LaneLayout, stretch: number): number[] {
  const padding = shape.zeroPhase ? paddingOf(shape.sections) : 0;
  const rows = thirdHighpass(shape.sections) ? 2 * tile : stretch;
  return [
    32 * (rows + 2 * padding),
    thirdHighpass(shape.sections) ? 0 : 64 * (rows + 2 * padding),
    shape.delays ? 32 * (rows + delayTaps) : 0,
    shape.delays ? weightsBytes * blockCount : 0,
    128 * blockCount,
    blockBytes(stretch + 2 * padding) * blockCount,
  ];
}

/** A cache line more than a power of two, so that blocks do not take each other's places in the cache. */
const blockBytes = (rows: number): number => Math.ceil((32 * rows) / 4096) * 4096 + 64;

/** Of rows apart: an odd number of cache lines, so that those of a block do not take each other's places in the cache. */
export const tileRowBytes = (blockCount: number): number => 64 * (Math.ceil(blockCount / 2) | 1);

export function filteredRows(
  shape: CleanShape,
  layout: LaneLayout,
  stretch: number,
  wasm: CleanModule,
  buffer: ArrayBuffer,
  { rawAt, columnsAt, own }: { rawAt: number; columnsAt: number; own: readonly number[] },
): FilteredRows {
  const { columnCount, delays, sections, zeroPhase } = shape;
  const { blockCount } = layout;
  const [wholesAt, rowsAt, pairsAt, weightsAt, statesAt, blocksAt] = own as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (delays)
    writeWeights(new Int16Array(buffer, weightsAt, (weightsBytes / 2) * blockCount), layout, delays);
  const padding = zeroPhase ? paddingOf(sections) : 0;
  const block = blockBytes(stretch + 2 * padding);
  const before = delayTaps / 2 - 1;

  /** All `count` rows of a block as they were recorded, or aligned. */
  const load = (b: number, count: number, out: number) => {
    const columns = columnsAt + 4 * lanes * b;
    if (!delays) wasm.plainRows(rawAt, count, columnCount, columns, wholesAt);
    else {
      wasm.pairRows(rawAt, columnCount, columns, -before, count + delayTaps - 2, count - 1, pairsAt);
      wasm.alignRows(pairsAt, count, weightsAt + weightsBytes * b, wholesAt);
    }
    wasm.toDoubles(wholesAt, count, delays ? 1 / delayParts[0] : 1, out);
  };
  const memory: Memory = { wasm, blockCount, wholesAt, rowsAt, statesAt, blocksAt, block, padding, load };
  const highpass = thirdHighpass(sections);
  if (!highpass) return sectionRows(sections, zeroPhase, memory);
  const tiles = { raw: [rawAt, columnCount, columnsAt], taps: delays ? delayTaps : 0, weightsAt, pairsAt };
  return highpassRows(highpass, zeroPhase, { ...memory, ...tiles });
}

interface Memory {
  readonly wasm: CleanModule;
  readonly blockCount: number;
  readonly wholesAt: number;
  readonly rowsAt: number;
  readonly statesAt: number;
  readonly blocksAt: number;
  readonly block: number;
  readonly padding: number;
  load(b: number, count: number, out: number): void;
}

interface Tiles extends Memory {
  readonly raw: readonly number[];
  readonly taps: number;
  readonly weightsAt: number;
  readonly pairsAt: number;
}

/**
 * Forward tile by tile through all blocks at once, and backward when the rows are asked for. What only goes forward does so
 * when the rows are asked for.
 */
function highpassRows(
  { gain, deltas }: ThirdHighpass,
  zeroPhase: boolean,
  { wasm, blockCount, wholesAt, statesAt, blocksAt, block, padding, raw, taps, weightsAt, pairsAt }: Tiles,
): FilteredRows {
  const [rawAt, width, columnsAt] = raw as [number, number, number];
  const [k1, k2, k3] = deltas;
  const scale = (zeroPhase ? gain * gain : gain) / (taps > 0 ? delayParts[0] : 1);
  let start = 0;
  const placeOf = (first: number): Place => ({
    at: blocksAt + 32 * (padding + first),
    rowBytes: 32,
    blockBytes: block,
  });
  const backward = (first: number, size: number, fresh: number, to = placeOf(first)) => {
    const { at, rowBytes, blockBytes } = to;
    const last = placeOf(first).at + 32 * (size - 1);
    const out = at + rowBytes * (size - 1);
    if (size > 0)
      wasm.backwardTile(
        last,
        block,
        size,
        blockCount,
        statesAt,
        fresh,
        k1,
        k2,
        k3,
        out,
        rowBytes,
        blockBytes,
      );
  };
  /** Rows [first, first + size) of a stretch of `count`. */
  const forward = (first: number, size: number, count: number, to = placeOf(first)) => {
    wasm.forwardTile(
      rawAt,
      width,
      columnsAt,
      blockCount,
      first,
      size,
      count,
      taps,
      weightsAt,
      scale,
      wholesAt,
      pairsAt,
      padding,
      statesAt,
      k1,
      k2,
      k3,
      to.at,
      to.rowBytes,
      to.blockBytes,
    );
  };
  let all = 0;
  return {
    ascending: !zeroPhase,
    place: (row) => placeOf(start + row),
    begin(count, from, to) {
      start = from;
      all = count;
      const end = zeroPhase ? count : from;
      // The last tile is of one to two, so that both ends have rows to be continued by.
      for (let first = 0, size = 0; first < end; first += size) {
        size = end - first < 2 * tile ? end - first : tile;
        forward(first, size, count);
      }
      if (zeroPhase) backward(to, count - to + padding, 1);
    },
    finish(row, count, at) {
      const first = start + row;
      const to =
        at === undefined ? placeOf(first) : { at, rowBytes: tileRowBytes(blockCount), blockBytes: 32 };
      if (zeroPhase) backward(first, count, 0, to);
      else forward(first, count, all, to);
      return to;
    },
  };
}

/** Any other filter, or none: one block after the other. */
function sectionRows(
  sections: readonly Section[],
  zeroPhase: boolean,
  { wasm, blockCount, rowsAt, blocksAt, block, padding, load }: Memory,
): FilteredRows {
  const pass = ([b0, b1, b2, a1, a2]: Section, row: number, count: number, step: number) => {
    if (b2 === 0 && a2 === 0) wasm.firstOrder(row, count, step, b0, b1, a1);
    else wasm.secondOrder(row, count, step, b0, b1, b2, a1, a2);
  };
  const place = (row: number): Place => ({ at: blocksAt + 32 * row, rowBytes: 32, blockBytes: block });
  return {
    ascending: false,
    place,
    begin(count, from, to) {
      const all = count + 2 * padding;
      for (let b = 0; b < blockCount; b++) {
        load(b, count, rowsAt + 64 * padding);
        if (padding > 0) wasm.continueEnds(rowsAt, count, padding);
        // What lies behind or before the wanted rows is not finished, which saves the work.
        for (const section of sections) pass(section, rowsAt, zeroPhase ? all : to, 64);
        if (zeroPhase)
          for (const section of sections) pass(section, rowsAt + 64 * (all - 1), all - padding - from, -64);
        wasm.toSingles(rowsAt + 64 * (padding + from), to - from, blocksAt + block * b);
      }
    },
    finish: place,
  };
}
