/** Spikes grouped by unit, as in a CSR matrix: those of `units[i]` are `ranks[offsets[i]] … ranks[offsets[i + 1] - 1]`. */
export interface Groups {
  /** Ascending, each with at least one spike. */
  units: Int32Array;
  /** Length units + 1. */
  offsets: Float64Array;
  /** Positions of the spikes, grouped by unit, ascending in each. */
  ranks: Uint32Array;
}

/** A table of counts up to this id is cheaper than sorting the ids; larger ids go the long way. */
const tableLimit = 2 ** 22;

/**
 * Positions of each unit's spikes, by a counting sort: two passes over the spikes.
 * `clusters` holds the unit of each spike, at least 0. Offsets and ranks live in SharedArrayBuffers.
 */
export function groupByUnit(clusters: Int32Array): Groups {
  let highest = -1;
  for (let i = 0; i < clusters.length; i++) if (clusters[i] > highest) highest = clusters[i];
  return highest < tableLimit ? groupByTable(clusters, highest) : groupByMap(clusters);
}

function groupByTable(clusters: Int32Array, highest: number): Groups {
  const next = new Uint32Array(highest + 1);
  for (let i = 0; i < clusters.length; i++) next[clusters[i]]++;
  let unitCount = 0;
  for (let id = 0; id <= highest; id++) if (next[id] > 0) unitCount++;
  const units = new Int32Array(unitCount);
  const offsets = new Float64Array(new SharedArrayBuffer(8 * (unitCount + 1)));
  for (let id = 0, unit = 0, total = 0; id <= highest; id++) {
    const count = next[id];
    if (count === 0) continue;
    units[unit++] = id;
    next[id] = total;
    total += count;
    offsets[unit] = total;
  }
  const ranks = new Uint32Array(new SharedArrayBuffer(4 * clusters.length));
  for (let i = 0; i < clusters.length; i++) ranks[next[clusters[i]]++] = i;
  return { units, offsets, ranks };
}

function groupByMap(clusters: Int32Array): Groups {
  const units = Int32Array.from(new Set(clusters)).sort();
  const dense = new Map(Array.from(units, (id, unit) => [id, unit]));
  const groups = groupByTable(
    clusters.map((id) => dense.get(id) as number),
    units.length - 1,
  );
  return { ...groups, units };
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
