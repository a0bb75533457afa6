import bytes from '../wasm/smoothed-trials.wasm';
import { bisectLeft } from './bisect.ts';
import type { SmoothingKernel } from './smooth.ts';
import { wasmMemory } from './wasm-memory.ts';

interface Module {
  addTrials(
    places: number,
    offsets: number,
    trialCount: number,
    weights: number,
    weightCount: number,
    row: number,
    sums: number,
    squares: number,
  ): void;
}
const withMemory = wasmMemory<Module>(bytes);

/** Kernels shorter than this are as fast in TypeScript. */
const fewestWeights = 8;

/** No smoothing. */
export const identityKernel: SmoothingKernel = { first: 0, weights: Float64Array.of(1) };

export interface TrialSums {
  /** How many trials have data in each bin. */
  readonly trials: Float64Array;
  /** Sum over trials of the counts in each bin, smoothed. */
  readonly sums: Float64Array;
  /** Sum over trials of their squares. */
  readonly squares: Float64Array;
}

export interface TrialGrid {
  /**
   * Edges of the bins relative to the event, in samples, evenly spaced: those of the window, with as many more on either
   * side as the kernel reaches (`before` on the left), so that the ends of the window are smoothed with what was there.
   */
  readonly edges: Float64Array;
  readonly before: number;
  /** Bins of the window itself. */
  readonly count: number;
  readonly kernel: SmoothingKernel;
}

/** Bins that a kernel needs before and after the window: a spike before it reaches into it by the last weights. */
export const reachOf = ({ first, weights }: SmoothingKernel) => ({
  before: first + weights.length - 1,
  after: -first,
});

/**
 * Sums over trials of the (smoothed) spike counts around events, one trial per event, and of their squares: enough for
 * mean and variance without the events × bins matrix. A bin counts for a trial when it lies inside one of the `recorded`
 * stretches (ascending, [start, end) in samples); next to missing bins the kernel's weights are made to sum to one again.
 * `train` is ascending; bins are [edge, next edge). Trials with `used[i]` = 0 are passed over.
 * Takes time in proportion to the spikes in the windows, not to the bins. Trials that were recorded from end to end are
 * smoothed in vector instructions (core/wasm), with the same numbers as `plainTrialSums`.
 */
export function trialSums(
  train: Float64Array,
  events: Float64Array,
  grid: TrialGrid,
  recorded: readonly (readonly [number, number])[],
  used?: Uint8Array,
): TrialSums {
  const { edges, before, count, kernel } = grid;
  const { length } = kernel.weights;
  if (length < fewestWeights) return plainTrialSums(train, events, grid, recorded, used);
  const isWhole = (event: number) => {
    const [start, end] = [event + edges[0], event + edges[edges.length - 1]];
    return recorded.some(([from, to]) => from <= start && end <= to);
  };
  const whole = events.filter((event, e) => used?.[e] !== 0 && isWhole(event));
  const { places, offsets } = placesOf(train, whole, edges);
  const padded = 8 * (edges.length + length + 4);
  const own = withMemory([
    4 * (places.length + 4),
    4 * (whole.length + 4),
    8 * (length + 4),
    padded,
    padded,
    padded,
  ]);
  if (!own) return plainTrialSums(train, events, grid, recorded, used);
  const [atPlaces, atOffsets, atWeights, row, atSums, atSquares] = own.addresses;
  const { buffer, wasm } = own;
  new Int32Array(buffer, atPlaces, places.length).set(places);
  new Uint32Array(buffer, atOffsets, offsets.length).set(offsets);
  new Float64Array(buffer, atWeights, length).set(kernel.weights);
  wasm.addTrials(atPlaces, atOffsets, whole.length, atWeights, length, row, atSums, atSquares);
  // A kernel starts in a row at its spike's bin; the window's first bin is `before` less the kernel's first offset on.
  const skipped = 8 * (before - kernel.first);
  const sums = new Float64Array(buffer, atSums + skipped, count).slice();
  const squares = new Float64Array(buffer, atSquares + skipped, count).slice();
  const trials = new Float64Array(count).fill(whole.length);
  if (whole.length < events.length) {
    const others = events.map((event, e) => Number(used?.[e] !== 0 && !isWhole(event)));
    const partial = plainTrialSums(train, events, grid, recorded, Uint8Array.from(others));
    for (let b = 0; b < count; b++) {
      trials[b] += partial.trials[b];
      sums[b] += partial.sums[b];
      squares[b] += partial.squares[b];
    }
  }
  return { trials, sums, squares };
}

