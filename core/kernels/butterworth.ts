/** One second-order section: y = (b0 + b1 z⁻¹ + b2 z⁻²) / (1 + a1 z⁻¹ + a2 z⁻²) x. */
export type Section = readonly [b0: number, b1: number, b2: number, a1: number, a2: number];

/**
 * A Butterworth high-pass of `order` with its −3 dB corner at `corner` (as a fraction of the sampling rate), as a cascade
 * of second-order sections; an odd order ends with a first-order one (b2 = a2 = 0).
 * Analogue poles on the unit circle, bilinear transform with the corner prewarped (Oppenheim & Schafer, ch. 7).
 * Throws RangeError for a corner outside (0, 0.5) or an order below 1. Tested against scipy.signal.butter.
 */
export function butterworthHighpass(order: number, corner: number): Section[] {
  if (!(corner > 0 && corner < 0.5)) throw new RangeError(`corner at ${corner} of the sampling rate`);
  if (!Number.isInteger(order) || order < 1) throw new RangeError(`filter of order ${order}`);
  const warped = Math.tan(Math.PI * corner);
  const sections: Section[] = [];
  for (let pair = 0; pair < Math.floor(order / 2); pair++) {
    // Twice the damping of the pair's poles; high-pass of the pair: s² / (s² + damping·w·s + w²).
    const damping = 2 * Math.sin((Math.PI * (2 * pair + 1)) / (2 * order));
    const scale = 1 / (1 + damping * warped + warped * warped);
    sections.push([
      scale,
      -2 * scale,
      scale,
      2 * (warped * warped - 1) * scale,
      (1 - damping * warped + warped * warped) * scale,
    ]);
  }
  if (order % 2 === 1) {
    const scale = 1 / (1 + warped);
    sections.push([scale, -scale, 0, (warped - 1) * scale, 0]);
  }
  return sections;
}
