import bytes from '../wasm/pair-lags.wasm';
import { wasmMemory } from './wasm-memory.ts';

interface Module {
  countPair(...addressesAndNumbers: number[]): void;
  toTimes(samplesAt: number, count: number, origin: number, timesAt: number): void;
}

/** 160 000 spikes on each side. */
const keptBytes = 4e6;
const instantiate = wasmMemory<Module>(bytes, keptBytes);
/** Below this the loop in TypeScript is done before memory is there. */
const fewestSpikes = 4000;
const beyondAll = 0xffffffff;
/** Counters of what lies outside the window, one for each of the spikes that are counted at once. */
const outside = 4;

/** Which row of cells each spike counts in; spikes of row `count` and beyond in none. */
export interface CountRows {
  readonly rowOfSpike: Uint8Array;
  readonly count: number;
}

/**
 * Counts the lags of two trains into `size` cells: `cellOfLag[longest + lag]` is that of a lag, −longest … longest; with
 * rows into (rows × size). Null for trains that are short, or longer than 2^31 samples. Spikes of `from` are counted in
 * portions that no counter can overflow in.
 */
export function countPair(
  from: Float64Array,
  to: Float64Array,
  cellOfLag: Uint32Array,
  size: number,
  rows?: CountRows,
): Float64Array | null {
  if (from.length + to.length < fewestSpikes || from.length === 0 || to.length === 0) return null;
  const span = cellOfLag.length - 1;
  const longest = span / 2;
  const origin = Math.min(from[0], to[0]) - longest;
  const beyond = Math.max(from[from.length - 1], to[to.length - 1]) + span;
  if (beyond - origin >= 2 ** 31) return null;
  const rowCount = rows?.count ?? 1;
  // A row more for spikes that count in none.
  const rowSize = size + outside;
  const counterCount = (rowCount + (rows ? 1 : 0)) * rowSize;
  const memory = instantiate([
    4 * (from.length + 3),
    4 * (to.length + 5),
    4 * (cellOfLag.length + outside),
    4 * counterCount,
    4 * (rows ? from.length : 1),
    8 * (Math.max(from.length, to.length) + 3),
  ]);
  if (!memory) return null;
  const { wasm, buffer, addresses } = memory;
  const [fromAt, toAt, cellsAt, countersAt, rowsAt, samplesAt] = addresses;
  new Float64Array(buffer, samplesAt).set(from);
  wasm.toTimes(samplesAt, from.length, origin + longest, fromAt);
  new Float64Array(buffer, samplesAt).set(to);
  wasm.toTimes(samplesAt, to.length, origin, toAt);
  new Uint32Array(buffer, toAt, to.length + 5).fill(beyondAll, to.length);
  const cells = new Uint32Array(buffer, cellsAt, cellOfLag.length + outside);
  for (let lag = 0; lag < cellOfLag.length; lag++) cells[lag] = 4 * cellOfLag[lag];
  for (let lane = 0; lane < outside; lane++) cells[cellOfLag.length + lane] = 4 * (size + lane);
  const offsets = new Uint32Array(buffer, rowsAt, rows ? from.length : 1).fill(0);
  if (rows)
    for (let i = 0; i < from.length; i++) offsets[i] = 4 * rowSize * Math.min(rows.rowOfSpike[i], rowCount);

  const counters = new Uint32Array(buffer, countersAt, counterCount).fill(0);
  const counts = new Float64Array(rowCount * size);
  const portion = Math.max(1, Math.floor(2 ** 32 / (to.length + 8)) - 1);
  const rowStep = rows ? 4 : 0;
  for (let start = 0; start < from.length; start += portion) {
    const count = Math.min(portion, from.length - start);
    const rowAt = rowsAt + rowStep * start;
    wasm.countPair(fromAt + 4 * start, count, toAt, span, cellsAt, countersAt, rowAt, rowStep);
    for (let row = 0; row < rowCount; row++)
      for (let cell = 0; cell < size; cell++) counts[row * size + cell] += counters[row * rowSize + cell];
    counters.fill(0);
  }
  return counts;
}
