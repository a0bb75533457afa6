import type { LagBins } from './lag-bins.ts';

/** Lag d ≥ 0 falls into bin (d × factor + offset) >> shift, in 32-bit arithmetic without sign. */
export interface EvenRule {
  readonly factor: number;
  readonly offset: number;
  readonly shift: number;
}

/**
 * The rule of multiplication and shift that equals the table `binOfLag` for every lag and gives `half + 1` for the first
 * lag beyond it, or null where there is none (log bins, or a shift that leaves too few bits). 2^shift × `cells` stays
 * below 2^32. Division by a constant becomes a multiplication (Granlund & Montgomery 1994); here the offset is solved
 * for: each lag bounds it from both sides.
 */
export function evenRule({ half, binOfLag }: LagBins, cells = half + 3): EvenRule | null {
  const beyond = binOfLag.length;
  const shift = Math.floor(Math.log2(2 ** 32 / Math.max(cells, half + 3)));
  // Centred bins end half a bin early, npyx's do not.
  for (const bins of [half + 0.5, half + 1]) {
    const factor = Math.round((2 ** shift * bins) / beyond);
    let lowest = 0;
    let highest = 2 ** 32 - 1 - beyond * factor;
    for (let lag = 0; lag <= beyond && lowest <= highest; lag++) {
      const bin = lag === beyond ? half + 1 : binOfLag[lag];
      lowest = Math.max(lowest, bin * 2 ** shift - lag * factor);
      highest = Math.min(highest, (bin + 1) * 2 ** shift - 1 - lag * factor);
    }
    if (shift >= 2 && lowest <= highest) return { factor, offset: lowest, shift };
  }
  return null;
}
