import bytes from '../wasm/clean-frames.wasm';
import type { Section } from './butterworth.ts';
import {
  type CleanShape,
  type CleanSize,
  delayTaps,
  type FrameCleaner,
  referenceScale,
} from './clean-shape.ts';
import { lanes, nearLists, weightLists, writeWeights } from './clean-tables.ts';
import { paddingOf } from './filter-forward-backward.ts';
import { laneLayout } from './lane-layout.ts';
import { plainFrameCleaner } from './plain-frame-cleaner.ts';
import { wasmMemory } from './wasm-memory.ts';

type Numbers = readonly number[];
interface Module {
  splitFrames(raw: number, count: number, width: number, ...places: Numbers): void;
  toDoubles(block: number, count: number, rows: number): void;
  toFloats(block: number, count: number, rows: number): void;
  toSingles(rows: number, count: number, out: number): void;
  delayRows(rows: number, count: number, taps: number, weights: number, out: number): void;
  continueEnds(rows: number, count: number, padding: number): void;
  secondOrder(row: number, count: number, step: number, ...section: Section): void;
  firstOrder(row: number, count: number, step: number, b0: number, b1: number, a1: number): void;
  thirdOrder(row: number, count: number, step: number, ...rest: Numbers): void;
  nearRows(row: number, blockBytes: number, count: number, ...rest: Numbers): void;
  weighRows(row: number, blockBytes: number, count: number, ...rest: Numbers): void;
  referenceRows(row: number, blockBytes: number, count: number, ...rest: Numbers): void;
  extremeRows(row: number, count: number, head: number, columnRows: number, out: number): void;
  putRows(row: number, blockBytes: number, count: number, ...rest: Numbers): number;
}

/** Rows aligned or whitened at once. */
const aligned = 4;
/** Rows referenced and put back while they are near the processor. */
const together = 64;

const withMemory = wasmMemory<Module>(bytes);

/**
 * Cleans raw frames in vector instructions where the engine has them, else in plain TypeScript: bit for bit the same.
 * Frames are split into blocks of eight channels, which pass through alignment (single precision) and filter (double) in
 * memory that stays near the processor. The median of a row is found by halving the range in which it can be, on whole
 * sixteenths of a bit, eight channels in an instruction, starting from that of the row before.
 */
export function frameCleaner(shape: CleanShape, size: CleanSize): FrameCleaner {
  return vectorCleaner(shape, size) ?? plainFrameCleaner(shape, size);
}

