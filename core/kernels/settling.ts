import type { Section } from './butterworth.ts';

/**
 * Samples after which the filter's answer to anything has fallen below `tolerance` of its size: the margin that a piece
 * of a long signal needs on each side to be filtered as if it were whole.
 * The slowest pole of radius r decays as rⁿ; the repeated pole of a cascade is met by the spare factor of two.
 */
export function settlingSamples(sections: readonly Section[], tolerance: number): number {
  const slowest = Math.max(0, ...sections.map(([, , , a1, a2]) => poleRadius(a1, a2)));
  return slowest === 0 ? 0 : Math.ceil((2 * Math.log(tolerance)) / Math.log(slowest));
}

/** Largest magnitude among the roots of z² + a1·z + a2. */
function poleRadius(a1: number, a2: number): number {
  const discriminant = a1 * a1 - 4 * a2;
  if (discriminant < 0) return Math.sqrt(a2);
  return (Math.abs(a1) + Math.sqrt(discriminant)) / 2;
}
