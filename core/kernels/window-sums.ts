import bytes from '../wasm/window-sums.wasm';
import { plainWindowSums } from './plain-window-sums.ts';
import { wasmMemory } from './wasm-memory.ts';
import { finished, type WindowShape, type WindowSums } from './window-shape.ts';

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

const withMemory = wasmMemory<Module>(bytes);

/**
 * Mean and spread of windows in one pass over their raw samples. Samples less their column's median, doubled to be whole
 * numbers, are summed, and so are their squares, without any rounding; gains come in at the end. In vector instructions
 * (core/wasm), some ten times as fast as `plainWindowSums`, which gives the same numbers and stands in without them.
 */
export function windowSums(shape: WindowShape): WindowSums {
  const { rows, columnCount, columns, uvPerBit, subtractMedians } = shape;
  const padded = (columnCount + 7) & ~7;
  const size = rows * padded;
  const own = withMemory([
    // Rows are read up to their padded end, and from any first column on.
    2 * (rows * columnCount + 16),
    4 * (padded + 8),
    4 * (padded + 8),
    16 * rows,
    4 * size,
    8 * size,
    4 * (size + 8),
  ]);
  if (!own) return plainWindowSums(shape);
  const { buffer, wasm } = own;
  const [raw, medians, gains, block, sums, squares, out] = own.addresses;
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

function pickColumns(rows: Float32Array, stride: number, columns: Int32Array, out: Float32Array): void {
  const width = columns.length;
  for (let at = 0, row = 0; at < out.length; at += width, row += stride)
    for (let i = 0; i < width; i++) out[at + i] = rows[row + columns[i]];
}