function vectorCleaner(shape: CleanShape, { stretch, rows: mostRows }: CleanSize): FrameCleaner | null {
  const { columnCount, columns, delays, sections, zeroPhase, neighbours, whitening } = shape;
  const layout = laneLayout(shape, lanes);
  const { blockCount } = layout;
  const padding = zeroPhase ? paddingOf(sections) : 0;
  // A cache line more than a power of two, so that blocks do not take each other's places in the cache.
  const rawBlock = Math.ceil((16 * stretch) / 4096) * 4096 + 64;
  const block = Math.ceil((32 * mostRows) / 4096) * 4096 + 64;
  const own = withMemory([
    2 * stretch * columnCount + 16,
    4 * blockCount,
    4 * blockCount,
    4 * lanes * blockCount,
    rawBlock * blockCount,
    64 * (stretch + 2 * padding + aligned),
    delays ? 32 * (stretch + delayTaps + aligned) : 0,
    delays ? 32 * delayTaps * blockCount : 0,
    block * blockCount,
    16 * blockCount + 32,
    4 * nearLists(shape, layout).length,
    neighbours || whitening ? 128 * blockCount + 32 : 0,
    4 * weightLists(shape, layout).length,
  ]);
  if (!own) return null;
  const { buffer, wasm, addresses } = own;
  const [
    rawAt,
    startsAt,
    validAt,
    columnsAt,
    splitAt,
    rowsAt,
    floatsAt,
    weightsAt,
    blocksAt,
    scratchAt,
    listsAt,
    turnedAt,
    mixesAt,
  ] = addresses;
  new Int32Array(buffer, startsAt, blockCount).set(layout.starts);
  new Int32Array(buffer, validAt, blockCount).set(layout.valid);
  new Int32Array(buffer, columnsAt, lanes * blockCount).set(layout.columns);
  const lists = nearLists(shape, layout);
  new Int32Array(buffer, listsAt, lists.length).set(lists);
  const mixes = weightLists(shape, layout);
  new Int32Array(buffer, mixesAt, mixes.length).set(mixes);
  if (delays)
    writeWeights(new Float32Array(buffer, weightsAt, lanes * delayTaps * blockCount), layout, delays);
  const floats = new Float32Array(buffer, floatsAt, delays ? (stretch + delayTaps) * lanes : 0);
  const frames = new Float32Array(buffer, blocksAt, (block / 4) * blockCount);
  const scale = referenceScale(shape);
  const [second, first] = sections;
  const isThird = sections.length === 2 && first?.[2] === 0 && first[4] === 0 && second?.[4] !== 0;
  const third = isThird ? [...second, first[0], first[1], first[3]] : [];
  let rows = 0;
  let start = 0;
  /** Rows whose reference is still to be subtracted. */
  let pending = 0;

  const align = (from: number, weights: number, count: number) => {
    const before = delayTaps / 2 - 1;
    wasm.toFloats(from, count, floatsAt + 32 * before);
    for (let i = 0; i < before; i++) floats.copyWithin(i * lanes, before * lanes, before * lanes + lanes);
    const last = (before + count - 1) * lanes;
    for (let i = 1; i <= delayTaps / 2; i++) floats.copyWithin(last + i * lanes, last, last + lanes);
    wasm.delayRows(floatsAt, Math.ceil(count / aligned) * aligned, delayTaps, weights, rowsAt + 64 * padding);
  };

  const filter = (count: number, from: number, to: number, out: number) => {
    const all = count + 2 * padding;
    if (padding > 0) wasm.continueEnds(rowsAt, count, padding);
    // What lies behind or before the wanted rows is not finished, which saves the work.
    if (isThird && zeroPhase) {
      const last = rowsAt + 64 * (all - 1);
      const behind = count + padding - to;
      wasm.thirdOrder(rowsAt, all, 64, ...third, 0, 0, 0);
      wasm.thirdOrder(last, behind + to - from, -64, ...third, behind, out + 32 * (to - from - 1), -32);
    } else if (isThird) wasm.thirdOrder(rowsAt, to, 64, ...third, from, out, 32);
    else {
      for (const section of sections) pass(wasm, section, rowsAt, zeroPhase ? all : to, 64);
      if (zeroPhase)
        for (const section of sections)
          pass(wasm, section, rowsAt + 64 * (all - 1), all - padding - from, -64);
      wasm.toSingles(rowsAt + 64 * (padding + from), to - from, out);
    }
  };

  const reference = (row: number, count: number) => {
    for (const { first, members, count: vectors } of layout.groups)
      wasm.referenceRows(
        blocksAt + block * first + 32 * row,
        block,
        count,
        members,
        vectors,
        scale,
        scratchAt,
      );
    if (neighbours)
      for (let i = 0; i < count; i += lanes)
        wasm.nearRows(
          blocksAt + 32 * (row + i),
          block,
          Math.min(lanes, count - i),
          blockCount,
          listsAt,
          columns.length,
          scale,
          turnedAt,
        );
    if (whitening)
      for (let i = 0; i < count; i += aligned)
        wasm.weighRows(
          blocksAt + 32 * (row + i),
          block,
          Math.min(aligned, count - i),
          blockCount,
          mixesAt,
          columns.length,
          turnedAt,
        );
  };

  /** All rows, channel beside channel. */
  const turned = () => {
    const width = columns.length;
    const target = new Float32Array(rows * width);
    for (let k = 0; k < width; k++) {
      const lane = layout.laneOf[k];
      let at = (block / 4) * Math.floor(lane / lanes) + (lane % lanes);
      for (let i = k; i < target.length; i += width, at += lanes) target[i] = frames[at];
    }
    return target;
  };
  const settle = () => {
    if (pending > 0) reference(0, pending);
    pending = 0;
  };

  return {
    raw: new Int16Array(buffer, rawAt, stretch * columnCount),
    clean(count, from, to) {
      wasm.splitFrames(rawAt, count, columnCount, startsAt, columnsAt, blockCount, splitAt, rawBlock);
      for (let b = 0; b < blockCount; b++) {
        if (delays) align(splitAt + rawBlock * b, weightsAt + 32 * delayTaps * b, count);
        else wasm.toDoubles(splitAt + rawBlock * b, count, rowsAt + 64 * padding);
        filter(count, from, to, blocksAt + block * b);
      }
      rows = to - from;
      start = from;
      pending = rows;
    },
    cleaned() {
      settle();
      return turned();
    },
    foldExtremes(first, columnSamples, lowest, highest) {
      settle();
      const width = columns.length;
      const column = Math.floor(first / columnSamples);
      const columnCount = Math.ceil((first + rows) / columnSamples) - column;
      const head = (column + 1) * columnSamples - first;
      // The filter is done with its memory; a column takes no more of it than a row.
      const extremes = new Float32Array(buffer, rowsAt, 2 * lanes * columnCount);
      for (let b = 0; b < blockCount; b++) {
        wasm.extremeRows(blocksAt + block * b, rows, head, columnSamples, rowsAt);
        for (let lane = 0; lane < layout.valid[b]; lane++) {
          let at = column * width + layout.channels[b * lanes + lane];
          for (let from = lane; from < extremes.length; from += 2 * lanes, at += width) {
            if (extremes[from] < lowest[at]) lowest[at] = extremes[from];
            if (extremes[from + lanes] > highest[at]) highest[at] = extremes[from + lanes];
          }
        }
      }
    },
    put() {
      let clipped = 0;
      for (let row = 0; row < rows; row += together) {
        const count = Math.min(together, rows - row);
        if (pending > 0) reference(row, count);
        clipped += wasm.putRows(
          blocksAt + 32 * row,
          block,
          count,
          blockCount,
          startsAt,
          columnsAt,
          validAt,
          rawAt + 2 * (start + row) * columnCount,
          columnCount,
          scratchAt,
        );
      }
      pending = 0;
      return clipped;
    },
  };
}

function pass(wasm: Module, section: Section, start: number, count: number, step: number): void {
  const [b0, b1, b2, a1, a2] = section;
  if (b2 === 0 && a2 === 0) wasm.firstOrder(start, count, step, b0, b1, a1);
  else wasm.secondOrder(start, count, step, b0, b1, b2, a1, a2);
}
