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

/** Spikes of all units in the order of time. */
export interface Merged {
  /** Sample numbers after the tile's start. */
  readonly times: Uint32Array;
  /** Which train each came from. */
  readonly labels: Uint32Array;
  /** How many lie before the tile's end; the others are only counted to. */
  readonly own: number;
}

/**
 * Merges a tile's trains by one pass over buckets of time, stable, so that spikes on one sample are in the order of their
 * trains. Three entries more than there are spikes are filled with the largest time.
 */
export function mergeTile(trains: readonly Float64Array[], { start, end, from, until, reach }: Tile): Merged {
  const total = between(from, reach);
  const span =
    end - start + Math.max(0, ...trains.map((train, unit) => lastOf(train, reach[unit]) - end)) + 1;
  const shift = Math.max(0, Math.ceil(Math.log2(span / Math.max(1, total))));
  const starts = new Uint32Array((span >>> shift) + 2);
  const times = new Uint32Array(total + 3).fill(0xffffffff, total);
  const labels = new Uint32Array(total + 3);
  for (let unit = 0; unit < trains.length; unit++) {
    const train = trains[unit];
    for (let i = from[unit]; i < reach[unit]; i++) starts[((train[i] - start) >>> shift) + 1]++;
  }
  for (let bucket = 1; bucket < starts.length; bucket++) starts[bucket] += starts[bucket - 1];
  for (let unit = 0; unit < trains.length; unit++) {
    const train = trains[unit];
    for (let i = from[unit]; i < reach[unit]; i++) {
      const time = train[i] - start;
      const place = starts[time >>> shift]++;
      times[place] = time;
      labels[place] = unit;
    }
  }
  sortNearly(times, labels, total);
  return { times, labels, own: between(from, until) };
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
