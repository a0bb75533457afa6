import type { GatheredTrains } from './gathered-trains.ts';
import { choice, number, type Values } from './params.ts';
import { trainParams } from './train-params.ts';

export const firingRateParams = {
  binMs: number({
    default: 100,
    min: 0.05,
    max: 60_000,
    doc: 'Bin of the instantaneous rate; only whole bins count.',
    npyx: 'b',
  }),
  smoothMs: number({
    default: 1000,
    min: 0,
    max: 600_000,
    doc: 'SD of the Gaussian that smooths the rate; 0 for none.',
    npyx: 'sd',
  }),
  kernel: choice(['gaussian', 'causal'], {
    default: 'gaussian',
    doc: 'Smooth with both halves of the Gaussian, or only with spikes that have been.',
    npyx: 'method',
  }),
  excludedLongestPercent: number({
    default: 0.5,
    min: 0,
    max: 99,
    doc: 'Share of the intervals, the longest ones, that meanHz, meanInstantaneousHz and cv leave out as npyx does.',
    npyx: 'exclusion_quantile',
  }),
  firingThresholdPercent: number({
    default: 2,
    min: 0,
    max: 1000,
    doc: 'The unit is firing while its smoothed rate is at least this share of meanHz.',
    npyx: 'th',
  }),
  stableS: number({
    default: 30,
    min: 1,
    max: 36_000,
    doc: 'Length of the steadiest stretch to look for, in the rate of 1 s bins smoothed by 10 s.',
    npyx: 'target_period',
  }),
  ...trainParams,
};
export type FiringRateParams = Values<typeof firingRateParams>;

export interface FiringRates extends Pick<GatheredTrains, 'units' | 'sampleRateHz' | 'durationS'> {
  readonly observedS: number;
  readonly spikeCounts: readonly number[];
  /** Spikes over observed time, N/T. */
  readonly overallHz: readonly number[];
  /** npyx's rule: 1 over the mean interval without the longest ones. */
  readonly meanHz: readonly number[];
  /** Mean of 1/interval, without the longest ones. */
  readonly meanInstantaneousHz: readonly number[];
  readonly cv: readonly number[];
  readonly cv2: readonly number[];
  /** Middle of each bin. */
  readonly timesS: Float64Array;
  /** (units × bins). */
  readonly rateHz: readonly Float64Array[];
  readonly firingS: readonly (readonly [startS: number, endS: number][])[];
  readonly stableS: readonly (readonly [startS: number, endS: number] | null)[];
}
