import { inverseLowerGamma } from './incomplete-gamma.ts';

/** What a contamination is estimated from; times in samples. */
export interface Violations {
  /** Intervals (Hill) or pairs of spikes (Llobet) shorter than `refractory` and not within `censored`. */
  readonly violations: number;
  readonly spikes: number;
  readonly duration: number;
  readonly refractory: number;
  /** Time after a spike in which the sorter finds no other; 0 for none. */
  readonly censored?: number;
}

/**
 * Share of spikes that come from one other neuron, at most 0.5: the lower root f of
 * f·(1 − f) = v·T / (2·(τ − τc)·N²), and 0.5 where there are more violations than two equal neurons make.
 * Violations are intervals between neighbouring spikes. NaN without spikes.
 * Hill, Mehta and Kleinfeld 2011, J. Neurosci. 31:8699.
 */
export function hillFalsePositiveRate({
  violations,
  spikes,
  duration,
  refractory,
  censored = 0,
}: Violations): number {
  const product = (violations * duration) / (2 * (refractory - censored) * spikes ** 2);
  return product > 0.25 ? 0.5 : (1 - Math.sqrt(1 - 4 * product)) / 2;
}

/**
 * Share of spikes that come from many other neurons, 0 to 1: f = 1 − √(1 − v·(T − 2·N·τc) / (N²·(τ − τc))), and 1 where
 * there are as many violations as without any refractory period. Violations are pairs of spikes, neighbours or not.
 * NaN without spikes. Llobet, Wyngaard and Barbour 2022, bioRxiv 2022.02.08.479192.
 */
export function llobetFalsePositiveRate({
  violations,
  spikes,
  duration,
  refractory,
  censored = 0,
}: Violations): number {
  const share = (violations * (duration - 2 * spikes * censored)) / (spikes ** 2 * (refractory - censored));
  return share > 1 ? 1 : 1 - Math.sqrt(1 - share);
}

/**
 * npyx's rule: v / (2·n·τ) / R with the rate R of the whole train, in spikes per sample, and v and n of a window. Not
 * bounded by 1, and biased where the local rate is another than R.
 */
export const npyxFalsePositiveRate = (
  violations: number,
  spikes: number,
  refractory: number,
  rate: number,
): number => violations / (2 * spikes * refractory) / rate;

/**
 * The exact interval in which the mean of a Poisson count lies with probability `confidence`
 * (Garwood 1936, Biometrika 28:437): [0, 3.69] for a count of 0 and 95 %.
 */
export function poissonInterval(count: number, confidence = 0.95): [low: number, high: number] {
  const tail = (1 - confidence) / 2;
  return [count > 0 ? inverseLowerGamma(count, tail) : 0, inverseLowerGamma(count + 1, 1 - tail)];
}

/** The interval of an estimate that follows from the Poisson interval of its count of violations. */
export function falsePositiveInterval(
  estimate: (of: Violations) => number,
  of: Violations,
  confidence = 0.95,
): [low: number, high: number] {
  const [low, high] = poissonInterval(of.violations, confidence);
  return [estimate({ ...of, violations: low }), estimate({ ...of, violations: high })];
}
