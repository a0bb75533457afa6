import { bisectLeft } from '../kernels/bisect.ts';
import {
  falsePositiveInterval,
  hillFalsePositiveRate,
  llobetFalsePositiveRate,
  npyxFalsePositiveRate,
} from '../kernels/false-positive-rate.ts';
import { fitCutGaussian } from '../kernels/fit-cut-gaussian.ts';
import { intervalsOf } from '../kernels/interspike-intervals.ts';
import { mean, quantileOfSorted } from '../kernels/moments.ts';
import { shortIntervals, shortPairs } from '../kernels/short-intervals.ts';
import type { Window } from '../kernels/sliding-windows.ts';
import { missedFraction } from '../kernels/truncated-gaussian.ts';
import type { CleanTrainParams, QualityWindow } from './clean-train-params.ts';

/** Judges the spikes of one train in a window of a stretch that was observed, which a window may reach past. */
export type Judge = (window: Window, observed: Window) => QualityWindow;

interface Judged {
  readonly train: Float64Array;
  readonly amplitudes: Float64Array | null;
  readonly sampleRateHz: number;
}

/** Our estimates, from the rate in the window itself. */
export function localJudge({ train, amplitudes, sampleRateHz }: Judged, params: CleanTrainParams): Judge {
  const [refractory, censored] = [params.violationsMs, params.censoredMs].map(
    (ms) => (ms * sampleRateHz) / 1000,
  ) as [number, number];
  const hill = params.estimator === 'hill';
  const estimate = hill ? hillFalsePositiveRate : llobetFalsePositiveRate;
  const violationsIn = hill ? shortIntervals : shortPairs;
  return ([start, end], observed) => {
    // One that reaches past the end would have few spikes to tell from: it is judged by as long a stretch before the end.
    const seenEnd = Math.min(end, observed[1]);
    const seenStart = Math.max(observed[0], seenEnd - (end - start));
    const [first, last] = [bisectLeft(train, seenStart), bisectLeft(train, seenEnd)];
    const spikes = last - first;
    const judged = spikes >= params.minimumSpikeCount;
    const facts = {
      violations: violationsIn(train, first, last, refractory, censored),
      spikes,
      duration: seenEnd - seenStart,
      refractory,
      censored,
    };
    const [low, high] = judged ? falsePositiveInterval(estimate, facts) : [Number.NaN, Number.NaN];
    const missed = judged && amplitudes ? missedFraction(amplitudes.subarray(first, last)) : undefined;
    return {
      startS: start / sampleRateHz,
      endS: end / sampleRateHz,
      spikeCount: spikes,
      falsePositiveRate: judged ? estimate(facts) : Number.NaN,
      falsePositiveLow: low,
      falsePositiveHigh: high,
      falseNegativeRate: missed?.missed ?? Number.NaN,
    };
  };
}

/** npyx's, with the rate of the whole train, which has to have more than 300 spikes; a window needs more than 15. */
export function npyxJudge({ train, amplitudes, sampleRateHz }: Judged, params: CleanTrainParams): Judge {
  const refractory = (params.violationsMs * sampleRateHz) / 1000;
  // In seconds, whose rounding decides in npyx whether an interval of exactly that time is shorter.
  const seconds = train.map((sample) => sample / sampleRateHz);
  const rate = npyxMeanRateHz(train, sampleRateHz) / sampleRateHz;
  return ([start, end]) => {
    const last = bisectLeft(train, end);
    const closed = bisectLeft(train, start);
    let first = closed;
    while (first < last && train[first] === start) first++;
    const enough = (from: number) => train.length > 300 && last - from > 15;
    const violations = shortIntervals(seconds, first, last, params.violationsMs / 1000);
    return {
      startS: start / sampleRateHz,
      endS: end / sampleRateHz,
      spikeCount: last - first,
      falsePositiveRate: enough(first)
        ? npyxFalsePositiveRate(violations, last - first, refractory, rate)
        : Number.NaN,
      falsePositiveLow: Number.NaN,
      falsePositiveHigh: Number.NaN,
      falseNegativeRate:
        amplitudes && enough(closed)
          ? (fitCutGaussian(amplitudes.slice(closed, last))?.belowCut ?? Number.NaN)
          : Number.NaN,
    };
  };
}

/** One over the mean interval without the longest 0.5 %, rounded to 0.01 Hz. */
function npyxMeanRateHz(train: Float64Array, sampleRateHz: number): number {
  const intervals = intervalsOf([train]);
  const limit = quantileOfSorted(intervals.toSorted(), 0.995);
  return Math.round((100 * sampleRateHz) / mean(intervals.filter((interval) => interval <= limit))) / 100;
}
