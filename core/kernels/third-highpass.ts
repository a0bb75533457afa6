import type { Section } from './butterworth.ts';
import { paddingOf } from './filter-forward-backward.ts';

/** gain · (z − 1)³ / ((z − 1)³ + k1 (z − 1)² + k2 (z − 1) + k3) */
export interface ThirdHighpass {
  readonly gain: number;
  readonly deltas: readonly [k1: number, k2: number, k3: number];
}

/** Corners lower than this, of the sampling rate, want more than single precision. */
const lowestCorner = 5e-4;

/**
 * A high-pass of third order as one recursion in powers of z − 1, whose coefficients are small numbers told exactly; null
 * for other filters, and for low corners.
 */
export function thirdHighpass(sections: readonly Section[]): ThirdHighpass | null {
  const [second, first] = sections;
  if (sections.length !== 2 || !second || !first) return null;
  const [b0, b1, b2, a1, a2] = second;
  const [c0, c1, c2, d1, d2] = first;
  const isHighpass = b1 === -2 * b0 && b2 === b0 && c1 === -c0 && c2 === 0 && d2 === 0;
  // The real pole is at about 1 − 2π times the corner.
  if (!isHighpass || 1 + d1 < 2 * Math.PI * lowestCorner) return null;
  const [slope, height, real] = [2 + a1, 1 + a1 + a2, 1 + d1];
  return { gain: b0 * c0, deltas: [slope + real, height + slope * real, height * real] };
}

/**
 * What the vector instructions do, for one channel in plain TypeScript: as `filterForwardBackward`, or forward only, within
 * a thousandth of a bit of it where what is left has up to a thousand bits, and a millionth of that where it has more.
 * `signal` is of whole numbers or of parts of a power of two.
 */
export function filterThirdHighpass(
  signal: Float64Array,
  { gain, deltas }: ThirdHighpass,
  sections: readonly Section[],
  zeroPhase: boolean,
): Float32Array {
  const padding = zeroPhase ? paddingOf(sections) : 0;
  const last = signal.length - 1;
  const rows = new Float64Array(signal.length + 2 * padding);
  rows.set(signal, padding);
  for (let i = 1; i <= padding; i++) {
    rows[padding - i] = 2 * signal[0] - signal[i];
    rows[padding + last + i] = 2 * signal[last] - signal[last - i];
  }
  const forward = recursion(rows, deltas, zeroPhase ? gain * gain : gain);
  if (!zeroPhase) return forward;
  const backward = recursion(forward.reverse(), deltas, 1).reverse();
  return backward.subarray(padding, padding + signal.length);
}

/** In single precision, from differences of the signal, started as if its first value had always been there. */
function recursion(
  signal: Float64Array | Float32Array,
  deltas: ThirdHighpass['deltas'],
  scale: number,
): Float32Array {
  const { fround } = Math;
  const [k1, k2, k3] = deltas.map(fround);
  const unit = fround(scale);
  let output = 0;
  let second = 0;
  let third = 0;
  let last = signal[0];
  return Float32Array.from(signal, (input) => {
    const change = fround(fround(input - last) * unit);
    last = input;
    const next = fround(fround(output + fround(change - second)) - fround(k1 * output));
    second = fround(fround(second + third) + fround(k2 * output));
    third = fround(third + fround(k3 * output));
    output = next;
    return output;
  });
}
