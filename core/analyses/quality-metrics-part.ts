import { amplitudeCutoff } from '../kernels/amplitude-cutoff.ts';
import { bisectLeft } from '../kernels/bisect.ts';
import { enforceRefractory } from '../kernels/enforce-refractory.ts';
import {
  falsePositiveInterval,
  hillFalsePositiveRate,
  llobetFalsePositiveRate,
  npyxFalsePositiveRate,
} from '../kernels/false-positive-rate.ts';
import { intervalsOf, trainWithin } from '../kernels/interspike-intervals.ts';
import { valueOfRank } from '../kernels/median.ts';
import { mean, quantileOfSorted } from '../kernels/moments.ts';
import { countTrain, percentileRange, presenceRatio, type TrainCounts } from '../kernels/train-counts.ts';
import { fitTruncatedGaussian } from '../kernels/truncated-gaussian.ts';
import type { ObservedTime } from './gathered-trains.ts';
import type { MetricName, QualityParams } from './quality-params.ts';
import { at } from './sorted-units.ts';

/** Where a unit's spikes and amplitudes are among those of all units: shared memory, read by the thread that needs it. */
export interface UnitSpikes {
  readonly samples: Float64Array;
  readonly ids: Uint32Array;
  readonly amplitudes: Float64Array | null;
  readonly amplitudeIds: Uint32Array;
  /** When its probe was listened to: [start, end) in samples. */
  readonly observed: ObservedTime;
}

/** Units whose metrics are computed together, on one thread. */
export interface QualityPart {
  readonly units: readonly UnitSpikes[];
  readonly sampleRateHz: number;
  readonly params: Pick<
    QualityParams,
    'refractoryMs' | 'censoredMs' | 'presenceBinS' | 'rateBinS' | 'periodsS' | 'estimator'
  >;
}

export type TrainMetrics = Readonly<
  Record<Exclude<MetricName, 'snr' | 'driftPeakToPeakUm' | 'driftSdUm' | 'driftMadUm'>, number>
> & { readonly spikeCount: number };

export const computeQualityPart = (part: QualityPart): TrainMetrics[] =>
  part.units.map(({ samples, ids, amplitudes, amplitudeIds, observed }) =>
    trainMetrics(at(samples, ids), amplitudes && at(amplitudes, amplitudeIds), observed, part),
  );

/** Bins of the presence ratio that a short recording has at least. */
const leastPresenceBins = 100;

function trainMetrics(
  train: Float64Array,
  amplitudes: Float64Array | null,
  { ranges, seconds: observedS }: ObservedTime,
  part: QualityPart,
): TrainMetrics {
  const { sampleRateHz, params } = part;
  const perMs = sampleRateHz / 1000;
  const { estimator } = params;
  const rule = estimator === 'npyx' ? 'npyx' : 'kept';
  const kept = at(train, enforceRefractory(train, params.censoredMs * perMs, rule));
  const observed = observedS * sampleRateHz;
  const presenceBin =
    estimator === 'npyx'
      ? ranges.reduce((sum, [start, end]) => sum + end - start, 0) / 99
      : Math.min(params.presenceBinS * sampleRateHz, observed / leastPresenceBins);
  const counting = {
    refractory: params.refractoryMs * perMs,
    ranges,
    presenceBin,
    rateBin: params.rateBinS * sampleRateHz,
  };
  const counts = countTrain(kept, counting);
  const spikeCount = countTrain(train, counting).spikes;
  const inside = amplitudes && insideRanges(train, amplitudes, ranges);
  return {
    spikeCount,
    rateHz: spikeCount / observedS,
    presenceRatio: presenceRatio(counts.presence) * (estimator === 'npyx' ? 0.99 : 1),
    isiViolationShare: counts.intervals > 0 ? counts.shortIntervals / counts.intervals : Number.NaN,
    ...contamination(counts, observed, params, perMs),
    ...(estimator === 'npyx' ? { isiViolationRatio: npyxViolationRatio(train, kept, ranges, part) } : {}),
    amplitudeCutoff: inside ? amplitudeCutoff(inside) : Number.NaN,
    missedShare: inside ? missedShare(inside) : Number.NaN,
    firingRangeHz: percentileRange(counts.rates, 5, 95) / params.rateBinS,
  };
}

function contamination(
  { spikes, shortIntervals, shortPairs }: TrainCounts,
  duration: number,
  params: QualityPart['params'],
  perMs: number,
) {
  if (spikes < 2)
    return {
      isiViolationRatio: Number.NaN,
      hillContamination: Number.NaN,
      llobetContamination: Number.NaN,
      llobetLow: Number.NaN,
      llobetHigh: Number.NaN,
    };
  const refractory = params.refractoryMs * perMs;
  const censored = params.censoredMs * perMs;
  const of = { violations: shortIntervals, spikes, duration, refractory, censored };
  const pairs = { ...of, violations: shortPairs };
  const [llobetLow, llobetHigh] = falsePositiveInterval(llobetFalsePositiveRate, pairs);
  return {
    isiViolationRatio: (shortIntervals * duration) / (2 * spikes ** 2 * (refractory - censored)),
    hillContamination: hillFalsePositiveRate(of),
    llobetContamination: llobetFalsePositiveRate(pairs),
    llobetLow,
    llobetHigh,
  };
}

/**
 * Violations of the observed stretches over npyx's rate of the whole train, which leaves out long intervals (D47). npyx
 * counts what lies strictly inside, and compares seconds: whether an interval of exactly the refractory time is shorter is for the last binary digit to say.
 */
function npyxViolationRatio(
  train: Float64Array,
  kept: Float64Array,
  ranges: ObservedTime['ranges'],
  { sampleRateHz, params }: QualityPart,
): number {
  const all = intervalsOf([train]);
  const limit = quantileOfSorted(all.slice().sort(), 0.995);
  const rateHz = sampleRateHz / mean(all.filter((interval) => interval <= limit));
  const parts = trainWithin(
    kept,
    ranges.map(([start, end]) => [start + 1, end - (params.periodsS ? 0 : 1)] as const),
  );
  let violations = 0;
  for (const part of parts)
    for (let i = 1; i < part.length; i++)
      if (part[i]! / sampleRateHz - part[i - 1]! / sampleRateHz < params.refractoryMs / 1000) violations++;
  const spikes = parts.reduce((sum, { length }) => sum + length, 0);
  const refractoryS = (params.refractoryMs - params.censoredMs) / 1000;
  return npyxFalsePositiveRate(violations, spikes, refractoryS, Math.round(100 * rateHz) / 100);
}

/** Below this many spikes a fit says nothing. */
const fewestAmplitudes = 50;

/** Share of a Gaussian, fitted above the first percentile of the amplitudes, of which less was found than it has. */
function missedShare(amplitudes: Float64Array): number {
  const { length } = amplitudes;
  if (length < fewestAmplitudes) return Number.NaN;
  const fit = fitTruncatedGaussian(amplitudes, valueOfRank(amplitudes.slice(), Math.floor(0.01 * length)));
  return fit ? Math.max(0, 1 - (length * (1 - fit.belowCut)) / fit.count) : Number.NaN;
}

function insideRanges(
  train: Float64Array,
  amplitudes: Float64Array,
  ranges: ObservedTime['ranges'],
): Float64Array {
  const spans = ranges.map(([start, end]) => [bisectLeft(train, start), bisectLeft(train, end)] as const);
  const [only] = spans;
  if (spans.length === 1 && only) return amplitudes.subarray(...only);
  return Float64Array.from(spans.flatMap((span) => [...amplitudes.subarray(...span)]));
}
