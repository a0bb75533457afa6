import { bisectLeft } from './bisect.ts';

/** A stretch of time: all spikes in [start, end) are counted from, those up to `end + longest` are counted to. */
export interface Tile {
  readonly start: number;
  readonly end: number;
  /** Position in each train of its first spike at or after `start`, `end`, and beyond `end + longest`. */
  readonly from: Uint32Array;
  readonly until: Uint32Array;
  readonly reach: Uint32Array;
}

/**
 * Cuts the time of some ascending trains into tiles of about `spikes` spikes, each at least four windows long, so that
 * few spikes are seen twice. A sample on which more spikes fall makes a larger tile.
 */
export function* tilesOf(trains: readonly Float64Array[], longest: number, spikes: number): Generator<Tile> {
  const lasts = trains.flatMap((train) => (train.length > 0 ? [train[train.length - 1]] : []));
  const last = Math.max(-Infinity, ...lasts);
  const firsts = trains.flatMap((train) => (train.length > 0 ? [train[0]] : []));
  let start = Math.min(Infinity, ...firsts);
  const total = trains.reduce((sum, train) => sum + train.length, 0);
  const shortest = 4 * (longest + 1);
  const usual = Math.max(shortest, Math.floor(((last - start + 1) * spikes) / total));
  let from = new Uint32Array(trains.length);
  while (start <= last) {
    // Beyond 2^30 samples, ten hours, lags would not fit what a tile's times are stored in.
    let length = Math.min(usual, 2 ** 30);
    let until = positionsAt(trains, from, start + length);
    while (length > shortest && between(from, until) > 2 * spikes) {
      length = Math.max(shortest, Math.floor(length / 2));
      until = positionsAt(trains, from, start + length);
    }
    const end = start + length;
    yield { start, end, from, until, reach: positionsAt(trains, until, end + longest) };
    from = until;
    // Silence is stepped over.
    const next = trains.flatMap((train, unit) => (until[unit] < train.length ? [train[until[unit]]] : []));
    start = Math.max(end, Math.min(Infinity, ...next));
  }
}

const positionsAt = (
  trains: readonly Float64Array[],
  from: Uint32Array,
  sample: number,
): Uint32Array<ArrayBuffer> =>
  Uint32Array.from(trains, (train, unit) =>
    train[from[unit]] < sample ? bisectLeft(train, sample, from[unit]) : from[unit],
  );

const between = (from: Uint32Array, until: Uint32Array): number =>
  until.reduce((sum, position, unit) => sum + position - from[unit], 0);

/** How many spikes of all units lie before a tile's end, and how many within its reach. */
export const spikesIn = ({ from, until, reach }: Tile): { readonly own: number; readonly total: number } => ({
  own: between(from, until),
  total: between(from, reach),
});

/** Entries after the last spike of a tile, for loops that read several at once. */
export const spareEntries = 8;
