import { binSpikes } from '../kernels/bin-spikes.ts';
import { divide, exactRatio, floorRatio, multiply, type Ratio } from '../kernels/exact-ratio.ts';
import { runsAbove, steadiestRun } from '../kernels/firing-periods.ts';
import { intervalsOf, localVariations, trainWithin } from '../kernels/interspike-intervals.ts';
import { deviation, mean, quantileOfSorted } from '../kernels/moments.ts';
import { gaussianKernel, smooth } from '../kernels/smooth.ts';
import { ParameterError } from '../model/errors.ts';
import { defineAnalysis } from './analysis.ts';
import { rateFigure } from './firing-rate-figure.ts';
import { type FiringRates, firingRateParams } from './firing-rate-params.ts';
import {
  chosenTrains,
  type GatheredTrains,
  gatherTrains,
  observedTime,
  timeTogether,
} from './gathered-trains.ts';
import type { Span } from './recorded-spans.ts';

/** As many values as fit into 400 MB. */
const mostValues = 50_000_000;
/** SD of the smoothing in bins: with more, 100 000 spikes take longer than ten seconds. */
const mostSmoothing = 10_000;

export const firingRate = defineAnalysis({
  id: 'firing-rate',
  version: 2,
  title: 'Firing rate',
  summary:
    'Mean rates by N/T and by npyx’s rule, regularity, the smoothed rate over time, and when a unit fires steadily.',
  npyx: [
    'mfr',
    'mean_firing_rate',
    'mean_inst_firing_rate',
    'inst_firing_rate',
    'coefficient_of_variation',
    'inst_cv2',
    'firing_periods',
    'get_firing_periods',
    'find_stable_recording_period',
  ],
  method:
    '`overallHz` is spikes over observed time, on a merged dataset that in which the unit’s probe recorded. `meanHz` is 1 over the mean interval without the longest ones, npyx’s rule, which passes over silences. The rate over time counts spikes in whole bins from the start of each period on and smooths them with a Gaussian cut at 4 SD, whose signal goes on beyond its ends as its mirror image. The unit is firing where that rate reaches a share of `meanHz`. The steadiest stretch is the start of the run, above the highest of 90 … 40 % of `meanHz` that any run of the length wanted keeps, whose rate varies least; where there is none, a shorter one is looked for, a tenth at a time.',
  references: ['Holt, Softky, Koch and Douglas 1996, J. Neurophysiol. 75:1806'],
  target: 'units',
  needs: ['sorting'],
  params: firingRateParams,

  gather: gatherTrains,

  compute(inputs: GatheredTrains, params, { warn, progress, signal }): FiringRates {
    const chosen = chosenTrains(inputs, params);
    const { units, trains, sampleRateHz } = chosen;
    const time = observedTime(chosen, params.periodsS);
    const { ranges, seconds } = time;
    const own = units.map((_, i) => timeTogether(time, chosen, i));
    const grid = binGrid(ranges, params.binMs, sampleRateHz);
    if (grid.binCount * units.length > mostValues)
      throw new ParameterError(
        `binMs: ${params.binMs} ms makes ${grid.binCount} bins for each of ${units.length} units, at most ${mostValues} values in all; take wider bins, fewer units or shorter periods`,
      );
    if (params.smoothMs > mostSmoothing * params.binMs)
      throw new ParameterError(
        `binMs: ${params.binMs} ms is too fine for smoothing by ${params.smoothMs} ms; take bins of at least ${params.smoothMs / mostSmoothing} ms`,
      );
    if (grid.binCount === 0)
      warn(`no whole bin of ${params.binMs} ms in the time observed, so no rate over time`);
    const coarse = binGrid(ranges, 1000, sampleRateHz);
    const parts = trains.map((train) => trainWithin(train, ranges));
    const trimmed = parts.map((part) => withoutLongest(intervalsOf(part), params.excludedLongestPercent));
    const meanHz = trimmed.map((intervals) => sampleRateHz / mean(intervals));
    const rates = units.map((_, i) => {
      signal.throwIfAborted();
      progress((i + 0.5) / units.length);
      const check = () => signal.throwIfAborted();
      const fine = { ...params, causal: params.kernel === 'causal' };
      return {
        fine: ratesOf(trains[i]!, grid, fine, check, chosen.spans?.[i]),
        coarse: ratesOf(
          trains[i]!,
          coarse,
          { binMs: 1000, smoothMs: 10_000, causal: false },
          check,
          chosen.spans?.[i],
        ),
      };
    });
    const firing = rates.map(({ fine }, i) =>
      fine.flatMap(({ rateHz, firstBinS }) =>
        runsAbove(rateHz, (params.firingThresholdPercent / 100) * meanHz[i]!).map(
          ([first, end]) =>
            [firstBinS + (first * params.binMs) / 1000, firstBinS + (end * params.binMs) / 1000] as const,
        ),
      ),
    );
    return {
      units,
      sampleRateHz,
      durationS: inputs.durationS,
      observedS: seconds,
      spikeCounts: trains.map(({ length }) => length),
      overallHz: trains.map(({ length }, i) => length / (own[i]!.seconds || Number.NaN)),
      meanHz,
      meanInstantaneousHz: trimmed.map((intervals) => mean(intervals.map((each) => sampleRateHz / each))),
      cv: trimmed.map((intervals) => deviation(intervals) / mean(intervals)),
      cv2: parts.map((part) => mean(localVariations(part).filter((value) => !Number.isNaN(value)))),
      timesS: Float64Array.from(
        grid.stretches.flatMap(({ startS, binCount }) =>
          Array.from({ length: binCount }, (_, k) => startS + ((k + 0.5) * params.binMs) / 1000),
        ),
      ),
      rateHz: rates.map(({ fine }) => joined(fine.map(({ rateHz }) => rateHz))),
      firingS: firing.map((runs) => runs.map(([start, end]): [number, number] => [start, end])),
      stableS: rates.map(({ coarse }, i) => steadiest(coarse, meanHz[i]!, params.stableS)),
    };
  },

  draw: rateFigure,

  toJson: (result) => ({
    units: result.units,
    spikeCounts: result.spikeCounts,
    observedS: result.observedS,
    overallHz: result.overallHz,
    meanHz: result.meanHz,
    meanInstantaneousHz: result.meanInstantaneousHz,
    cv: result.cv,
    cv2: result.cv2,
    firingPeriodsS: result.firingS,
    stablePeriodS: result.stableS,
    timesS: [...result.timesS],
    rateHz: result.rateHz.map((rates) => [...rates]),
  }),

  toTable: (result) => ({
    unit: [...result.units],
    spikeCount: [...result.spikeCounts],
    overallHz: [...result.overallHz],
    meanHz: [...result.meanHz],
    meanInstantaneousHz: [...result.meanInstantaneousHz],
    cv: [...result.cv],
    cv2: [...result.cv2],
    stableStartS: result.stableS.map((period) => period?.[0] ?? null),
    stableEndS: result.stableS.map((period) => period?.[1] ?? null),
  }),
});

