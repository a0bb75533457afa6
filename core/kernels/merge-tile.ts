import { mergeCompiled, type Slicing } from './merge-slices.ts';
import { spareEntries, spikesIn, type Tile } from './merge-tiles.ts';

/** Spikes merged at once: what is written to at random fits the cache. */
const sliceSpikes = 16_384;

/**
 * Writes a tile's spikes in the order of time: sample numbers after the tile's start, and which train each came from.
 * Spikes on one sample are in the order of their trains. `spareEntries` more than there are spikes are filled with the
 * largest time, and train 0.
 */
export function mergeTile(
  trains: readonly Float64Array[],
  tile: Tile,
  times: Uint32Array,
  labels: Uint32Array,
): void {
  const { total } = spikesIn(tile);
  const slicing = slicingOf(trains, tile, total);
  if (!mergeCompiled(trains, tile, slicing, total, times, labels))
    mergePlainly(trains, tile, slicing, times, labels);
  times.fill(0xffffffff, total, total + spareEntries);
  labels.fill(0, total, total + spareEntries);
}

function slicingOf(trains: readonly Float64Array[], { start, end, reach }: Tile, total: number): Slicing {
  const beyond = Math.max(end, ...trains.map((train, unit) => lastOf(train, reach[unit]) + 1));
  const slices = Math.ceil(total / sliceSpikes);
  const length = Math.ceil((beyond - start) / slices);
  const shift = Math.max(0, Math.ceil(Math.log2((length * slices) / total)));
  return { slices, length, shift, buckets: ((length - 1) >>> shift) + 1 };
}

/** The twin of `mergeCompiled`: tests compare both with a sorting. */
function mergePlainly(
  trains: readonly Float64Array[],
  { start, from, reach }: Tile,
  { slices, length, shift, buckets }: Slicing,
  times: Uint32Array,
  labels: Uint32Array,
): void {
  const starts = new Uint32Array(buckets + 1);
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
  sortNearly(times, labels, merged);
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
