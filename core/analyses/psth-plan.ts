import { gaussianKernel, type SmoothingKernel } from '../kernels/smooth.ts';
import { identityKernel, type TrialGrid } from '../kernels/trial-sums.ts';
import { ParameterError } from '../model/errors.ts';
import { binCount, edgesMs, trialGrid } from './event-grid.ts';
import { recordedStretches } from './event-trials.ts';
import type { PsthParams } from './psth-params.ts';
import type { Span } from './recorded-spans.ts';

/** What all units and kinds of events share. */
export interface Plan {
  readonly params: PsthParams;
  readonly sampleRateHz: number;
  readonly recorded: readonly (readonly [number, number])[];
  readonly edgesMs: Float64Array;
  readonly grid: TrialGrid;
  readonly baseline: TrialGrid | null;
  /** The kernel of finished curves, where npyx's smoothing is asked for. */
  readonly after: SmoothingKernel | null;
}

/** Throws ParameterError for windows, bins, kernels and baselines that do not go together. */
export function planOf(params: PsthParams, sampleRateHz: number, [firstSample, sampleCount]: Span): Plan {
  const { binMs, windowMs, smoothMs, kernel: shape, smoothing, zscore, subtractBaseline } = params;
  if (!windowMs) throw new ParameterError('windowMs: none given, expected two ends such as -1000:1000');
  if (zscore !== 'none' && subtractBaseline)
    throw new ParameterError('subtractBaseline: not together with zscore, which subtracts the baseline too');
  const count = binCount('windowMs', windowMs, binMs, sampleRateHz);
  const kernel =
    smoothMs > 0 && shape !== 'none' ? gaussianKernel(smoothMs / binMs, shape === 'causal') : identityKernel;
  const isAfter = smoothing === 'npyx' && kernel !== identityKernel;
  if (kernel.weights.length > count)
    throw new ParameterError(
      `smoothMs: a kernel of ${smoothMs} ms reaches over ${kernel.weights.length * binMs} ms, more than the windowMs ${windowMs.join(':')}`,
    );
  return {
    params,
    sampleRateHz,
    recorded: recordedStretches(params.periodsS, sampleRateHz, sampleCount, firstSample),
    edgesMs: edgesMs(windowMs[0], count, binMs),
    grid: trialGrid(windowMs[0], count, binMs, sampleRateHz, isAfter ? identityKernel : kernel),
    baseline: zscore !== 'none' || subtractBaseline ? baselineGrid(params, windowMs, sampleRateHz) : null,
    after: isAfter ? kernel : null,
  };
}

function baselineGrid(
  { baselineMs, binMs }: PsthParams,
  windowMs: readonly [number, number],
  sampleRateHz: number,
): TrialGrid {
  if (!baselineMs && windowMs[0] >= 0)
    throw new ParameterError(
      `baselineMs: the window ${windowMs.join(':')} has nothing before the event; expected a baseline such as -500:0`,
    );
  const [from, to] = baselineMs ?? [windowMs[0], Math.min(0, windowMs[1])];
  return trialGrid(from, binCount('baselineMs', [from, to], binMs, sampleRateHz), binMs, sampleRateHz);
}
