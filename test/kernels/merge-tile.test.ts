import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeTile } from '../../core/kernels/merge-tile.ts';
import { spareEntries, spikesIn, tilesOf } from '../../core/kernels/merge-tiles.ts';
import { Random } from '../../core/synthetic/random.ts';

/** What merging means: all spikes of the tile and its reach, by time and then by train. */
function merged(trains: readonly Float64Array[], { start, from, reach }: TileOf) {
  const spikes = trains.flatMap((train, unit) =>
    Array.from(train.subarray(from[unit], reach[unit]), (sample) => ({ time: sample - start, unit })),
  );
  spikes.sort((a, b) => a.time - b.time || a.unit - b.unit);
  return spikes;
}
type TileOf = ReturnType<typeof tilesOf> extends Generator<infer T> ? T : never;

function check(trains: readonly Float64Array[], longest: number, tileSpikes: number, name: string) {
  for (const tile of tilesOf(trains, longest, tileSpikes)) {
    const { total } = spikesIn(tile);
    const [times, labels] = [new Uint32Array(total + spareEntries), new Uint32Array(total + spareEntries)];
    mergeTile(trains, tile, times, labels);
    const expected = merged(trains, tile);
    assert.deepEqual(
      [...times],
      [...expected.map(({ time }) => time), ...Array<number>(spareEntries).fill(0xffffffff)],
      name,
    );
    assert.deepEqual(
      [...labels],
      [...expected.map(({ unit }) => unit), ...Array<number>(spareEntries).fill(0)],
      name,
    );
  }
}

const random = new Random(11, 'tiles');
const uniform = (length: number, until: number, first = 0) =>
  Float64Array.from({ length }, () => first + Math.floor(until * random.uniform())).sort();

test('tiles of few spikes, which TypeScript merges, and of many, which the compiled loop does, are in the order of time and of trains', () => {
  for (const each of [3, 300, 7000])
    for (const until of [40, 10_000, 5e7])
      check(
        [uniform(each, until), uniform(5 * each, until), new Float64Array(), uniform(1, until)],
        120,
        1e6,
        `${each} until ${until}`,
      );
});

test('bursts on one sample, long silences, times below zero and a train alone are merged the same', () => {
  const burst = new Float64Array(4000).fill(1_000_000);
  check([burst, burst, uniform(900, 2_000_000)], 60, 1e6, 'bursts');
  check([uniform(3000, 1000), uniform(3000, 1000, 9e8)], 60, 1e6, 'silence');
  check([uniform(3000, 60_000, -30_000), uniform(3000, 60_000, -30_000)], 60, 1e6, 'below zero');
  check([uniform(5000, 1e6)], 60, 1e6, 'alone');
  // Two hours in one tile: slices of many buckets.
  check([uniform(2500, 2.2e8), uniform(2500, 2.2e8)], 60, 1e6, 'two hours');
});

test('what one tile leaves the next one takes', () => {
  check([uniform(9000, 1e6), uniform(9000, 1e6)], 3000, 2500, 'tiles');
});
