import type { UnitId } from '../model/units.ts';
import { choice, flag, integer, number, optionalNumber, type Values } from './params.ts';
import { trainParams } from './train-params.ts';

export const correlogramParams = {
  binMs: number({ default: 0.2, min: 0.001, max: 10_000, doc: 'Bin width.', npyx: 'cbin' }),
  windowMs: number({
    default: 80,
    min: 0.01,
    max: 60_000,
    doc: 'Full width of the window, centred on zero lag.',
    npyx: 'cwin',
  }),
  normalize: choice(['hertz', 'counts', 'pearson', 'zscore', 'mixte'], {
    default: 'hertz',
    doc: 'Unit of the vertical axis: rate of the column unit given a spike of the row unit, counts, counts over the geometric mean of both spike counts, deviations from the outer 80 % of the window, or as npyx’s grids mixed: autocorrelograms in Hz, cross-correlograms in deviations.',
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
  ...trainParams,
  confidencePercent: optionalNumber({
    min: 1,
    max: 99.999,
    doc: 'Draw what slow changes alone would give, and the band that holds this share of chance counts around it, each bin for itself; none for neither.',
    npyx: 'ci',
  }),
  baseline: choice(['hollow-gaussian', 'jitter'], {
    default: 'hollow-gaussian',
    doc: 'What that is told from: the correlogram smoothed by a hollow Gaussian, with Poisson counts around it (Stark & Abeles 2009); or correlograms in which every spike of the column unit is moved at random (Amarasingham et al. 2012).',
  }),
  predictorSdMs: number({
    default: 10,
    min: 0.1,
    doc: 'SD of the hollow Gaussian.',
    npyx: 'W_sd',
  }),
  jitterMs: number({
    default: 5,
    min: 0.1,
    max: 10_000,
    doc: 'With baseline jitter: spikes move by up to this, either way.',
  }),
  surrogateCount: integer({
    default: 200,
    min: 1,
    max: 10_000,
    doc: 'With baseline jitter: how many times. A band of 99 % needs 199.',
  }),
  seed: integer({ default: 0, min: 0, doc: 'With baseline jitter: the same seed gives the same band.' }),
  panels: choice(['grid', 'cross'], {
    default: 'grid',
    doc: 'Autocorrelograms down the diagonal and cross-correlograms above, or of two units only the one between them.',
    npyx: 'as_grid',
    drawn: true,
  }),
  style: choice(['bars', 'line'], {
    default: 'bars',
    doc: 'Bars, or a filled line.',
    npyx: 'style',
    drawn: true,
  }),
  shareY: flag({
    default: false,
    doc: 'One vertical scale for all autocorrelograms and one for all cross-correlograms.',
    npyx: 'share_y',
    drawn: true,
  }),
  showHz: flag({
    default: false,
    doc: 'A second vertical axis in Hz, on the right.',
    npyx: 'show_hz',
    drawn: true,
  }),
};

export type CorrelogramParams = Values<typeof correlogramParams>;

export interface Correlograms {
  readonly units: readonly UnitId[];
  readonly spikeCounts: readonly number[];
  /** Column of the raw file of each unit's peak channel; -1 where it is not known. */
  readonly channels: Int32Array;
  /** Intervals under `refractoryMs` among the counted spikes of each unit. */
  readonly violations: readonly number[];
  /** How many there would be were the unit's spikes independent of each other (Poisson), at the same rate; NaN below two spikes. */
  readonly chanceViolations: readonly number[];
  /** Middle of each bin; with npyx's binning its edge nearest to zero. */
  readonly lagsMs: Float64Array;
  /** (units × units × bins): positive lag, the column unit fires after the row unit. */
  readonly values: Float64Array;
  /** (units × units) each: value = factor × count + offset. NaN for log bins in Hz, whose widths differ. */
  readonly factors: Float64Array;
  readonly offsets: Float64Array;
  /** Where one was asked for. */
  readonly band: CorrelogramBand | null;
  /** (units × units) each: lags in the bins within `refractoryMs` of zero, and how many the outer bins let expect; NaN where that cannot be told. */
  readonly coincidences: Float64Array;
  readonly expectedCoincidences: Float64Array;
  /** (units × units) each: the bin that chance explains least, as `pair-peak.ts` tells it: how far beyond chance, with its sign, and its lag; NaN for a unit with itself. */
  readonly peakZ: Float64Array;
  readonly peakLagMs: Float64Array;
  readonly binS: number;
}

/** What chance gives: (units × units × bins) of counts each. */
export interface CorrelogramBand {
  readonly expected: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** How one pair is normalised: npyx's mixture is Hz for a unit with itself and z between units. */
export const normalizationOf = (
  normalize: CorrelogramParams['normalize'],
  own: boolean,
): Exclude<CorrelogramParams['normalize'], 'mixte'> =>
  normalize === 'mixte' ? (own ? 'hertz' : 'zscore') : normalize;

/** Intervals shorter than this count as violations of the refractory period, as in the unit table. */
export const refractoryMs = 1.5;
