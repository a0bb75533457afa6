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

/** Spikes merged at once: what is written to at random fits the cache. */
const sliceSpikes = 16_384;

/**
 * Writes a tile's spikes in the order of time: sample numbers after the tile's start, and which train each came from.
 * Spikes on one sample are in the order of their trains. `spareEntries` more than there are spikes are filled with the
 * largest time, and train 0.
 */
export function mergeTile(
  trains: readonly Float64Array[],
  { start, end, from, reach }: Tile,
  times: Uint32Array,
  labels: Uint32Array,
): void {
  const total = between(from, reach);
  const beyond = Math.max(end, ...trains.map((train, unit) => lastOf(train, reach[unit]) + 1));
  const slices = Math.ceil(total / sliceSpikes);
  const length = Math.ceil((beyond - start) / slices);
  // About a bucket for each spike of a slice.
  const shift = Math.max(0, Math.ceil(Math.log2((length * slices) / total)));
  const starts = new Uint32Array(((length - 1) >>> shift) + 2);
  const next = from.slice();
  const last = from.slice();
  let merged = 0;
  for (let slice = 0; slice < slices; slice++) {
    const first = start + slice * length;
    const offset = first - start;
    starts.fill(0);
    for (let unit = 0; unit < trains.length; unit++) {
      const train = trains[unit];
      let i = next[unit];
      for (; i < reach[unit] && train[i] < first + length; i++) starts[((train[i] - first) >>> shift) + 1]++;
      last[unit] = i;
    }
    starts[0] = merged;
    for (let bucket = 1; bucket < starts.length; bucket++) starts[bucket] += starts[bucket - 1];
    for (let unit = 0; unit < trains.length; unit++) {
      const train = trains[unit];
      for (let i = next[unit]; i < last[unit]; i++) {
        const time = train[i] - first;
        const place = starts[time >>> shift]++;
        times[place] = time + offset;
        labels[place] = unit;
      }
      next[unit] = last[unit];
    }
    merged = starts[starts.length - 1];
  }
  sortNearly(times, labels, total);
  times.fill(0xffffffff, total, total + spareEntries);
  labels.fill(0, total, total + spareEntries);
}

const lastOf = (train: Float64Array, end: number): number => (end > 0 ? train[end - 1] : -Infinity);

/** Insertion: after the buckets nothing is more than a few places from where it belongs. */
function sortNearly(times: Uint32Array, labels: Uint32Array, total: number): void {
  for (let i = 1; i < total; i++) {
    const time = times[i];
    if (times[i - 1] <= time) continue;
    const label = labels[i];
    let place = i;
    for (; place > 0 && times[place - 1] > time; place--) {
      times[place] = times[place - 1];
      labels[place] = labels[place - 1];
    }
    times[place] = time;
    labels[place] = label;
  }
}
