import type { LagBins } from './lag-bins.ts';
import { LagCounter } from './lag-counter.ts';
import { spikesIn, tilesOf } from './merge-tiles.ts';
import { type MergedTile, mergeSpikes, spaceFor } from './merged-spikes.ts';

/**
 * Lags from the spikes of some reference units to later spikes of all units; the correlogram of (i, j) is the forward
 * half of (i, j) and the mirrored one of (j, i).
 */
export interface ForwardCounts {
  /** (references × units × (half + 1)), modulo 2^32. */
  readonly low: Uint32Array;
  /** Cells that passed 2^32, and how many times: [cell, times, cell, times, …]. */
  readonly carries: readonly number[];
}

export interface CountOptions {
  /** What to add to: threads count disjoint ranges of references into parts of one shared array. */
  readonly into?: Uint32Array;
  /** Nothing but zeros is in `into`: new memory is then written once, where it is given page by page, and never read. */
  readonly isBlank?: boolean;
  /** Bytes of counters at once; with more references the trains are merged several times. */
  readonly counterBytes?: number;
  /** Spikes merged at once. */
  readonly tileSpikes?: number;
  /** The trains as `mergedTiles` has them, or some of those tiles, where they are counted again and again. */
  readonly merged?: readonly MergedTile[];
  /** Called after each tile with the share of the work that is done; may throw to stop. */
  onTile?(done: number): void;
}

/**
 * Counts the lags from every spike of the trains `first … last − 1` to every later spike of all trains within the window,
 * whatever the bins. Spikes on one sample count once, as if the train that comes first in `trains` had fired first.
 * Trains are ascending sample numbers, which is not checked. Memory beside the result: `counterBytes` and a tile.
 *
 * One reference unit at a time over the merged trains, forward lags only, tiled in time: what is read fits the cache, the
 * counters of a unit have 8 bits and stay in it, and nothing is divided or branched on but a counter that is full.
 */
export function countForward(
  trains: readonly Float64Array[],
  bins: LagBins,
  first = 0,
  last = trains.length,
  { into, isBlank = !into, counterBytes = 2 ** 29, tileSpikes = 500_000, merged, onTile }: CountOptions = {},
): ForwardCounts {
  const columns = bins.half + 1;
  const low = into ?? new Uint32Array((last - first) * trains.length * columns);
  const counter = new LagCounter(trains.length, bins);
  const atOnce = Math.max(1, Math.floor(counterBytes / counter.unitBytes));
  const total = trains.reduce((sum, train) => sum + train.length, 0);
  for (let start = first; start < last; start += atOnce) {
    const end = Math.min(last, start + atOnce);
    const size = trains.length * columns;
    counter.begin(start, end, low.subarray((start - first) * size, (end - first) * size), isBlank);
    let done = 0;
    for (const { tile, merged: spikes } of merged ?? merging(trains, bins.binOfLag.length - 1, tileSpikes)) {
      counter.add(spikes);
      done += spikesIn(tile).own;
      onTile?.((start - first + (done / total) * (end - start)) / (last - first));
    }
    counter.finish((start - first) * size);
  }
  counter.close();
  return { low, carries: counter.carries };
}

/** Tile after tile, each when it is needed. */
function* merging(
  trains: readonly Float64Array[],
  longest: number,
  tileSpikes: number,
): Generator<MergedTile> {
  for (const tile of tilesOf(trains, longest, tileSpikes)) {
    const merged = spaceFor(tile, trains.length);
    mergeSpikes(trains, tile, merged);
    yield { tile, merged };
  }
}
