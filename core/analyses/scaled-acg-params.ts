import type { UnitId } from '../model/units.ts';
import { choice, integer, number, type Values } from './params.ts';
import { trainParams } from './train-params.ts';

/** The mode falls at this index. */
export const modeIndex = 100;
/** Values at the end of the resampled autocorrelogram that do not count in its mean. */
export const leftOutOfMean = 50;

export const scaledAcgParams = {
  spikes: choice(['clean', 'all'], {
    default: 'clean',
    doc: 'Only spikes of windows with few foreign and few missed spikes (clean-train, both rates in all windows), or all.',
  }),
  binMs: number({ default: 0.5, min: 0.01, max: 10, doc: 'Bin of intervals and lags.', npyx: 'bs' }),
  valueCount: integer({
    default: 150,
    min: 60,
    max: 900,
    doc: 'Values kept, of which the modal interval is number 100, from 0.',
    npyx: 'cut_at',
  }),
  minGoodS: number({
    default: 180,
    min: 0,
    doc: 'Units with less clean time are left out.',
    npyx: 'min_sec',
  }),
  minSpikes: integer({ default: 1000, min: 2, doc: 'Units with fewer spikes are left out.' }),
  ...trainParams,
};
export type ScaledAcgParams = Values<typeof scaledAcgParams>;

export interface ScaledAcg {
  readonly units: readonly UnitId[];
  readonly spikeCounts: readonly number[];
  /** Why a unit was left out; null for one that was not. */
  readonly reasons: readonly (string | null)[];
  /** Modal interval; NaN for a unit that was left out. */
  readonly modesMs: Float64Array;
  /** (units × values), 1 the mean; NaN for a unit that was left out. */
  readonly values: Float64Array;
  readonly valueCount: number;
}
