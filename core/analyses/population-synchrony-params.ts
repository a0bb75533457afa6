import type { PopulationSynchrony } from '../kernels/population-synchrony.ts';
import type { UnitId } from '../model/units.ts';
import { number, type Values } from './params.ts';
import { trainParams } from './train-params.ts';

export const populationParams = {
  syncMs: number({
    default: 2,
    min: 0.01,
    max: 10_000,
    doc: 'Full width of the window around a spike in which others fire together with it.',
    npyx: 'sync_win',
  }),
  silenceMs: number({
    default: 100,
    min: 0.1,
    max: 600_000,
    doc: 'Units without a spike so near are not counted among the others.',
    npyx: 'cisi_upper_threshold',
  }),
  firingSmoothMs: number({
    default: 1000,
    min: 1,
    max: 600_000,
    doc: 'SD of the smoothed rate that tells when a unit fires.',
    npyx: 'firing_sd',
  }),
  firingThresholdPercent: number({
    default: 2,
    min: 0,
    max: 1000,
    doc: 'A unit fires while that rate is at least this share of its mean rate; others do not count.',
    npyx: 'firing_th',
  }),
  minimumFiringPercent: number({
    default: 50,
    min: 0,
    max: 100,
    doc: 'Spikes at which a smaller share of the other units fires have no fraction.',
    npyx: 'n_pop_firing_fraction_threshold',
  }),
  ...trainParams,
};
export type PopulationParams = Values<typeof populationParams>;

export interface UnitSynchrony extends PopulationSynchrony {
  readonly unit: UnitId;
  readonly samples: Float64Array;
  /** Of each spike: units that fire with it over active ones; NaN where too few are. */
  readonly fraction: Float64Array;
  readonly meanFraction: number;
  /** The mean that independent units of these rates would give. */
  readonly meanByChance: number;
}
export interface PopulationSynchronies {
  readonly units: readonly UnitSynchrony[];
  readonly sampleRateHz: number;
  readonly durationS: number;
}
