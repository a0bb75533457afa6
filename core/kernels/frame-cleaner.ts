import bytes from '../wasm/clean-frames.wasm';
import type { CleanModule } from './clean-module.ts';
import {
  type CleanShape,
  type CleanSize,
  type FrameCleaner,
  type ReferenceGroup,
  referenceScale,
} from './clean-shape.ts';
import { lanes, nearLists, weightLists } from './clean-tables.ts';
import { filteredRows, filteredRowsBytes, type Place, tileRowBytes } from './filtered-rows.ts';
import { laneLayout } from './lane-layout.ts';
import { plainFrameCleaner } from './plain-frame-cleaner.ts';
import { wasmMemory } from './wasm-memory.ts';

/** Rows whitened at once. */
const weighed = 4;
/** Rows filtered backward or forward only, referenced and put back while they are near the processor; a multiple of the lanes. */
const together = 64;

const withMemory = wasmMemory<CleanModule>(bytes);

/**
 * Cleans raw frames in vector instructions where the engine has them, else in plain TypeScript: bit for bit the same.
 * Frames are taken by blocks of eight channels, which pass through alignment (whole numbers) and filter (single precision for high-passes of third order, else double)
 * in memory that stays near the processor. The median of a row is found by halving the range in which it can be, on whole
 * sixteenths of a bit, eight channels in an instruction, starting from that of the row before.
 */
export function frameCleaner(shape: CleanShape, size: CleanSize): FrameCleaner {
  return vectorCleaner(shape, size) ?? plainFrameCleaner(shape, size);
}

function vectorCleaner(shape: CleanShape, { stretch }: CleanSize): FrameCleaner | null {
  const { columnCount, columns, neighbours, whitening } = shape;
  const layout = laneLayout(shape, lanes);
  const { blockCount } = layout;
  const tileBytes = together * tileRowBytes(blockCount);
  const lists = nearLists(shape, layout);
  const mixes = weightLists(shape, layout);
  const own = withMemory([
    2 * stretch * columnCount + 16,
    4 * blockCount,
    4 * blockCount,
    4 * lanes * blockCount,
    16 * blockCount + 32,
    4 * lists.length,
    neighbours || whitening ? 128 * blockCount + 32 : 0,
    4 * mixes.length,
    64 * (stretch + 2),
    2 * tileBytes,
    ...filteredRowsBytes(shape, layout, stretch),
  ]);
  if (!own) return null;
  const { buffer, wasm, addresses } = own;
  const [rawAt, startsAt, validAt, columnsAt, scratchAt, listsAt, turnedAt, mixesAt, extremesAt] = addresses;
  const [tilesAt, ...rowsAt] = addresses.slice(9);
  new Int32Array(buffer, startsAt, blockCount).set(layout.starts);
  new Int32Array(buffer, validAt, blockCount).set(layout.valid);
  new Int32Array(buffer, columnsAt, lanes * blockCount).set(layout.columns);
  new Int32Array(buffer, listsAt, lists.length).set(lists);
  new Int32Array(buffer, mixesAt, mixes.length).set(mixes);
  const made = filteredRows(shape, layout, stretch, wasm, buffer, { rawAt, columnsAt, own: rowsAt });
  const block = made.place(0).blockBytes;
  const singles = new Float32Array(buffer);
  const scale = referenceScale(shape);
  let rows = 0;
  let start = 0;
  /** Rows are not yet referenced. */
  let pending = false;

  const reference = (row: number, count: number) => {
    const { at } = made.place(row);
    for (const { first, members, count: vectors } of layout.groups)
      wasm.referenceRows(at + block * first, block, count, members, vectors, scale, scratchAt);
    const width = columns.length;
    if (neighbours)
      for (let i = 0; i < count; i += lanes) {
        const some = Math.min(lanes, count - i);
        wasm.nearRows(at + 32 * i, block, some, blockCount, listsAt, width, scale, turnedAt);
      }
    if (whitening)
      for (let i = 0; i < count; i += weighed) {
        const some = Math.min(weighed, count - i);
        wasm.weighRows(at + 32 * i, block, some, blockCount, mixesAt, width, turnedAt);
      }
  };

  /**
   * Finishes rows and hands them over while they are near the processor; `apart` where they are not needed any more then.
   * Where rows ascend, a tile is handed over after the next one is filtered, which still needs the raw samples.
   */
  const settle = (take: (row: number, count: number, place: Place) => void, apart: boolean) => {
    const tiles = Math.ceil(rows / together);
    let last: (() => void) | undefined;
    for (let i = 0; i < tiles; i++) {
      const row = together * (made.ascending ? i : tiles - 1 - i);
      const count = Math.min(together, rows - row);
      const at = apart ? tilesAt + (made.ascending ? i % 2 : 0) * tileBytes : undefined;
      const place = pending ? made.finish(row, count, at) : made.place(row);
      const takeIt = () => take(row, count, place);
      if (made.ascending) {
        last?.();
        last = takeIt;
      } else takeIt();
    }
    last?.();
    pending = false;
  };
  const settleHere = () => {
    if (pending) settle(reference, false);
  };

  /** Puts rows back, of groups of reference less their median. */
  const putRows = (row: number, count: number, place: Place, groups: readonly ReferenceGroup[]) => {
    const { at, rowBytes, blockBytes } = place;
    let clipped = 0;
    for (const { first, members, count: vectors } of groups)
      clipped += wasm.putRows(
        at + blockBytes * first,
        rowBytes,
        blockBytes,
        count,
        vectors,
        members,
        scale,
        startsAt + 4 * first,
        columnsAt + 4 * lanes * first,
        validAt + 4 * first,
        rawAt + 2 * (start + row) * columnCount,
        columnCount,
        scratchAt,
      );
    return clipped;
  };
  const isReferencedWhenPut = !neighbours && !whitening;
  const all: readonly ReferenceGroup[] = [{ first: 0, members: 0, count: blockCount }];

  /** All rows, channel beside channel. */
  const turned = () => {
    const width = columns.length;
    const target = new Float32Array(rows * width);
    const first = made.place(0).at / 4;
    for (let k = 0; k < width; k++) {
      const lane = layout.laneOf[k];
      let at = first + (block / 4) * Math.floor(lane / lanes) + (lane % lanes);
      for (let i = k; i < target.length; i += width, at += lanes) target[i] = singles[at];
    }
    return target;
  };

  return {
    raw: new Int16Array(buffer, rawAt, stretch * columnCount),
    clean(count, from, to) {
      made.begin(count, from, to);
      rows = to - from;
      start = from;
      pending = true;
    },
    cleaned() {
      settleHere();
      return turned();
    },
    foldExtremes(first, columnSamples, lowest, highest) {
      settleHere();
      const width = columns.length;
      const column = Math.floor(first / columnSamples);
      const columnCount = Math.ceil((first + rows) / columnSamples) - column;
      const head = (column + 1) * columnSamples - first;
      const extremes = new Float32Array(buffer, extremesAt, 2 * lanes * columnCount);
      for (let b = 0; b < blockCount; b++) {
        wasm.extremeRows(made.place(0).at + block * b, rows, head, columnSamples, extremesAt);
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
      const referenced = pending && isReferencedWhenPut;
      const unreferenced = pending && !isReferencedWhenPut;
      settle((row, count, place) => {
        if (unreferenced) reference(row, count);
        clipped += putRows(row, count, place, referenced ? layout.pieces : all);
      }, referenced);
      return clipped;
    },
    giveBack: own.giveBack,
  };
}
