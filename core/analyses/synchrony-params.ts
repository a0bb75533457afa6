import type { UnitId } from '../model/units.ts';
import { choice, number, type Values } from './params.ts';
import { trainParams } from './train-params.ts';

export const synchronyParams = {
  measure: choice(['zscore', 'ratio', 'excess', 'tiling', 'correlation-index', 'pearson', 'covariance'], {
    default: 'zscore',
    doc: 'Height of the middle of the correlogram in SDs of its flanks (zscore), over their mean (ratio), or in spikes per spike beyond them (excess); spike time tiling coefficient; correlation index; Pearson’s correlation or covariance of spike counts.',
    npyx: 'corrEvaluator',
  }),
  syncMs: number({
    default: 1,
    min: 0,
    max: 10_000,
    doc: 'Width of the middle of the correlogram: zscore, ratio, excess.',
    npyx: 'sync_win',
  }),
  binMs: number({
    default: 0.2,
    min: 0.01,
    max: 1000,
    doc: 'Bin of the correlogram: zscore, ratio, excess.',
    npyx: 'cbin',
  }),
  windowMs: number({
    default: 100,
    min: 0.1,
    max: 60_000,
    doc: 'Full width of the correlogram, whose outer 80 % are the flanks: zscore, ratio, excess.',
    npyx: 'cwin',
  }),
  coincidenceMs: number({
    default: 5,
    min: 0.01,
    max: 60_000,
    doc: 'Spikes at most this far apart coincide: tiling, correlation-index.',
    npyx: 'dt',
  }),
  countBinMs: number({
    default: 5,
    min: 0.1,
    max: 600_000,
    doc: 'Bin of the spike counts: pearson, covariance.',
    npyx: 'b',
  }),
  order: choice(['depth', 'given'], {
    default: 'depth',
    doc: 'Units from the surface down as far as their depth is known, or as they were given.',
  }),
  ...trainParams,
};
export type SynchronyParams = Values<typeof synchronyParams>;

export interface Synchrony {
  readonly units: readonly UnitId[];
  readonly depthUm: Float32Array;
  /** (units × units); NaN on the diagonal and where a unit has too few spikes. */
  readonly values: Float64Array;
}

/**
 * What a value of each measure is called and counted in, what independent units give, and how far from it the
 * colours reach at least, so that noise looks like noise.
 */
export const measures = {
  zscore: { label: 'synchrony', unit: 'SD', neutral: 0, least: 3 },
  ratio: { label: 'synchrony', unit: '× baseline', neutral: 1, least: 0.5 },
  excess: { label: 'excess', unit: 'spikes/spike', neutral: 0, least: 0 },
  tiling: { label: 'tiling coefficient', unit: '', neutral: 0, least: 0.1 },
  'correlation-index': { label: 'correlation index', unit: '', neutral: 1, least: 0.5 },
  pearson: { label: 'correlation', unit: '', neutral: 0, least: 0.1 },
  covariance: { label: 'covariance', unit: 'spikes²', neutral: 0, least: 0 },
} as const;
