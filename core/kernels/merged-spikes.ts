import { mergeTile } from './merge-tile.ts';
import { spareEntries, spikesIn, type Tile, tilesOf } from './merge-tiles.ts';

/** The spikes of a tile in the order of time. */
export interface MergedSpikes {
  /** Sample numbers after the tile's start, those within its reach too, then `spareEntries` of the largest number. */
  readonly times: Uint32Array;
  /** Which train each is of. */
  readonly labels: Uint32Array;
  /** How many of the tile's own spikes are of the trains before each one, and of all at the end. */
  readonly starts: Uint32Array;
}

/** A stretch of time with its spikes in the order of time. */
export interface MergedTile {
  readonly tile: Tile;
  readonly merged: MergedSpikes;
}

/** How many numbers the merged spikes of a tile are. */
export function spaceOf(tile: Tile, unitCount: number): number {
  return 2 * (spikesIn(tile).total + spareEntries) + unitCount + 1;
}

/** Divides memory of `spaceOf` numbers, new unless given, among what the merged spikes of a tile are. */
export function spaceFor(
  tile: Tile,
  unitCount: number,
  memory: Uint32Array = new Uint32Array(spaceOf(tile, unitCount)),
): MergedSpikes {
  const size = spikesIn(tile).total + spareEntries;
  return {
    times: memory.subarray(0, size),
    labels: memory.subarray(size, 2 * size),
    starts: memory.subarray(2 * size, 2 * size + unitCount + 1),
  };
}

/** Fills the space of a tile with the spikes of the trains. */
export function mergeSpikes(trains: readonly Float64Array[], tile: Tile, into: MergedSpikes): void {
  const { times, labels, starts } = into;
  mergeTile(trains, tile, times, labels);
  starts[0] = 0;
  for (let unit = 0; unit < trains.length; unit++)
    starts[unit + 1] = starts[unit] + tile.until[unit] - tile.from[unit];
}

/** The trains in the order of time, for windows of up to `longest` samples on each side. 8 bytes for each spike. */
export const mergedTiles = (
  trains: readonly Float64Array[],
  longest: number,
  tileSpikes = 500_000,
): readonly MergedTile[] =>
  [...tilesOf(trains, longest, tileSpikes)].map((tile) => {
    const merged = spaceFor(tile, trains.length);
    mergeSpikes(trains, tile, merged);
    return { tile, merged };
  });
