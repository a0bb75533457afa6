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

/**
 * Samples after which all that is still to come of the filter's answer to a single sample adds up to less than
 * `tolerance` times that sample: nearer than `settlingSamples`, at the cost of a trial run.
 */
export function settledSamples(sections: readonly Section[], tolerance: number): number {
  const answer = new Float64Array(settlingSamples(sections, tolerance) + 1);
  answer[0] = 1;
  for (const [b0, b1, b2, a1, a2] of sections) {
    let z1 = 0;
    let z2 = 0;
    for (let i = 0; i < answer.length; i++) {
      const input = answer[i];
      const output = b0 * input + z1;
      z1 = b1 * input - a1 * output + z2;
      z2 = b2 * input - a2 * output;
      answer[i] = output;
    }
  }
  let rest = 0;
  for (let i = answer.length - 1; i > 0; i--) {
    rest += Math.abs(answer[i]);
    if (rest > tolerance) return i + 1;
  }
  return sections.length > 0 ? 1 : 0;
}
