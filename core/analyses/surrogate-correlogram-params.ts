import type { UnitId } from '../model/units.ts';
import { correlogramParams } from './correlogram-params.ts';
import { choice, flag, integer, number, type Values } from './params.ts';
import { trainParams } from './train-params.ts';

const { windowMs, binning } = correlogramParams;

export const surrogateParams = {
  binMs: number({ default: 0.5, min: 0.001, max: 10_000, doc: 'Bin width.', npyx: 'cbin' }),
  windowMs: { ...windowMs, default: 50 },
  normalize: choice(['hertz', 'probability'], {
    default: 'hertz',
    doc: 'Rate of the second unit, or spikes per bin, given a spike of the first that has one of the second in the window.',
  }),
  rateCorrected: flag({
    default: true,
    doc: 'Subtract the mean correlogram of surrogates, which keep slow changes of rate and lose precise times.',
    npyx: 'rate_corrected',
  }),
  surrogateCount: integer({
    default: 20,
    min: 1,
    max: 10_000,
    doc: 'Surrogates of the first train: every spike moved uniformly between its two neighbours.',
  }),
  seed: integer({ default: 0, min: 0, doc: 'The same seed gives the same surrogates.' }),
  confidencePercent: number({
    default: 95,
    min: 1,
    max: 99.999,
    doc: 'Share of chance counts within the band, by the normal approximation of the binomial.',
    npyx: 'ci_alpha',
  }),
  binning,
  ...trainParams,
};
export type SurrogateParams = Values<typeof surrogateParams>;

export interface SurrogateCorrelogram {
  readonly units: readonly UnitId[];
  /** Spikes of the first unit that have one of the second within half a window. */
  readonly pairedCount: number;
  readonly lagsMs: Float64Array;
  readonly values: Float64Array;
  /** Mean of the surrogates, in the unit of `values`. */
  readonly expected: Float64Array;
  /** Half the width of the band around `expected`, or around 0 when it was subtracted. */
  readonly halfBand: Float64Array;
}
