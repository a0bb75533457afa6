import { bisectLeft } from './bisect.ts';
import type { SmoothingKernel } from './smooth.ts';

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
 * Takes time in proportion to the spikes in the windows, not to the bins.
 */
export function trialSums(
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
