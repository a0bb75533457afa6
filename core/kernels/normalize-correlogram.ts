/** Spikes per second of the second train, given a spike of the first: counts / (spikes of the first × bin width). */
export function toHertz(counts: Float64Array, fromCount: number, binS: number | Float64Array): Float64Array {
  return counts.map((count, bin) => count / (fromCount * (typeof binS === 'number' ? binS : binS[bin])));
}

/** counts / √(N₁·N₂): 1 in the centre of a train against itself, were a spike paired with itself. */
export function toPearson(counts: Float64Array, fromCount: number, toCount: number): Float64Array {
  const scale = Math.sqrt(fromCount * toCount);
  return counts.map((count) => count / scale);
}

/**
 * (counts − mean) / SD, both taken over the outer 40 % of the bins on each side, where a correlogram is expected to be
 * flat. An SD of 0 counts as 1. The fraction is npyx's.
 */
export function toZscore(counts: Float64Array): Float64Array {
  const side = Math.floor((counts.length * 4) / 5 / 2);
  const outer = side === 0 ? counts : Float64Array.of(...counts.subarray(0, side), ...counts.subarray(-side));
  let sum = 0;
  for (const count of outer) sum += count;
  const mean = sum / outer.length;
  let squares = 0;
  for (const count of outer) squares += (count - mean) ** 2;
  const deviation = Math.sqrt(squares / outer.length) || 1;
  return counts.map((count) => (count - mean) / deviation);
}
