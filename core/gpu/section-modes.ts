import type { Section } from '../kernels/butterworth.ts';

/** Numbers per section: see `sectionModes`. */
export const modeLength = 12;

/**
 * Second-order sections in a form that single precision does no harm to, as a GPU has it: two states x and y that turn and
 * decay (or, for real poles, follow each other), each less than its own share, so that poles near 1 keep all their digits.
 * For an input u: output = D u + g x + h y; then x ← x − (d x + w y) + u, y ← y − e y + v x (of the x before).
 * Per section D, g, h, gain at rest | d, e, w, v | x and y at rest for an input of 1, 0, 0.
 */
export function sectionModes(sections: readonly Section[]): Float32Array {
  const modes = new Float32Array(modeLength * Math.max(1, sections.length));
  sections.forEach(([b0, b1, b2, a1, a2], i) => {
    // What is left of the numerator without the direct path, over z² + a1 z + a2.
    const c1 = b1 - a1 * b0;
    const c2 = b2 - a2 * b0;
    const square = (a1 * a1) / 4 - a2;
    let [g, h, d, e, w, v] = [c1, 0, 1 + a1, 1, 0, 0];
    if (b2 !== 0 || a2 !== 0) {
      if (square < 0) {
        const angle = Math.sqrt(-square);
        [g, h, d, e, w, v] = [c1, (c2 - (c1 * a1) / 2) / angle, 1 + a1 / 2, 1 + a1 / 2, angle, angle];
      } else {
        const first = -a1 / 2 + Math.sqrt(square);
        const second = -a1 / 2 - Math.sqrt(square);
        [g, h, d, e, w, v] = [c1, c2 + c1 * second, 1 - first, 1 - second, 0, 1];
      }
    }
    const x = 1 / (d + (w * v) / e);
    const gain = (b0 + b1 + b2) / (1 + a1 + a2);
    modes.set([b0, g, h, gain, d, e, w, v, x, (v * x) / e, 0, 0], modeLength * i);
  });
  return modes;
}

/** Gain of a cascade for what does not change. */
export const gainAtRest = (sections: readonly Section[]): number =>
  sections.reduce((gain, [b0, b1, b2, a1, a2]) => (gain * (b0 + b1 + b2)) / (1 + a1 + a2), 1);
