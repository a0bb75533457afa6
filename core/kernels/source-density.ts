/**
 * Minus the second derivative along the depths of levels, ascending and not all at one distance: (levels × samples), NaN
 * for the outermost levels and those beside one that is NaN. Times the conductivity it is the current source density in one
 * dimension (Nicholson and Freeman 1975, J Neurophysiol 38:356): positive where current leaves the cells.
 */
export function sourceDensity(potentials: Float32Array, depths: ArrayLike<number>): Float32Array {
  const samples = potentials.length / depths.length;
  const out = new Float32Array(potentials.length).fill(Number.NaN);
  for (let level = 1; level < depths.length - 1; level++) {
    const above = depths[level + 1] - depths[level];
    const below = depths[level] - depths[level - 1];
    for (let at = level * samples; at < (level + 1) * samples; at++) {
      const up = (potentials[at + samples] - potentials[at]) / above;
      const down = (potentials[at] - potentials[at - samples]) / below;
      out[at] = (2 * (down - up)) / (above + below);
    }
  }
  return out;
}
