import bytes from '../wasm/window-sums.wasm';
import { plainWindowSums } from './plain-window-sums.ts';

/** Windows of a raw file of 16-bit samples, and what is wanted of each. */
export interface WindowShape {
  /** Samples of a window; below 32768. */
  readonly rows: number;
  /** Columns of the file, all of which a window holds. */
  readonly columnCount: number;
  /** Those that are wanted. */
  readonly columns: Int32Array;
  readonly uvPerBit: Float64Array;
  /** Subtract from each column its median over the window. */
  readonly subtractMedians: boolean;
}

/** Sums over windows, exact: integers until `finish`. */
export interface WindowSums {
  /** Adds a window (rows × columns of the file). */
  add(window: Int16Array): void;
  /** Writes the window added last, in µV, (rows × wanted columns). */
  write(out: Float32Array): void;
  /** Mean and standard deviation (divided by n) of the windows added, (rows × wanted columns); NaN for none. */
  finish(): { readonly mean: Float32Array; readonly deviation: Float32Array };
}

interface Module {
  doubledMedians(raw: number, rows: number, columns: number, block: number, medians: number): void;
  addWindow(raw: number, rows: number, columns: number, medians: number, sums: number, squares: number): void;
  scaleWindow(
    raw: number,
    rows: number,
    columns: number,
    first: number,
    width: number,
    medians: number,
    gains: number,
    out: number,
  ): void;
  toDoubles(values: number, count: number): void;
}

/** A 16-bit sample less a median, doubled, is below 2¹⁷, so that this many fit into 32 bits. */
const mostInSums = 2 ** 14;

let compiled: WebAssembly.Module | null | undefined;

/** Compiled once a thread; null where the engine has no vector instructions. */
function moduleOf(): WebAssembly.Module | null {
  if (compiled === undefined)
    try {
      compiled = new WebAssembly.Module(bytes);
    } catch {
      compiled = null;
    }
  return compiled;
}

/**
 * Mean and spread of windows in one pass over their raw samples. Samples less their column's median, doubled to be whole
 * numbers, are summed, and so are their squares, without any rounding; gains come in at the end. In vector instructions
 * (core/wasm), some ten times as fast as `plainWindowSums`, which gives the same numbers and stands in without them.
 */
export function windowSums(shape: WindowShape): WindowSums {
  const module = moduleOf();
  if (!module) return plainWindowSums(shape);
  const { rows, columnCount, columns, uvPerBit, subtractMedians } = shape;
  const padded = (columnCount + 7) & ~7;
  const size = rows * padded;
  const { buffer, addresses, wasm } = instance(module, [
    // Rows are read up to their padded end, and from any first column on.
    2 * (rows * columnCount + 16),
    4 * (padded + 8),
    4 * (padded + 8),
    16 * rows,
    4 * size,
    8 * size,
    4 * (size + 8),
  ]);
  const [raw, medians, gains, block, sums, squares, out] = addresses;
  const window = new Int16Array(buffer, raw, rows * columnCount);
  const sumsOf32 = new Int32Array(buffer, sums, size);
  const first = columns[0] ?? 0;
  const inRow = columns.every((column, i) => column === first + i);
  const scaled = new Float32Array(buffer, out, rows * (inRow ? columns.length : columnCount));
  const gainOf = new Float32Array(buffer, gains, padded);
  columns.forEach((column, i) => {
    gainOf[column] = uvPerBit[i] / 2;
  });
  let count = 0;
  let inSums = 0;
  const totals = new Float64Array(size);
  const empty = () => {
    for (let i = 0; i < size; i++) totals[i] += sumsOf32[i];
    sumsOf32.fill(0);
    inSums = 0;
  };
  return {
    add(samples) {
      if (inSums === mostInSums) empty();
      window.set(samples);
      if (subtractMedians) wasm.doubledMedians(raw, rows, columnCount, block, medians);
      wasm.addWindow(raw, rows, columnCount, medians, sums, squares);
      count++;
      inSums++;
    },
    write(target) {
      const [start, width] = inRow ? [first, columns.length] : [0, columnCount];
      wasm.scaleWindow(raw, rows, columnCount, start, width, medians, gains, out);
      if (inRow) target.set(scaled);
      else pickColumns(scaled, columnCount, columns, target);
    },
    finish() {
      empty();
      wasm.toDoubles(squares, size);
      return finished(totals, new Float64Array(buffer, squares, size), padded, count, shape);
    },
  };
}

/** The module with memory for pieces of these sizes in bytes, each at a multiple of 16. */
function instance(module: WebAssembly.Module, sizes: readonly number[]) {
  // The compiler keeps the first kilobyte for itself.
  let end = 1024;
  const addresses = sizes.map((size) => {
    const start = end;
    end = (start + size + 15) & ~15;
    return start;
  });
  const memory = new WebAssembly.Memory({ initial: Math.ceil(end / 2 ** 16) });
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return { buffer: memory.buffer, addresses, wasm: exports as unknown as Module };
}

function pickColumns(rows: Float32Array, stride: number, columns: Int32Array, out: Float32Array): void {
  const width = columns.length;
  for (let at = 0, row = 0; at < out.length; at += width, row += stride)
    for (let i = 0; i < width; i++) out[at + i] = rows[row + columns[i]];
}

/** From sums of doubled bits in rows of `stride` to µV of the wanted columns. */
export function finished(
  sums: Float64Array,
  squares: Float64Array,
  stride: number,
  count: number,
  { rows, columns, uvPerBit }: WindowShape,
): { mean: Float32Array; deviation: Float32Array } {
  const width = columns.length;
  const mean = new Float32Array(rows * width);
  const deviation = new Float32Array(rows * width);
  for (let row = 0, at = 0; row < rows; row++)
    for (let i = 0; i < width; i++, at++) {
      const from = row * stride + columns[i];
      const average = sums[from] / count;
      const variance = squares[from] / count - average * average;
      mean[at] = (average * uvPerBit[i]) / 2;
      // Rounding may leave a trace below zero where all windows agree.
      deviation[at] = (Math.sqrt(variance < 0 ? 0 : variance) * uvPerBit[i]) / 2;
    }
  return { mean, deviation };
}
