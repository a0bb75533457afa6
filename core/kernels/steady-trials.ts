import { bisectLeft } from './bisect.ts';

export interface SteadyRule {
  /** The window is ± this many mean intervals of the unit, so that twice as many spikes are expected in it. */
  readonly halfIntervals: number;
  /** Instead of it, ± so many samples. */
  readonly halfSamples: number | null;
  /** A unit fires at this part of its mean rate or more. */
  readonly minRateFraction: number;
  /** No interval in the window is longer than so many mean intervals. */
  readonly maxIntervals: number;
  /** An event this many samples or fewer after the one before is not used. */
  readonly minGap: number;
}

/** npyx's rule at a sampling rate: 30 spikes expected, a tenth of the rate, no silence of 50 intervals, 100 ms apart. */
export const usualRule = (sampleRateHz: number): SteadyRule => ({
  halfIntervals: 15,
  halfSamples: null,
  minRateFraction: 0.1,
  maxIntervals: 50,
  minGap: 0.1 * sampleRateHz,
});

/**
 * For each event why it is not used, and the lowest part of its mean rate at which any unit fires around it. Verdicts: 0 it
 * is used, 1 too soon after another event, 2 too few spikes of a unit, 3 a silence of a unit.
 * `trains` ascend and hold no doublets; `spans` say when each was recorded, to which windows are cut.
 */
export function steadyTrials(
  trains: readonly Float64Array[],
  events: Float64Array,
  spans: readonly (readonly [start: number, end: number])[],
  rule: SteadyRule,
): { verdicts: Uint8Array; rateFractions: Float64Array } {
  const verdicts = new Uint8Array(events.length);
  const rateFractions = new Float64Array(events.length).fill(Number.POSITIVE_INFINITY);
  trains.forEach((train, unit) => {
    const [start, end] = spans[unit];
    const interval = (end - start) / train.length;
    const half = rule.halfSamples ?? rule.halfIntervals * interval;
    for (let e = 0; e < events.length; e++) {
      const from = Math.max(start, events[e] - half);
      const to = Math.min(end, events[e] + half);
      const [low, high] = [bisectLeft(train, from), bisectLeft(train, to)];
      const fraction = train.length === 0 || to <= from ? 0 : ((high - low) * interval) / (to - from);
      if (fraction < rateFractions[e]) rateFractions[e] = fraction;
      if (fraction < rule.minRateFraction) verdicts[e] = 2;
      else if (verdicts[e] === 0 && longest(train, low, high) > rule.maxIntervals * interval) verdicts[e] = 3;
    }
  });
  const order = Float64Array.from(events.keys()).sort((a, b) => events[a] - events[b]);
  for (let i = 1; i < order.length; i++)
    if (events[order[i]] - events[order[i - 1]] <= rule.minGap) verdicts[order[i]] = 1;
  return { verdicts, rateFractions };
}

function longest(train: Float64Array, low: number, high: number): number {
  let most = 0;
  for (let i = low + 1; i < high; i++) if (train[i] - train[i - 1] > most) most = train[i] - train[i - 1];
  return most;
}
