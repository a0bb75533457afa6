import { baselineOf } from '../kernels/normalize-correlogram.ts';
import { deficitProbability, excessProbability } from '../kernels/poisson-tail.ts';
import { type CorrelogramParams, type Correlograms, refractoryMs } from './correlogram-params.ts';

/** A pair whose coincidences are not those of two neurons that have nothing to do with each other. */
export interface CoincidenceHint {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly expected: number;
  /**
   * Share of the expected coincidences that are missing, negative for an excess. Where a share a of the first unit's
   * spikes and b of the second's come from one neuron and all others from independent ones, it is a·b.
   */
  readonly missing: number;
}

/** A pair at least so unlikely by chance, all pairs together, is told. */
const probabilityMax = 0.001;
/** Less is no refractory period: inhibition and common input do as much. */
const leastMissing = 0.3;
/** As many times the expected ones: spikes that were sorted twice make more. */
const leastExcess = 2;

/**
 * Lags in the bins that lie within `refractoryMs` of zero, and how many the mean of the outer 80 % of the window lets
 * expect in as many bins. NaN for log bins and npyx's, for bins wider than that, and where the window is so short that
 * both overlap.
 */
export function coincidencesOf(
  counts: Float64Array,
  lagsMs: Float64Array,
  {
    binMs,
    windowMs,
    logBins,
    binning,
  }: Pick<CorrelogramParams, 'binMs' | 'windowMs' | 'logBins' | 'binning'>,
): { readonly count: number; readonly expected: number } {
  const half = (lagsMs.length - 1) / 2;
  const reach = Math.floor((refractoryMs - binMs / 2) / binMs + 1e-9);
  const overlaps = (reach + 1) * binMs > 0.1 * windowMs;
  if (logBins !== null || binning === 'npyx' || reach < 0 || overlaps)
    return { count: Number.NaN, expected: Number.NaN };
  let count = 0;
  for (let bin = half - reach; bin <= half + reach; bin++) count += counts[bin]!;
  return { count, expected: baselineOf(counts).mean * (2 * reach + 1) };
}

/** The pairs that are told, the least likely first. */
export function coincidenceHints({
  units,
  coincidences,
  expectedCoincidences,
}: Pick<Correlograms, 'units' | 'coincidences' | 'expectedCoincidences'>): readonly CoincidenceHint[] {
  const pairs = (units.length * (units.length - 1)) / 2;
  const hints: (CoincidenceHint & { readonly probability: number })[] = [];
  for (let from = 0; from < units.length; from++)
    for (let to = from + 1; to < units.length; to++) {
      const place = from * units.length + to;
      const [count, expected] = [coincidences[place]!, expectedCoincidences[place]!];
      if (!(expected > 0)) continue;
      const missing = 1 - count / expected;
      const probability =
        missing >= leastMissing
          ? deficitProbability(count, expected)
          : count >= leastExcess * expected
            ? excessProbability(count, expected)
            : 1;
      if (pairs * probability <= probabilityMax)
        hints.push({ from, to, count, expected, missing, probability });
    }
  return hints.sort((a, b) => a.probability - b.probability);
}
