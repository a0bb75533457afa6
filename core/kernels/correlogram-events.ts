import { deficitProbability, excessProbability } from './poisson-tail.ts';

/** Bins `first … last` of a correlogram that lie beyond what chance gives. */
export interface CorrelogramEvent {
  readonly first: number;
  readonly last: number;
  /** Bin of the largest deviation within them. */
  readonly peak: number;
  /** Deviation there, negative for a trough. */
  readonly amplitude: number;
  /** Mean deviation over the bins. */
  readonly mean: number;
  /** −mean ln φ(|deviation|), φ the standard normal density. */
  readonly entropy: number;
}

/** Deviation of each bin from its prediction, and how likely chance is to give at least as much. */
export interface Deviations {
  readonly deviation: Float64Array;
  readonly probability: Float64Array;
}

/**
 * Bin by bin against a Poisson count of mean `predicted` (Stark & Abeles 2009): (count − mean) / √mean and the
 * continuity-corrected probability of an excess, or of a deficit for `sign` −1. Counts on the other side of their
 * prediction have probability 1, which saves most of the time.
 */
export function poissonDeviations(
  counts: ArrayLike<number>,
  predicted: Float64Array,
  sign: 1 | -1,
): Deviations {
  const deviation = new Float64Array(counts.length);
  const probability = new Float64Array(counts.length).fill(1);
  const tail = sign > 0 ? excessProbability : deficitProbability;
  for (let bin = 0; bin < counts.length; bin++) {
    const mean = predicted[bin];
    deviation[bin] = mean > 0 ? (counts[bin] - mean) / Math.sqrt(mean) : 0;
    if (sign * (counts[bin] - mean) > 0) probability[bin] = tail(counts[bin], mean);
  }
  return { deviation, probability };
}

/** Runs of at least `consecutive` bins for which `beyond` holds and which touch neither end of the correlogram. */
export function eventsOf(
  deviation: Float64Array,
  beyond: (bin: number) => boolean,
  consecutive: number,
): CorrelogramEvent[] {
  const events: CorrelogramEvent[] = [];
  let start = -1;
  for (let bin = 0; bin <= deviation.length; bin++) {
    const inside = bin < deviation.length && beyond(bin);
    if (inside && start < 0) start = bin;
    if (inside || start < 0) continue;
    if (start > 0 && bin < deviation.length && bin - start >= consecutive)
      events.push(eventAt(deviation, start, bin - 1));
    start = -1;
  }
  return events;
}

function eventAt(deviation: Float64Array, first: number, last: number): CorrelogramEvent {
  let peak = first;
  let sum = 0;
  let entropy = 0;
  for (let bin = first; bin <= last; bin++) {
    if (Math.abs(deviation[bin]) > Math.abs(deviation[peak])) peak = bin;
    sum += deviation[bin];
    entropy += 0.5 * Math.log(2 * Math.PI) + deviation[bin] ** 2 / 2;
  }
  const bins = last - first + 1;
  return { first, last, peak, amplitude: deviation[peak], mean: sum / bins, entropy: entropy / bins };
}

/**
 * How likely chance is to give a run of `consecutive` bins anywhere in the correlogram, each at most as probable as the
 * least extraordinary bin of the most extraordinary run found: min(1, places × p^consecutive), by Bonferroni over the
 * places and taking bins for independent.
 */
export function runProbability(probability: Float64Array, consecutive: number): number {
  const places = probability.length - consecutive - 1;
  let least = 1;
  for (let start = 1; start <= places; start++) {
    let worst = 0;
    for (let bin = start; bin < start + consecutive; bin++) worst = Math.max(worst, probability[bin]);
    least = Math.min(least, worst);
  }
  return Math.min(1, Math.max(0, places) * least ** consecutive);
}

/**
 * Which of some probabilities are significant when the expected share of false ones among them is to be at most `rate`
 * (Benjamini & Hochberg 1995); `total` comparisons were made, those not listed having probability 1.
 */
export function falseDiscoveryLimit(probabilities: readonly number[], rate: number, total: number): number {
  const sorted = [...probabilities].sort((a, b) => a - b);
  let limit = 0;
  sorted.forEach((probability, i) => {
    if (probability <= (rate * (i + 1)) / total) limit = probability;
  });
  return limit;
}