/** The bins of the spikes around each event; those of trial i are `offsets[i]` to `offsets[i + 1]`. */
function placesOf(train: Float64Array, events: Float64Array, edges: Float64Array) {
  const bins = edges.length - 1;
  const [start, end] = [edges[0], edges[bins]];
  const perBin = bins / (end - start);
  const offsets = new Uint32Array(events.length + 1);
  let places = new Int32Array(1024);
  let total = 0;
  for (let e = 0; e < events.length; e++) {
    for (let i = bisectLeft(train, events[e] + start); i < train.length; i++) {
      const lag = train[i] - events[e];
      if (lag >= end) break;
      let bin = Math.floor((lag - start) * perBin);
      while (bin > 0 && lag < edges[bin]) bin--;
      while (lag >= edges[bin + 1]) bin++;
      if (total === places.length) {
        const longer = new Int32Array(2 * total);
        longer.set(places);
        places = longer;
      }
      places[total++] = bin;
    }
    offsets[e + 1] = total;
  }
  return { places: places.subarray(0, total), offsets };
}

/** What `trialSums` returns, without vector instructions: for kernels of few weights, and the twin that tests trust. */
export function plainTrialSums(
  train: Float64Array,
  events: Float64Array,
  grid: TrialGrid,
  recorded: readonly (readonly [number, number])[],
  used?: Uint8Array,
): TrialSums {
  const { edges, before, count, kernel } = grid;
  const { weights } = kernel;
  const all = edges.length - 1;
  const trials = new Float64Array(count);
  const sums = new Float64Array(count);
  const squares = new Float64Array(count);
  const row = new Float64Array(count);
  const [start, end] = [edges[0], edges[all]];
  const perBin = all / (end - start);
  let whole = 0;
  for (let e = 0; e < events.length; e++) {
    if (used && used[e] === 0) continue;
    const event = events[e];
    const isWhole = recorded.some(([from, to]) => from <= event + start && event + end <= to);
    const valid = isWhole ? null : validBins(event, edges, recorded);
    let low = 0;
    let high = 0;
    for (let i = bisectLeft(train, event + start); i < train.length; i++) {
      const lag = train[i] - event;
      if (lag >= end) break;
      let bin = Math.floor((lag - start) * perBin);
      while (bin > 0 && lag < edges[bin]) bin--;
      while (lag >= edges[bin + 1]) bin++;
      if (valid && valid[bin] === 0) continue;
      const first = bin - before + kernel.first;
      const from = first < 0 ? 0 : first;
      const to = Math.min(count, first + weights.length);
      // Bins before this spike's are done with: only those near spikes are ever visited.
      if (from >= high) {
        if (!valid) addRow(row, low, high, sums, squares);
        low = from;
      }
      for (let b = from; b < to; b++) row[b] += weights[b - first];
      if (to > high) high = to;
    }
    if (valid) {
      addPartial(row, valid, grid, trials, sums, squares);
      row.fill(0);
      continue;
    }
    whole++;
    addRow(row, low, high, sums, squares);
  }
  for (let b = 0; b < count; b++) trials[b] += whole;
  return { trials, sums, squares };
}

function addRow(
  row: Float64Array,
  low: number,
  high: number,
  sums: Float64Array,
  squares: Float64Array,
): void {
  for (let b = low; b < high; b++) {
    const value = row[b];
    sums[b] += value;
    squares[b] += value * value;
    row[b] = 0;
  }
}

/** 1 for each bin that lies inside a recorded stretch. */
export function validBins(
  event: number,
  edges: Float64Array,
  recorded: readonly (readonly [number, number])[],
): Uint8Array {
  const valid = new Uint8Array(edges.length - 1);
  for (const [from, to] of recorded)
    for (let bin = bisectLeft(edges, from - event); bin < valid.length && event + edges[bin + 1] <= to; bin++)
      valid[bin] = 1;
  return valid;
}

function addPartial(
  row: Float64Array,
  valid: Uint8Array,
  { before, count, kernel: { first, weights } }: TrialGrid,
  trials: Float64Array,
  sums: Float64Array,
  squares: Float64Array,
): void {
  for (let b = 0; b < count; b++) {
    if (valid[b + before] === 0) continue;
    let weight = 0;
    for (let j = 0; j < weights.length; j++) weight += valid[b + before - first - j] * weights[j];
    const value = row[b] / weight;
    trials[b]++;
    sums[b] += value;
    squares[b] += value * value;
  }
}
