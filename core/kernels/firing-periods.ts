import { deviation } from './moments.ts';

/** Runs of bins in which `rate` is at least `threshold`, as [first, end) bins; none where it never is. */
export function runsAbove(rate: ArrayLike<number>, threshold: number): [first: number, end: number][] {
  const runs: [number, number][] = [];
  for (let i = 0; i < rate.length; i++) {
    if (!(rate[i] >= threshold)) continue;
    const first = i;
    while (i < rate.length && rate[i] >= threshold) i++;
    runs.push([first, i]);
  }
  return runs;
}

/**
 * The steadiest stretch of `length` bins, as [first, end), or undefined where there is none. The rate is asked to stay
 * above nine tenths of `typical`; while no run is that long, above less, down to `least` of it. Of the runs long enough
 * at the first such level the one whose rate varies least (SD) is taken, and its beginning returned.
 */
export function steadiestRun(
  rate: Float64Array,
  typical: number,
  length: number,
  least = 0.4,
): [first: number, end: number] | undefined {
  // In hundredths, because 0.9 − 10 × 0.05 is not 0.4 in binary fractions.
  for (let level = 90; level >= 100 * least; level -= 5) {
    const long = runsAbove(rate, (level / 100) * typical).filter(([first, end]) => end - first >= length);
    const spread = long.map(([first, end]) => deviation(rate.subarray(first, end)));
    const best = spread.indexOf(Math.min(...spread));
    const run = long[best];
    if (run) return [run[0], run[0] + length];
  }
  return undefined;
}
