import bytes from '../wasm/merge-slices.wasm';
import type { Tile } from './merge-tiles.ts';
import { wasmMemory } from './wasm-memory.ts';

/** How a tile is merged: slice after slice of its time, each counted in buckets. */
export interface Slicing {
  readonly slices: number;
  /** Samples of a slice. */
  readonly length: number;
  /** A bucket has 2^shift samples: there is about one for each spike. */
  readonly shift: number;
  /** Buckets of a slice. */
  readonly buckets: number;
}

interface Module {
  toTimes(samplesAt: number, count: number, origin: number, timesAt: number): void;
  mergeSlices(...addressesAndNumbers: number[]): void;
}

/** A usual tile and some more. */
const keptBytes = 16e6;
const instantiate = wasmMemory<Module>(bytes, keptBytes);
/** Below this the loop in TypeScript is done before memory is there. */
const fewestSpikes = 2000;

/**
 * Writes the `total` spikes of a tile in the order of time to the beginnings of `times` and `labels`, as `mergeTile` tells;
 * three times as fast as its twin `mergePlainly`. False, and nothing written, where it cannot: of few spikes, of a tile that is
 * longer than 32 bits hold, and without vector instructions.
 */
export function mergeCompiled(
  trains: readonly Float64Array[],
  { start, from, reach }: Tile,
  { slices, length, shift, buckets }: Slicing,
  total: number,
  times: Uint32Array,
  labels: Uint32Array,
): boolean {
  if (total < fewestSpikes || length * slices >= 2 ** 32) return false;
  const longest = trains.reduce((most, _, unit) => Math.max(most, reach[unit] - from[unit]), 0);
  const count = trains.length;
  const memory = instantiate([
    8 * (longest + 3),
    4 * (total + 3),
    4 * total,
    4 * total,
    4 * count,
    4 * count,
    4 * count,
    4 * (buckets + 1),
  ]);
  if (!memory) return false;
  const { wasm, buffer, addresses } = memory;
  const [samplesAt, allAt, timesAt, labelsAt, nextAt, endsAt, middleAt, startsAt] = addresses;
  const samples = new Float64Array(buffer, samplesAt, longest);
  const next = new Uint32Array(buffer, nextAt, count);
  const ends = new Uint32Array(buffer, endsAt, count);
  let at = allAt;
  for (let unit = 0; unit < count; unit++) {
    const own = reach[unit] - from[unit];
    samples.set(trains[unit].subarray(from[unit], reach[unit]));
    wasm.toTimes(samplesAt, own, start, at);
    next[unit] = at;
    at += 4 * own;
    ends[unit] = at;
  }
  const at3 = [nextAt, endsAt, middleAt] as const;
  wasm.mergeSlices(...at3, count, slices, length, shift, startsAt, buckets, timesAt, labelsAt);
  times.set(new Uint32Array(buffer, timesAt, total));
  labels.set(new Uint32Array(buffer, labelsAt, total));
  return true;
}
