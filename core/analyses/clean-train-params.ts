import type { CutGaussian } from '../kernels/fit-cut-gaussian.ts';
import type { UnitId } from '../model/units.ts';
import { choice, integer, number, type Values } from './params.ts';
import { trainParams } from './train-params.ts';

export const cleanTrainParams = {
  windowS: number({
    default: 30,
    min: 0.1,
    max: 36_000,
    doc: 'Length of a window, a multiple of its step.',
    npyx: 'fp_chunk_span × fp_chunk_size',
  }),
  stepS: number({
    default: 10,
    min: 0.1,
    max: 36_000,
    doc: 'Time from one window to the next, and length of the chunks that are kept or dropped.',
    npyx: 'fp_chunk_size',
  }),
  falsePositiveMax: number({
    default: 0.05,
    min: 0,
    max: 1,
    doc: 'Largest share of spikes of other neurons in a good window.',
    npyx: 'fp_threshold',
  }),
  falseNegativeMax: number({
    default: 0.05,
    min: 0,
    max: 1,
    doc: 'Largest share of spikes below the detection threshold in a good window.',
    npyx: 'fn_threshold',
  }),
  combine: choice(['or', 'and'], {
    default: 'or',
    doc: 'A chunk is good when one of the windows over it is, or when all of them are.',
    npyx: 'use_or_operator',
  }),
  estimator: choice(['default', 'hill', 'npyx'], {
    default: 'default',
    doc: 'Share of other neurons’ spikes after Llobet et al. 2022 (many neurons) or Hill et al. 2011 (one), each with the local rate and with a truncated Gaussian’s likelihood for missed spikes; or npyx’s linear rule, least-squares fit and minimum counts for both.',
  }),
  violationsMs: number({
    default: 0.8,
    min: 0.05,
    max: 20,
    doc: 'Refractory time: closer spikes cannot come from one neuron.',
    npyx: 'violations_ms',
  }),
  censoredMs: number({
    default: 0,
    min: 0,
    max: 10,
    doc: 'Time after a spike in which the sorter finds no other; not used by npyx’s rule.',
  }),
  minimumSpikeCount: integer({
    default: 16,
    min: 3,
    max: 100_000,
    doc: 'Windows with fewer spikes cannot be judged and are not good.',
  }),
  minimumS: number({
    default: 0,
    min: 0,
    max: 1_000_000,
    doc: 'Nothing is kept unless more than this time is good; npyx asks for 180 s.',
    npyx: 'consecutive_n_seconds',
  }),
  ...trainParams,
};
export type CleanTrainParams = Values<typeof cleanTrainParams>;

export interface QualityWindow {
  readonly startS: number;
  readonly endS: number;
  readonly spikeCount: number;
  /** NaN where the window could not be judged. */
  readonly falsePositiveRate: number;
  /** Exact 95 % interval of the count of violations, carried through the formula; NaN with npyx's rule. */
  readonly falsePositiveLow: number;
  readonly falsePositiveHigh: number;
  readonly falseNegativeRate: number;
}

export type Section = readonly [startS: number, endS: number];

export interface CleanTrain {
  readonly unit: UnitId;
  /** All spikes after the refractory rule; `kept` says which of them stay. */
  readonly train: Float64Array;
  readonly kept: Uint8Array;
  readonly keptCount: number;
  /** Of each spike of `train`, as the sorter scaled it. */
  readonly amplitudes: Float64Array | null;
  readonly windows: readonly QualityWindow[];
  readonly goodFalsePositiveS: readonly Section[];
  readonly goodFalseNegativeS: readonly Section[];
  /** Time that is good by both. */
  readonly goodS: number;
  /** Gaussian over the amplitudes of all spikes that stay, for the picture. */
  readonly fit: CutGaussian | null;
  /** Why nothing was kept; null when something was. */
  readonly reason: string | null;
}

export interface CleanTrains {
  readonly units: readonly CleanTrain[];
  readonly sampleRateHz: number;
  readonly durationS: number;
}

/** The histogram of short intervals in the picture. */
export const refractoryBins = { binMs: 0.25, endMs: 10 } as const;
