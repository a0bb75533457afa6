import bytes from '../wasm/filter-rows.wasm';
import type { Section } from './butterworth.ts';
import { filterChannels, filteredTogether, filterScratch } from './filter-channels.ts';
import { paddingOf } from './filter-forward-backward.ts';
import { wasmMemory } from './wasm-memory.ts';

/** Filters stretches of a raw file, forward and backward, and writes their windows. */
export interface WindowFilterShape {
  readonly columnCount: number;
  /** Columns that are wanted, in this order. */
  readonly columns: Int32Array;
  readonly gains: Float64Array;
  readonly sections: readonly Section[];
  /** The longest stretch, in samples. */
  readonly mostSamples: number;
}

/**
 * Filters a stretch `raw` (samples × columns of the file) as `filterForwardBackward` does and writes its samples from
 * `from` on, as many as `out` has rows, times the gains into `out` (samples × wanted columns). The stretch must outnumber
 * the filter's padding, which is not checked.
 */
export type WindowFilter = (raw: Int16Array | Float32Array, from: number, out: Float32Array) => void;

interface Module {
  gatherRows(raw: number, count: number, width: number, columns: number, rows: number): void;
  continueEnds(rows: number, count: number, padding: number): void;
  secondOrder(row: number, count: number, step: number, ...section: Section): void;
  firstOrder(row: number, count: number, step: number, b0: number, b1: number, a1: number): void;
  scatterRows(rows: number, count: number, gains: number, out: number, stride: number): void;
}

/** Channels filtered together, in rows of 64 bytes. */
const lanes = 8;
const rowBytes = 8 * lanes;

const withMemory = wasmMemory<Module>(bytes);

/** In vector instructions for samples of 16 bits where the engine has them; the numbers are the same in either way. */
export function windowFilter(shape: WindowFilterShape): WindowFilter {
  const plain = plainWindowFilter(shape);
  let fast: WindowFilter | undefined;
  return (raw, from, out) => {
    if (raw instanceof Float32Array) return plain(raw, from, out);
    fast ??= vectorFilter(shape, out.length / shape.columns.length) ?? plain;
    fast(raw, from, out);
  };
}

function vectorFilter(
  { columnCount, columns, gains, sections, mostSamples }: WindowFilterShape,
  windowSamples: number,
): WindowFilter | null {
  const width = columns.length;
  const padded = Math.ceil(width / lanes) * lanes;
  const padding = paddingOf(sections);
  const own = withMemory([
    2 * mostSamples * columnCount,
    4 * padded,
    8 * padded,
    rowBytes * (mostSamples + 2 * padding),
    4 * windowSamples * padded,
  ]);
  if (!own) return null;
  const { buffer, wasm } = own;
  const [rawAt, columnsAt, gainsAt, rowsAt, outAt] = own.addresses;
  const columnOf = new Int32Array(buffer, columnsAt, padded);
  const gainOf = new Float64Array(buffer, gainsAt, padded);
  // Lanes beyond the last channel repeat it; nobody reads them.
  for (let i = 0; i < padded; i++) columnOf[i] = columns[Math.min(i, width - 1)];
  gainOf.set(gains);
  const filtered = new Float32Array(buffer, outAt, windowSamples * padded);
  return (raw, from, out) => {
    const count = raw.length / columnCount;
    new Int16Array(buffer, rawAt, raw.length).set(raw);
    const rows = count + 2 * padding;
    const kept = padding + from;
    for (let first = 0; first < width; first += lanes) {
      wasm.gatherRows(rawAt, count, columnCount, columnsAt + 4 * first, rowsAt + rowBytes * padding);
      wasm.continueEnds(rowsAt, count, padding);
      for (const section of sections) pass(wasm, section, rowsAt, rows, rowBytes);
      // What lies before the window is not finished, which saves the work.
      for (const section of sections)
        pass(wasm, section, rowsAt + rowBytes * (rows - 1), rows - kept, -rowBytes);
      wasm.scatterRows(
        rowsAt + rowBytes * kept,
        windowSamples,
        gainsAt + 8 * first,
        outAt + 4 * first,
        4 * padded,
      );
    }
    if (padded === width) out.set(filtered);
    else
      for (let at = 0, row = 0; at < out.length; at += width, row += padded)
        out.set(filtered.subarray(row, row + width), at);
  };
}

function pass(wasm: Module, section: Section, start: number, count: number, step: number): void {
  const [b0, b1, b2, a1, a2] = section;
  if (b2 === 0 && a2 === 0) wasm.firstOrder(start, count, step, b0, b1, a1);
  else wasm.secondOrder(start, count, step, b0, b1, b2, a1, a2);
}

/** The same in plain TypeScript, four channels at a time: its oracle, and for samples of other types. */
export function plainWindowFilter({
  columnCount,
  columns,
  gains,
  sections,
}: WindowFilterShape): WindowFilter {
  let scratch: Float64Array = new Float64Array();
  let scratchSamples = 0;
  const width = columns.length;
  return (raw, from, out) => {
    const samples = raw.length / columnCount;
    if (samples !== scratchSamples) scratch = filterScratch(samples, sections);
    scratchSamples = samples;
    for (let first = 0; first < width; first += filteredTogether) {
      const four = Int32Array.from(
        { length: filteredTogether },
        (_, k) => columns[Math.min(first + k, width - 1)],
      );
      const rows = filterChannels(raw, columnCount, four, sections, from, scratch);
      const most = Math.min(filteredTogether, width - first);
      for (let k = 0; k < most; k++)
        for (let at = first + k, row = k; at < out.length; at += width, row += filteredTogether)
          out[at] = rows[row] * gains[first + k];
    }
  };
}