interface Stretch {
  readonly start: number;
  readonly startS: number;
  readonly binCount: number;
}
interface Grid {
  readonly width: Ratio;
  readonly stretches: readonly Stretch[];
  readonly binCount: number;
}

/** Whole bins from the start of each range on. Throws ParameterError for bins shorter than a sample. */
function binGrid(ranges: readonly (readonly [number, number])[], binMs: number, sampleRateHz: number): Grid {
  const width = divide(multiply(exactRatio(binMs), exactRatio(sampleRateHz)), exactRatio(1000));
  if (width.numerator < width.denominator)
    throw new ParameterError(
      `binMs: ${binMs} ms is below one sample, ${(1000 / sampleRateHz).toFixed(4)} ms at ${sampleRateHz} Hz`,
    );
  const stretches = ranges.map(
    ([start, end]): Stretch => ({
      start,
      startS: start / sampleRateHz,
      binCount: floorRatio(divide({ numerator: BigInt(end - start), denominator: 1n }, width)),
    }),
  );
  return { width, stretches, binCount: stretches.reduce((sum, { binCount }) => sum + binCount, 0) };
}

/** The smoothed rate in each stretch, which knows nothing of the others. */
function ratesOf(
  train: Float64Array,
  grid: Grid,
  { binMs, smoothMs, causal }: { binMs: number; smoothMs: number; causal: boolean },
  check: () => void,
  span?: Span,
) {
  const kernel = smoothMs > 0 ? gaussianKernel(smoothMs / binMs, causal) : undefined;
  return grid.stretches.map(({ start, startS, binCount }) => {
    const counts = binSpikes(train, start, grid.width, binCount);
    const [first, last] = span ? binsWithin(span, start, binCount, grid.width) : [0, binCount];
    const seen = counts.subarray(first, last);
    const smoothed = kernel ? smooth(seen, kernel, check) : Float64Array.from(seen);
    const rateHz = new Float64Array(binCount).fill(Number.NaN);
    rateHz.set(
      smoothed.map((count) => (count * 1000) / binMs),
      first,
    );
    return { firstBinS: startS, rateHz };
  });
}

/** The whole bins of a stretch in which a probe was recording; the rate of others is not known. */
function binsWithin(span: Span, start: number, binCount: number, width: Ratio): [number, number] {
  const perBin = Number(width.numerator) / Number(width.denominator);
  const [first, last] = span.map((sample) => (sample - start) / perBin) as [number, number];
  const from = Math.min(binCount, Math.max(0, Math.ceil(first)));
  return [from, Math.max(from, Math.min(binCount, Math.floor(last)))];
}

/** npyx keeps the intervals up to the quantile 1 − q of them. */
function withoutLongest(intervals: Float64Array, percent: number): Float64Array {
  const limit = quantileOfSorted(intervals.toSorted(), 1 - percent / 100);
  return intervals.filter((interval) => interval <= limit);
}

/** The steadiest of what each stretch has to offer; a shorter one, by tenths, while there is none that long. */
function steadiest(
  stretches: readonly { firstBinS: number; rateHz: Float64Array }[],
  typicalHz: number,
  targetS: number,
): [number, number] | null {
  for (let length = Math.round(targetS); length >= 2; length = Math.floor(length * 0.9)) {
    const found = stretches.flatMap(({ firstBinS, rateHz }) => {
      const run = steadiestRun(rateHz, typicalHz, length);
      return run ? [{ run, firstBinS, spread: deviation(rateHz.subarray(run[0], run[1])) }] : [];
    });
    const best = found.reduce<(typeof found)[number] | undefined>(
      (a, b) => (a && a.spread <= b.spread ? a : b),
      undefined,
    );
    if (best) return [best.firstBinS + best.run[0], best.firstBinS + best.run[1]];
  }
  return null;
}

function joined(parts: readonly Float64Array[]): Float64Array {
  if (parts.length === 1) return parts[0]!;
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
