import type { UnitId } from '../model/units.ts';
import { choice, number, optionalNumber, periods, type Values } from './params.ts';

export const correlogramParams = {
  binMs: number({ default: 0.2, min: 0.001, max: 10_000, doc: 'Bin width.', npyx: 'cbin' }),
  windowMs: number({
    default: 80,
    min: 0.01,
    max: 60_000,
    doc: 'Full width of the window, centred on zero lag.',
    npyx: 'cwin',
  }),
  normalize: choice(['hertz', 'counts', 'pearson', 'zscore'], {
    default: 'hertz',
    doc: 'Unit of the vertical axis: rate of the column unit given a spike of the row unit, counts, counts over the geometric mean of both spike counts, or deviations from the outer 80 % of the window.',
    npyx: 'normalize',
  }),
  binning: choice(['centred', 'npyx'], {
    default: 'centred',
    doc: 'Bins centred on multiples of the bin width, or npyx’s: cut at multiples of it, whole samples wide, the centre the larger of its halves.',
  }),
  logBins: optionalNumber({
    min: 2,
    max: 1000,
    doc: 'Number of bins on each side, spaced evenly on a log scale from half a bin to half the window; none for even bins.',
    npyx: 'n_log_bins',
  }),
  periodsS: periods({ doc: 'Only spikes within these periods: start included, end not.', npyx: 'periods' }),
  enforcedRpMs: number({
    default: 0,
    min: -1,
    doc: 'Drop spikes that follow another of their unit within this time; 0 drops repeated samples, -1 nothing.',
    npyx: 'enforced_rp',
  }),
  refractory: choice(['kept', 'npyx'], {
    default: 'kept',
    doc: 'Measure that time from the last spike kept, or as npyx from the spike before even if it was dropped.',
  }),
};

export type CorrelogramParams = Values<typeof correlogramParams>;

export interface Correlograms {
  readonly units: readonly UnitId[];
  readonly spikeCounts: readonly number[];
  /** Share of intervals under `refractoryMs` among the counted spikes of each unit, per cent. */
  readonly violationPercent: readonly number[];
  /** Middle of each bin; with npyx's binning its edge nearest to zero. */
  readonly lagsMs: Float64Array;
  /** (units × units × bins): positive lag, the column unit fires after the row unit. */
  readonly values: Float64Array;
}

/** Intervals shorter than this count as violations of the refractory period, as in the unit table. */
export const refractoryMs = 1.5;
