import type { UnitId } from '../model/units.ts';
import { correlogramParams } from './correlogram-params.ts';
import { choice, integer, number, type Values } from './params.ts';
import { trainParams } from './train-params.ts';

const { windowMs, binning, logBins } = correlogramParams;

export const correlogram3dParams = {
  binMs: number({ default: 1, min: 0.001, max: 10_000, doc: 'Bin width.', npyx: 'cbin' }),
  windowMs: { ...windowMs, default: 2000 },
  normalize: choice(['hertz', 'probability', 'counts'], {
    default: 'hertz',
    doc: 'Rate given a spike of the class, spikes per bin given one, or counts.',
    npyx: 'normalize',
  }),
  classCount: integer({
    default: 10,
    min: 1,
    max: 200,
    doc: 'Number of classes of firing rate, between the quantiles k / (classCount + 1) of the rate at the spikes.',
    npyx: 'num_firing_rate_bins',
  }),
  smoothMs: number({
    default: 250,
    min: 0.001,
    doc: 'The instantaneous rate is averaged over this time around each spike.',
    npyx: 'smooth',
  }),
  binning,
  logBins,
  ...trainParams,
};
export type Correlogram3dParams = Values<typeof correlogram3dParams>;

export interface Correlogram3d {
  /** One unit, or the unit at lag zero and the one that is counted. */
  readonly units: readonly UnitId[];
  readonly lagsMs: Float64Array;
  /** Upper end of each class but the last, which has none, in spikes per second. */
  readonly rateEdgesHz: Float64Array;
  /** Mean rate of the spikes in each class; NaN in an empty one. */
  readonly classRatesHz: Float64Array;
  readonly spikesPerClass: readonly number[];
  /** (classes × bins) */
  readonly values: Float64Array;
}
