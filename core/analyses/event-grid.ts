import { nearlyWhole } from '../kernels/nearly-whole.ts';
import type { SmoothingKernel } from '../kernels/smooth.ts';
import { identityKernel, reachOf, type TrialGrid } from '../kernels/trial-sums.ts';
import { ParameterError } from '../model/errors.ts';

/** More bins than this are a mistyped width. */
const mostBins = 200_000;

/**
 * Number of bins in a window around events. Throws ParameterError when a bin is longer than the window or when the window
 * is no whole number of bins: cutting it short, or reaching beyond it, would say something else than was asked.
 */
export function binCount(
  name: string,
  [from, to]: readonly [number, number],
  binMs: number,
  sampleRateHz: number,
): number {
  if (binMs * sampleRateHz < 1000 - 1e-6)
    throw new ParameterError(
      `binMs: ${binMs} ms is below one sample, ${(1000 / sampleRateHz).toFixed(4)} ms at ${sampleRateHz} Hz`,
    );
  const length = Number((to - from).toPrecision(12));
  if (binMs > length)
    throw new ParameterError(`binMs: ${binMs} ms is longer than the ${name} ${from}:${to} of ${length} ms`);
  const count = length / binMs;
  const whole = Math.round(count);
  if (Math.abs(count - whole) > 1e-6)
    throw new ParameterError(
      `${name}: ${from}:${to} is ${Number(count.toFixed(2))} bins of ${binMs} ms, expected a whole number such as ${from}:${tidy(from + Math.ceil(count) * binMs)}`,
    );
  if (whole > mostBins)
    throw new ParameterError(
      `binMs: ${binMs} ms cuts ${name} into ${whole} bins, expected at most ${mostBins}`,
    );
  return whole;
}

/** Without the last-digit noise of binary fractions: 0.6 and not 0.6000000000000001. */
const tidy = (value: number): number => Number(value.toPrecision(12));

/** `count` + 1 edges from `fromMs` on. */
export const edgesMs = (fromMs: number, count: number, binMs: number): Float64Array =>
  Float64Array.from({ length: count + 1 }, (_, i) => tidy(fromMs + i * binMs));

/** Middles of the bins. */
export const middlesMs = (edges: Float64Array): number[] =>
  Array.from(edges.subarray(1), (edge, i) => tidy(((edges[i] as number) + edge) / 2));

export const edgeSamples = (edges: Float64Array, sampleRateHz: number): Float64Array =>
  edges.map((edge) => nearlyWhole((edge * sampleRateHz) / 1000));

/** The window's bins and those beyond it that a kernel reaches, in samples. */
export function trialGrid(
  fromMs: number,
  count: number,
  binMs: number,
  sampleRateHz: number,
  kernel: SmoothingKernel = identityKernel,
): TrialGrid {
  const { before, after } = reachOf(kernel);
  const edges = edgesMs(fromMs - before * binMs, before + count + after, binMs);
  return { edges: edgeSamples(edges, sampleRateHz), before, count, kernel };
}
