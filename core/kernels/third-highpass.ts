import type { Section } from './butterworth.ts';
import { paddingOf } from './filter-forward-backward.ts';

/** gain · (1 − z⁻¹)³ / (1 + a1 z⁻¹ + a2 z⁻² + a3 z⁻³) */
export interface ThirdHighpass {
  readonly gain: number;
  readonly poles: readonly [a1: number, a2: number, a3: number];
}

/** Corners lower than this, of the sampling rate, want poles told better than a polynomial of them does. */
const lowestCorner = 5e-4;

/**
 * A high-pass of third order as one recursion, at half the cost of its sections; null for other filters, and for corners
 * so low that it would differ from them by more than a millionth.
 */
export function thirdHighpass(sections: readonly Section[]): ThirdHighpass | null {
  const [second, first] = sections;
  if (sections.length !== 2 || !second || !first) return null;
  const [b0, b1, b2, a1, a2] = second;
  const [c0, c1, c2, d1, d2] = first;
  const isHighpass = b1 === -2 * b0 && b2 === b0 && c1 === -c0 && c2 === 0 && d2 === 0;
  // The real pole is at about 1 − 2π times the corner.
  if (!isHighpass || 1 + d1 < 2 * Math.PI * lowestCorner) return null;
  return { gain: b0 * c0, poles: [a1 + d1, a2 + a1 * d1, a2 * d1] };
}

/**
 * What the vector instructions do, for one channel in plain TypeScript: as `filterForwardBackward`, or forward only, but
 * for single precision of what goes back. Tested against it.
 */
export function filterThirdHighpass(
  signal: Float64Array,
  { gain, poles }: ThirdHighpass,
  sections: readonly Section[],
  zeroPhase: boolean,
): Float32Array {
  const padding = zeroPhase ? paddingOf(sections) : 0;
  const last = signal.length - 1;
  const scaled = signal.map((value) => value * (zeroPhase ? gain * gain : gain));
  const rows = new Float64Array(signal.length + 2 * padding);
  rows.set(scaled, padding);
  for (let i = 1; i <= padding; i++) {
    rows[padding - i] = 2 * scaled[0] - scaled[i];
    rows[padding + last + i] = 2 * scaled[last] - scaled[last - i];
  }
  const forward = recursion(rows, poles);
  if (!zeroPhase) return forward;
  const backward = recursion(Float64Array.from(forward).reverse(), poles).reverse();
  return backward.subarray(padding, padding + signal.length);
}

/** Transposed direct form II, started as if the first input had always been there. */
function recursion(signal: Float64Array, [a1, a2, a3]: ThirdHighpass['poles']): Float32Array {
  let s1 = -signal[0];
  let s2 = signal[0] + signal[0];
  let s3 = signal[0];
  return Float32Array.from(signal, (input) => {
    const output = input + s1;
    const thrice = 3 * input;
    s1 = s2 - thrice - a1 * output;
    s2 = thrice - s3 - a2 * output;
    s3 = input + a3 * output;
    return output;
  });
}
