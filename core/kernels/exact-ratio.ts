/** A fraction without rounding. Invariant: `denominator` is positive. */
export interface Ratio {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/**
 * The number as it is written in decimal: 8.3 is 83/10, not the nearest binary fraction. People and headers write
 * decimals, so products such as 8.3 ms × 30000.03 Hz come out exactly. Throws RangeError for NaN and infinities.
 */
export function exactRatio(value: number): Ratio {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value));
  if (!match) throw new RangeError(`${value} is not a finite number`);
  const [, sign, whole, fraction = '', exponent = '0'] = match;
  const digits = BigInt(`${sign}${whole}${fraction}`);
  const power = Number(exponent) - fraction.length;
  return power >= 0
    ? { numerator: digits * 10n ** BigInt(power), denominator: 1n }
    : { numerator: digits, denominator: 10n ** BigInt(-power) };
}

export const multiply = (a: Ratio, b: Ratio): Ratio => ({
  numerator: a.numerator * b.numerator,
  denominator: a.denominator * b.denominator,
});

/** a / b. Throws RangeError when b is not positive. */
export function divide(a: Ratio, b: Ratio): Ratio {
  if (b.numerator <= 0n) throw new RangeError('division by a ratio that is not positive');
  return { numerator: a.numerator * b.denominator, denominator: a.denominator * b.numerator };
}

/** The largest whole number not above the ratio; the ratio is not negative. */
export const floorRatio = ({ numerator, denominator }: Ratio): number => Number(numerator / denominator);

/** The smallest whole number not below the ratio; the ratio is not negative. */
export const ceilRatio = ({ numerator, denominator }: Ratio): number =>
  Number((numerator + denominator - 1n) / denominator);
