import type { Section } from './butterworth.ts';

/** A complex number. */
type Complex = readonly [re: number, im: number];

const times = ([a, b]: Complex, [c, d]: Complex): Complex => [a * c - b * d, a * d + b * c];
const over = (a: Complex, [c, d]: Complex): Complex => {
  const size = c * c + d * d;
  return times(a, [c / size, -d / size]);
};
function root([re, im]: Complex): Complex {
  const size = Math.hypot(re, im);
  const half = Math.sqrt((size + Math.abs(re)) / 2);
  if (half === 0) return [0, 0];
  const other = im / (2 * half);
  return re >= 0 ? [half, other] : [Math.abs(other), im < 0 ? -half : half];
}

/**
 * A Butterworth low-pass of `order` with its −3 dB corner at `corner` (as a fraction of the sampling rate), as
 * `butterworthHighpass` is made: second-order sections, an odd order with a first-order one at the end.
 * Throws RangeError for a corner outside (0, 0.5) or an order below 1. Tested against scipy.signal.butter.
 */
export function butterworthLowpass(order: number, corner: number): Section[] {
  check(order, corner);
  const warped = Math.tan(Math.PI * corner);
  const square = warped * warped;
  const sections: Section[] = [];
  for (let pair = 0; pair < Math.floor(order / 2); pair++) {
    const damping = 2 * Math.sin((Math.PI * (2 * pair + 1)) / (2 * order));
    const scale = 1 / (1 + damping * warped + square);
    const gain = square * scale;
    sections.push([gain, 2 * gain, gain, 2 * (square - 1) * scale, (1 - damping * warped + square) * scale]);
  }
  if (order % 2 === 1) {
    const scale = 1 / (1 + warped);
    sections.push([warped * scale, warped * scale, 0, (warped - 1) * scale, 0]);
  }
  return sections;
}

/**
 * A Butterworth band-pass between two corners, of `order` on either side as scipy.signal.butter counts: `order`
 * second-order sections, each of gain 1 in the middle of the band (at the geometric mean of the prewarped corners).
 */
export function butterworthBandpass(order: number, low: number, high: number): Section[] {
  check(order, low);
  check(order, high);
  if (low >= high) throw new RangeError(`a band from ${low} to ${high}`);
  const [from, to] = [Math.tan(Math.PI * low), Math.tan(Math.PI * high)];
  const middle = Math.sqrt(from * to);
  const sections: Section[] = [];
  for (let k = 0; k < Math.ceil(order / 2); k++) {
    // A pole of the low-pass in the upper half plane, and the two that it becomes.
    const angle = Math.PI / 2 + (Math.PI * (2 * k + 1)) / (2 * order);
    const isReal = 2 * k + 1 === order;
    const half: Complex = [
      (Math.cos(angle) * (to - from)) / 2,
      isReal ? 0 : (Math.sin(angle) * (to - from)) / 2,
    ];
    const square = times(half, half);
    const apart = root([square[0] - middle * middle, square[1]]);
    const poles = [
      [half[0] + apart[0], half[1] + apart[1]],
      [half[0] - apart[0], half[1] - apart[1]],
    ] as const;
    const [first, second] = poles.map((pole) => over([1 + pole[0], pole[1]], [1 - pole[0], -pole[1]])) as [
      Complex,
      Complex,
    ];
    if (isReal) sections.push(withPoles(first, second));
    else for (const pole of [first, second]) sections.push(withPoles(pole, [pole[0], -pole[1]]));
  }
  const center = 2 * Math.atan(middle);
  return sections.map((section) => {
    const gain = 1 / gainAt(section, center);
    return [section[0] * gain, 0, section[2] * gain, section[3], section[4]];
  });
}

/** Zeros at 0 and at half the sampling rate; the two poles are real or conjugate. */
const withPoles = (p: Complex, q: Complex): Section => [1, 0, -1, -(p[0] + q[0]), times(p, q)[0]];

/** The size of a section's answer to `angle` radians per sample. */
function gainAt([b0, b1, b2, a1, a2]: Section, angle: number): number {
  const size = (c0: number, c1: number, c2: number) =>
    Math.hypot(
      c0 + c1 * Math.cos(angle) + c2 * Math.cos(2 * angle),
      c1 * Math.sin(angle) + c2 * Math.sin(2 * angle),
    );
  return size(b0, b1, b2) / size(1, a1, a2);
}

function check(order: number, corner: number): void {
  if (!(corner > 0 && corner < 0.5)) throw new RangeError(`corner at ${corner} of the sampling rate`);
  if (!Number.isInteger(order) || order < 1) throw new RangeError(`filter of order ${order}`);
}
