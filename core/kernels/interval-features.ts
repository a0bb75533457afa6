import { deviation, mean } from './moments.ts';

/** Sums of a term over every two neighbouring intervals of the same part, and their number. */
function overPairs(
  parts: readonly Float64Array[],
  term: (first: number, second: number) => number,
): { sum: number; count: number } {
  let [sum, count] = [0, 0];
  for (const part of parts)
    for (let i = 2; i < part.length; i++) {
      const [first, second] = [part[i - 1] - part[i - 2], part[i] - part[i - 1]];
      if (first + second === 0) continue;
      sum += term(first, second);
      count++;
    }
  return { sum, count };
}

/**
 * Lv: 3 × the mean of ((I₁ − I₂)/(I₁ + I₂))² over neighbouring intervals; 0 for a regular train, 1 for a Poisson one,
 * 3/(2k + 1) for a gamma process of order k. NaN without two intervals. Shinomoto, Shima and Tanji 2003, Neural Comput. 15:2823.
 */
export function localVariation(parts: readonly Float64Array[]): number {
  const { sum, count } = overPairs(parts, (a, b) => ((a - b) / (a + b)) ** 2);
  return (3 * sum) / count;
}

/**
 * LvR: Lv revised for a refractory time R, 3 × the mean of (1 − 4·I₁·I₂/(I₁ + I₂)²)·(1 + 4·R/(I₁ + I₂)).
 * Shinomoto et al. 2009, PLoS Comput. Biol. 5:e1000433.
 */
export function revisedLocalVariation(parts: readonly Float64Array[], refractory: number): number {
  const { sum, count } = overPairs(
    parts,
    (a, b) => (1 - (4 * a * b) / (a + b) ** 2) * (1 + (4 * refractory) / (a + b)),
  );
  return (3 * sum) / count;
}

/** Mean |ln(I₂/I₁)| over neighbouring intervals, none of them 0; 2·ln 2 for a Poisson train. Davies, Gerstein and Baker 2006. */
export function intervalRatio(parts: readonly Float64Array[]): number {
  let [sum, count] = [0, 0];
  overPairs(parts, (a, b) => {
    if (a === 0 || b === 0) return 0;
    count++;
    sum += Math.abs(Math.log(b / a));
    return 0;
  });
  return sum / count;
}

/** SI: −½ × the mean of ln(4·I₁·I₂/(I₁ + I₂)²), intervals of 0 left out; 1 − ln 2 for a Poisson train. Shinomoto et al. 2005. */
export function irregularity(parts: readonly Float64Array[]): number {
  let [sum, count] = [0, 0];
  overPairs(parts, (a, b) => {
    if (a === 0 || b === 0) return 0;
    count++;
    sum -= 0.5 * Math.log((4 * a * b) / (a + b) ** 2);
    return 0;
  });
  return sum / count;
}

/** Third moment about the mean over the cube of the SD; 2 for a Poisson train's intervals. */
export function skewness(values: Float64Array): number {
  const middle = mean(values);
  return mean(values.map((value) => (value - middle) ** 3)) / deviation(values, middle) ** 3;
}

/** Counts per bin of ln(interval), `perDecade` bins for a power of ten; intervals of 0 are left out. */
function logHistogram(intervals: Float64Array, perDecade: number): Map<number, number> {
  const counts = new Map<number, number>();
  for (const interval of intervals) {
    if (interval === 0) continue;
    const bin = Math.floor(perDecade * Math.log10(interval));
    counts.set(bin, (counts.get(bin) ?? 0) + 1);
  }
  return counts;
}

/** Shannon's entropy, in bits, of intervals on a log scale: how unforeseeable the next interval is. */
export function logIntervalEntropy(intervals: Float64Array, perDecade: number): number {
  const counts = [...logHistogram(intervals, perDecade).values()];
  const all = counts.reduce((a, b) => a + b, 0);
  if (all === 0) return Number.NaN;
  return counts.reduce((bits, count) => bits - (count / all) * Math.log2(count / all), 0);
}

/** Middle of the fullest bin of intervals on a log scale; NaN without intervals. */
export function logIntervalMode(intervals: Float64Array, perDecade: number): number {
  let [best, most] = [Number.NaN, 0];
  for (const [bin, count] of logHistogram(intervals, perDecade))
    if (count > most || (count === most && bin < best)) [best, most] = [bin, count];
  return 10 ** ((best + 0.5) / perDecade);
}

/**
 * How much the autocorrelogram rises above its later part, −1 to 1: its highest bin up to 10 ms against its mean from 40
 * to 50 ms, their difference over the larger of the two. `counts` are bins of 1 ms from 0 on, at least 50. NaN where all
 * are empty. Royer et al. 2012, Nat. Neurosci. 15:769.
 */
export function burstIndex(counts: ArrayLike<number>): number {
  let [peak, base] = [0, 0];
  for (let ms = 0; ms < 10; ms++) peak = Math.max(peak, counts[ms]);
  for (let ms = 40; ms < 50; ms++) base += counts[ms] / 10;
  return (peak - base) / Math.max(peak, base);
}
