/** Spikes that are looked at together: what they take in memory stays near the processor while every unit picks its own. */
const blockSpikes = 2 ** 14;

/** Where one spike in so many is picked or more, most of the memory they lie in is read anyway. */
const readAllFrom = 50;
/** What the processor brings at once: 64 bytes. */
const perLine = 8;
/** Where what was read is left, so that no compiler leaves the reading out. */
const seen = new Float64Array(1);

/**
 * For each unit the samples of its spikes, in shared memory: `samples[rank]` for each of its `ranks`, which ascend. All units go
 * through the samples side by side, for the spikes of one lie a page of memory apart, and to look each page up anew for every
 * unit takes several times longer. Of many spikes each block is read through before: in order, memory comes three times faster.
 */
export function trainsOfRanks(
  samples: Float64Array,
  ranksOfUnits: readonly Uint32Array[],
): Float64Array<SharedArrayBuffer>[] {
  const trains = ranksOfUnits.map((ranks) => new Float64Array(new SharedArrayBuffer(8 * ranks.length)));
  const next = new Uint32Array(ranksOfUnits.length);
  const spikes = ranksOfUnits.reduce((sum, { length }) => sum + length, 0);
  const areMany = spikes * readAllFrom > samples.length;
  for (let end = blockSpikes; end < samples.length + blockSpikes; end += blockSpikes) {
    if (areMany) readThrough(samples, end - blockSpikes, Math.min(end, samples.length));
    for (let unit = 0; unit < trains.length; unit++)
      next[unit] = copyBelow(end, samples, ranksOfUnits[unit]!, trains[unit]!, next[unit]!);
  }
  return trains;
}

function readThrough(samples: Float64Array, start: number, end: number): void {
  let sum = 0;
  for (let i = start; i < end; i += perLine) sum += samples[i]!;
  seen[0] = sum;
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
