/** Which units have spikes, and how many: as in a CSR matrix, those of `units[i]` take places `offsets[i]` to `offsets[i + 1] - 1`. */
export interface UnitCounts {
  /** Ascending, each with at least one spike. */
  units: Int32Array;
  /** Length units + 1. */
  offsets: Float64Array;
}

/** A table of counts up to this id is cheaper than sorting the ids; larger ids go the long way. */
const tableLimit = 2 ** 22;

/** Counts the spikes of each unit. `clusters` holds the unit of each spike, at least 0. The offsets live in a SharedArrayBuffer. */
export function countUnits(clusters: Int32Array): UnitCounts {
  let highest = -1;
  for (let i = 0; i < clusters.length; i++) if (clusters[i] > highest) highest = clusters[i];
  return highest < tableLimit ? countByTable(clusters, highest) : countByMap(clusters);
}

function countByTable(clusters: Int32Array, highest: number): UnitCounts {
  const counts = new Uint32Array(highest + 1);
  for (let i = 0; i < clusters.length; i++) counts[clusters[i]]++;
  const units = new Int32Array(counts.reduce((total, count) => total + (count > 0 ? 1 : 0), 0));
  const offsets = sharedOffsets(units.length);
  for (let id = 0, unit = 0; id <= highest; id++) {
    if (counts[id] === 0) continue;
    units[unit++] = id;
    offsets[unit] = offsets[unit - 1] + counts[id];
  }
  return { units, offsets };
}

function countByMap(clusters: Int32Array): UnitCounts {
  const counts = new Map<number, number>();
  for (let i = 0; i < clusters.length; i++) counts.set(clusters[i], (counts.get(clusters[i]) ?? 0) + 1);
  const units = Int32Array.from(counts.keys()).sort();
  const offsets = sharedOffsets(units.length);
  for (let unit = 0; unit < units.length; unit++)
    offsets[unit + 1] = offsets[unit] + (counts.get(units[unit]) as number);
  return { units, offsets };
}

const sharedOffsets = (unitCount: number) => new Float64Array(new SharedArrayBuffer(8 * (unitCount + 1)));

/**
 * Positions of the spikes, grouped by unit, ascending in each: those of unit i are `ranks[offsets[i]] … ranks[offsets[i + 1] - 1]`.
 * `unitOf` gives the position of each spike's unit. In a SharedArrayBuffer.
 */
export function ranksByUnit(unitOf: Int32Array, offsets: Float64Array): Uint32Array {
  const next = Uint32Array.from(offsets);
  const ranks = new Uint32Array(new SharedArrayBuffer(4 * unitOf.length));
  for (let i = 0; i < unitOf.length; i++) ranks[next[unitOf[i]]++] = i;
  return ranks;
}

/** Replaces the id of each spike's unit by its position in `units`, which is ascending and holds every id. */
export function idsToPositions(clusters: Int32Array, units: Int32Array): Int32Array {
  const highest = units.length > 0 ? units[units.length - 1] : -1;
  if (highest < tableLimit) {
    const table = new Int32Array(highest + 1);
    for (let unit = 0; unit < units.length; unit++) table[units[unit]] = unit;
    for (let i = 0; i < clusters.length; i++) clusters[i] = table[clusters[i]];
  } else {
    const positions = new Map(Array.from(units, (id, unit) => [id, unit]));
    for (let i = 0; i < clusters.length; i++) clusters[i] = positions.get(clusters[i]) as number;
  }
  return clusters;
}
