/** Spikes that are looked at together: what they take in memory stays near the processor while every unit picks its own. */
const blockSpikes = 2 ** 14;

/**
 * For each unit the samples of its spikes, in shared memory: `samples[rank]` for each of its `ranks`, which ascend. All units go
 * through the samples side by side, for the spikes of one lie a page of memory apart, and to look each page up anew for every
 * unit takes several times longer.
 */
export function trainsOfRanks(
  samples: Float64Array,
  ranksOfUnits: readonly Uint32Array[],
): Float64Array<SharedArrayBuffer>[] {
  const trains = ranksOfUnits.map((ranks) => new Float64Array(new SharedArrayBuffer(8 * ranks.length)));
  const next = new Uint32Array(ranksOfUnits.length);
  for (let end = blockSpikes; end < samples.length + blockSpikes; end += blockSpikes)
    for (let unit = 0; unit < trains.length; unit++)
      next[unit] = copyBelow(end, samples, ranksOfUnits[unit]!, trains[unit]!, next[unit]!);
  return trains;
}

/** Copies from place `i` on while ranks are below `end`; the place after the last. */
function copyBelow(
  end: number,
  samples: Float64Array,
  ranks: Uint32Array,
  train: Float64Array,
  i: number,
): number {
  let at = i;
  while (at < ranks.length) {
    const rank = ranks[at]!;
    if (rank >= end) break;
    train[at] = samples[rank]!;
    at++;
  }
  return at;
}
