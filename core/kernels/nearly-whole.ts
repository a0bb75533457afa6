/**
 * The value, or the whole number within a millionth of it: 25936 samples that went through seconds and back come as
 * 25936.000000000004, and a spike on the edge of a bin would fall into the one before.
 */
export function nearlyWhole(value: number): number {
  const whole = Math.round(value);
  return Math.abs(value - whole) < 1e-6 ? whole : value;
}
