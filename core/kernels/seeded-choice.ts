/** Whole numbers below a limit, the same for the same seed: mulberry32, by Tommy Ettinger (public domain). */
export function randomBelow(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let word = Math.imul(state ^ (state >>> 15), state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return Math.floor((((word ^ (word >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}

/**
 * `count` different positions below `total`, each subset equally likely, ascending; all of them when there are not more.
 * The same seed gives the same choice on every machine. Floyd's algorithm (Bentley and Floyd 1987).
 */
export function seededChoice(total: number, count: number, seed: number): Uint32Array {
  const below = randomBelow(seed);
  const chosen = new Set<number>();
  for (let last = Math.max(0, total - count); last < total; last++) {
    const candidate = below(last + 1);
    chosen.add(chosen.has(candidate) ? last : candidate);
  }
  return Uint32Array.from(chosen).sort();
}
