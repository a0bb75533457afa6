// Logarithm, exponential and sine built from + − × ÷ alone. IEEE 754 defines those exactly, so that a synthetic recording
// has the same bytes on every machine; `Math.log` and its siblings may differ in the last bit between engines.

const LN2 = Math.LN2;
const PI = Math.PI;

/** The natural logarithm of `x`. Throws RangeError unless `x` > 0. */
export function exactLog(x: number): number {
  if (!(x > 0)) throw new RangeError('exactLog needs x > 0');
  let exponent = 0;
  let mantissa = x;
  while (mantissa > Math.SQRT2) {
    mantissa *= 0.5;
    exponent++;
  }
  while (mantissa < Math.SQRT1_2) {
    mantissa *= 2;
    exponent--;
  }
  const z = (mantissa - 1) / (mantissa + 1);
  const zz = z * z;
  let term = z;
  let sum = 0;
  for (let i = 1; i < 40; i += 2) {
    sum += term / i;
    term *= zz;
  }
  return 2 * sum + exponent * LN2;
}

/** e to the power `x`; 0 below −700. */
export function exactExp(x: number): number {
  if (x < -700) return 0;
  const k = Math.floor(x / LN2 + 0.5);
  const rest = x - k * LN2;
  let sum = 1;
  for (let i = 18; i >= 1; i--) sum = 1 + (sum * rest) / i;
  let power = 1;
  const factor = k < 0 ? 0.5 : 2;
  for (let i = k < 0 ? -k : k; i > 0; i--) power *= factor;
  return sum * power;
}

/** The sine of an angle given in full turns. */
export function sineOfTurns(turns: number): number {
  let fraction = turns - Math.floor(turns);
  let sign = 1;
  if (fraction >= 0.5) {
    fraction -= 0.5;
    sign = -1;
  }
  if (fraction > 0.25) fraction = 0.5 - fraction;
  const x = 2 * PI * fraction;
  const xx = x * x;
  let sum = 1;
  for (let i = 20; i >= 2; i -= 2) sum = 1 - (sum * xx) / (i * (i + 1));
  return sign * x * sum;
}

/** exp(−u²/2): a bell of height 1 and standard deviation 1. */
export const bell = (u: number): number => exactExp(-0.5 * u * u);
