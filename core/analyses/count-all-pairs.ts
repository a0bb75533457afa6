import type { LagBins } from '../kernels/lag-bins.ts';
import { spikesIn, type Tile, tilesOf } from '../kernels/merge-tiles.ts';
import {
  type MergedSpikes,
  type MergedTile,
  mergeSpikes,
  spaceFor,
  spaceOf,
} from '../kernels/merged-spikes.ts';
import { countForward } from '../kernels/pair-counts.ts';
import type { Computing } from './analysis.ts';
import { type AllCounts, evenRanges } from './pair-counting.ts';

/** A stretch of time to put in order, on whichever thread. */
export interface MergePart {
  readonly kind: 'merge';
  readonly trains: readonly Float64Array[];
  readonly tile: Tile;
  /** Shared memory of this tile alone. */
  readonly into: MergedSpikes;
}

/** The forward counts of some reference units, on whichever thread. */
export interface CountPart {
  readonly kind: 'count';
  readonly trains: readonly Float64Array[];
  readonly bins: LagBins;
  readonly first: number;
  readonly last: number;
  /** Where the trains were merged before; all of them otherwise, merged here. */
  readonly merged?: readonly MergedTile[];
  /** Shared memory of these references alone. */
  readonly into: Uint32Array;
  /** Nothing was counted into it before. */
  readonly isBlank: boolean;
}

/** Carries of a part, by cell of its own range; of a part that only merges there are none. */
export function countPart(part: MergePart | CountPart): readonly number[] {
  if (part.kind === 'merge') {
    mergeSpikes(part.trains, part.tile, part.into);
    return [];
  }
  const { trains, bins, first, last, into, isBlank, merged } = part;
  return countForward(trains, bins, first, last, { into, isBlank, ...(merged ? { merged } : {}) }).carries;
}

export interface Portions {
  /** Spikes put in order by one thread at once: their merged tile fits the cache that threads share. */
  readonly tileSpikes: number;
  /** Spikes merged for all threads before they are counted: 8 bytes each. */
  readonly roundSpikes: number;
}

/** All at once where that is not much: each round adds all counters up. */
const usual = (spikeCount: number): Portions => ({
  tileSpikes: 500_000,
  roundSpikes: spikeCount <= 2 ** 24 ? 2 ** 24 : 2 ** 22,
});

/**
 * Counts the lags of all pairs on as many threads as there are. First each puts stretches of time in order, which all
 * then read; then each takes ranges of references with about the same number of spikes. `spread` is `inParts` of the
 * analysis that asks. Memory beside the trains and the counts: at most 140 MB for the order, and each thread's counters.
 */
export async function countAllPairs(
  trains: readonly Float64Array[],
  bins: LagBins,
  context: Pick<Computing, 'threadCount' | 'progress'>,
  spread: Spread,
  portions?: Portions,
): Promise<AllCounts> {
  const unitCount = trains.length;
  const low = new Uint32Array(new SharedArrayBuffer(4 * unitCount * unitCount * (bins.half + 1)));
  const carries = await countInto(low, trains, bins, [0, unitCount], context, spread, portions);
  return { bins, unitCount, low, carries };
}

/** Parts computed by as many threads as are free: `inParts` of the analysis that asks. */
export type Spread = (parts: readonly (MergePart | CountPart)[]) => Promise<readonly (readonly number[])[]>;

/**
 * The same from the trains `first … last − 1` alone, into shared memory that is all 0: (references × units × (half + 1)).
 * Returns the cells that passed 2^32, and how many times.
 */
export async function countInto(
  low: Uint32Array,
  trains: readonly Float64Array[],
  bins: LagBins,
  [first, last]: readonly [first: number, last: number],
  { threadCount = 1, progress }: Pick<Computing, 'threadCount' | 'progress'>,
  spread: Spread,
  portions: Portions = usual(trains.reduce((sum, { length }) => sum + length, 0)),
): Promise<readonly number[]> {
  const unitCount = trains.length;
  const rowSize = unitCount * (bins.half + 1);
  // One range for each thread: whoever counts a range prepares all tiles for it.
  const ranges = evenRanges(
    trains.slice(first, last).map(({ length }) => length + 1),
    threadCount,
  );
  const carries: number[] = [];
  const count = async (isBlank: boolean, merged?: readonly MergedTile[]) => {
    const parts = ranges.map(([from, to]): CountPart => {
      const into = low.subarray(from * rowSize, to * rowSize);
      const own = { first: first + from, last: first + to, into, isBlank };
      return { kind: 'count', trains, bins, ...own, ...(merged ? { merged } : {}) };
    });
    (await spread(parts)).forEach((list, part) => {
      for (let i = 0; i < list.length; i += 2)
        carries.push(list[i]! + ranges[part]![0] * rowSize, list[i + 1]!);
    });
  };
  if (threadCount === 1) await count(true);
  else {
    const rounds = roundsOf(trains, bins, portions);
    const space = rounds.map((tiles) => tiles.reduce((sum, tile) => sum + spaceOf(tile, unitCount), 0));
    const memory = new Uint32Array(new SharedArrayBuffer(4 * Math.max(0, ...space)));
    for (const [round, tiles] of rounds.entries()) {
      const merged = inMemory(memory, tiles, unitCount);
      await spread(
        merged.map(({ tile, merged: into }): MergePart => ({ kind: 'merge', trains, tile, into })),
      );
      await count(round === 0, merged);
      progress((0.6 * (round + 1)) / rounds.length);
    }
  }
  return carries;
}

/** Tiles that are merged together. */
function roundsOf(
  trains: readonly Float64Array[],
  bins: LagBins,
  { tileSpikes, roundSpikes }: Portions,
): readonly (readonly Tile[])[] {
  const rounds: Tile[][] = [];
  let room = 0;
  for (const tile of tilesOf(trains, bins.binOfLag.length - 1, tileSpikes)) {
    const { own } = spikesIn(tile);
    if (rounds.length === 0 || own > room) {
      rounds.push([]);
      room = roundSpikes;
    }
    rounds.at(-1)!.push(tile);
    room -= own;
  }
  return rounds;
}

/** Space for tiles one after the other in the same memory. */
function inMemory(memory: Uint32Array, tiles: readonly Tile[], unitCount: number): MergedTile[] {
  let next = 0;
  return tiles.map((tile) => {
    const start = next;
    next += spaceOf(tile, unitCount);
    return { tile, merged: spaceFor(tile, unitCount, memory.subarray(start, next)) };
  });
}
