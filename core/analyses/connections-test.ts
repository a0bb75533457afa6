import {
  type CorrelogramEvent,
  type Deviations,
  eventsOf,
  poissonDeviations,
  runProbability,
} from '../kernels/correlogram-events.ts';
import { hollowGaussian, predictor } from '../kernels/hollow-gaussian.ts';
import { normalQuantile, normalTail } from '../kernels/normal-quantile.ts';
import { toZscore } from '../kernels/normalize-correlogram.ts';
import { ParameterError } from '../model/errors.ts';

export interface TestChoice {
  readonly test: 'stark' | 'kopelowitz';
  readonly pMax: number;
  readonly consecutiveBins: number;
  readonly binMs: number;
  readonly windowMs: number;
  readonly predictorSdMs: number;
  readonly binning: 'centred' | 'npyx';
  /** Events must stand without those of the other sign too, see `standing`; the published test alone when absent. */
  readonly beside?: boolean;
}

export interface Tested {
  readonly events: readonly CorrelogramEvent[];
  readonly probability: number;
}

/**
 * The test of one sign on correlograms of `bins` bins. Throws ParameterError when the window is too short for the
 * predictor, or so long that chance alone gives runs of `consecutiveBins`.
 */
export function correlogramTest(
  { test, pMax, consecutiveBins, binMs, windowMs, predictorSdMs, binning, beside = false }: TestChoice,
  bins: number,
): (counts: Float64Array, sign: 1 | -1) => Tested {
  if (bins < consecutiveBins + 2)
    throw new ParameterError(
      `consecutiveBins: ${consecutiveBins} in a row do not fit between the ends of ${bins} bins; choose fewer, smaller bins or a longer window`,
    );
  if (test === 'kopelowitz') return kopelowitz(pMax, consecutiveBins, windowMs / binMs, binning === 'npyx');
  const sigma = Math.floor(predictorSdMs / binMs + 1e-9);
  if (sigma < 1)
    throw new ParameterError(
      `predictorSdMs: ${predictorSdMs} ms is less than a bin of ${binMs} ms; choose at least one bin`,
    );
  const taps = 6 * sigma + 1;
  if (bins < 1.5 * taps)
    throw new ParameterError(
      `windowMs: ${windowMs} ms of ${bins} bins are too short for a predictor of ${predictorSdMs} ms SD, which needs ${Math.ceil(1.5 * taps)} bins, ${Number((Math.ceil(1.5 * taps) * binMs).toPrecision(6))} ms; choose a longer window or a smaller predictorSdMs`,
    );
  return stark(pMax, consecutiveBins, hollowGaussian(sigma), beside);
}

function stark(pMax: number, consecutive: number, weights: Float64Array, beside: boolean) {
  let last: { counts: Float64Array; predicted: Float64Array } | undefined;
  const test = (counts: Float64Array, predicted: Float64Array, sign: 1 | -1): Tested => {
    const found = poissonDeviations(counts, predicted, sign);
    return tested(found, (bin) => found.probability[bin]! <= pMax, consecutive);
  };
  return (counts: Float64Array, sign: 1 | -1): Tested => {
    // Both signs of a pair are tested one after the other, on one prediction.
    if (last?.counts !== counts) last = { counts, predicted: predictor(counts, weights) };
    const { predicted } = last;
    const found = test(counts, predicted, sign);
    if (!beside || found.events.length === 0) return found;
    const others = test(counts, predicted, sign > 0 ? -1 : 1).events;
    if (others.length === 0) return found;
    return standing(found, test(counts, predictedWithout(others, counts, predicted, weights), sign));
  };
}

/**
 * What is predicted when the events are as high as predicted: a large peak raises the prediction around it, a deep trough
 * lowers it. Done twice, because the prediction in the event is off as well.
 */
function predictedWithout(
  events: readonly CorrelogramEvent[],
  counts: Float64Array,
  predicted: Float64Array,
  weights: Float64Array,
): Float64Array {
  const without = (now: Float64Array): Float64Array => {
    const level = counts.slice();
    for (const { first, last } of events) level.set(now.subarray(first, last + 1), first);
    return predictor(level, weights);
  };
  return without(without(predicted));
}

/** The events that are found again, and how likely chance is to give both: no more than either alone tells. */
function standing(found: Tested, again: Tested): Tested {
  const events = found.events.filter(({ first, last }) =>
    again.events.some((other) => other.first <= last && other.last >= first),
  );
  return { events, probability: Math.max(found.probability, again.probability) };
}

function kopelowitz(pMax: number, consecutive: number, bins: number, asNpyx: boolean) {
  const byChance = expectedRuns(pMax, consecutive, bins);
  if (byChance !== null && byChance >= pMax)
    throw new ParameterError(
      `pMax: at ${pMax} a flat correlogram of ${Math.round(bins)} bins is expected to have ${byChance.toPrecision(2)} runs of ${consecutive} bins by chance; choose a smaller pMax, more consecutiveBins or fewer bins`,
    );
  const threshold = normalQuantile(pMax / 2);
  return (counts: Float64Array, sign: 1 | -1): Tested => {
    const deviation = toZscore(counts, asNpyx);
    const probability = deviation.map((z) => (sign * z > 0 ? 2 * normalTail(Math.abs(z)) : 1));
    return tested({ deviation, probability }, (bin) => sign * deviation[bin]! >= threshold, consecutive);
  };
}

/** Runs of two or three that chance gives in a flat correlogram of n bins (Kopelowitz & Cohen 2014); null for other lengths. */
function expectedRuns(p: number, consecutive: number, n: number): number | null {
  if (consecutive === 2) return (p * (p * n - 2) ** 2) / (4 * (n - 1));
  if (consecutive === 3) return (p * (p * n - 2) * (p * n - 4)) / (8 * (n - 1));
  return null;
}

const tested = (
  { deviation, probability }: Deviations,
  beyond: (bin: number) => boolean,
  consecutive: number,
): Tested => {
  const events = eventsOf(deviation, beyond, consecutive);
  return { events, probability: runProbability(probability, consecutive) };
};
