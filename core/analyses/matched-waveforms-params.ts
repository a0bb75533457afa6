import type { ProbeSite } from '../model/probe.ts';
import type { RecordingRef } from '../model/recording.ts';
import type { UnitId } from '../model/units.ts';
import { choice, flag, integer, number, type Values } from './params.ts';
import { snippetParams } from './snippet-params.ts';
import { spikePeriods } from './train-params.ts';

export const matchedWaveformParams = {
  windowSamples: integer({
    default: 82,
    min: 2,
    max: 2000,
    doc: 'Length of the window; the spike is at half of it.',
    npyx: 't_waveforms',
  }),
  batchSize: integer({
    default: 10,
    min: 1,
    max: 1000,
    doc: 'Spikes in a row that are averaged before they are matched.',
    npyx: 'n_waveforms_per_batch',
  }),
  matchCount: integer({
    default: 5000,
    min: 1,
    max: 1_000_000,
    doc: 'Spikes to match; of a unit with more, batches at even distances are taken.',
    npyx: 'n_waves_used_for_matching',
  }),
  averageCount: integer({
    default: 800,
    min: 1,
    max: 100_000,
    doc: 'Spikes that the result is made of.',
    npyx: 'n_waves_to_average',
  }),
  peakRange: integer({
    default: 6,
    min: 1,
    max: 384,
    doc: 'Channels below the peak channel of the unit’s templates, and as many from it upwards, on which the peak of a batch is looked for.',
    npyx: 'peakchan_allowed_range',
  }),
  driftTo: choice(['mode', 'template'], {
    default: 'mode',
    doc: 'Keep the batches whose peak is where most have theirs, or where the unit’s templates have it (use_average_peakchan of npyx).',
  }),
  maxAmplitudeUv: number({
    default: 3000,
    min: 0,
    doc: 'Batches of this amplitude or more are artefacts and left out.',
    npyx: 'max_allowed_amplitude',
  }),
  amplitudePercent: number({
    default: 95,
    min: 1,
    max: 100,
    doc: 'Batches are taken from below this percentile of the amplitudes downwards.',
  }),
  matchShifts: flag({
    default: true,
    doc: 'Align the batches in time by cross-correlation.',
    npyx: 'do_shift_match',
  }),
  maxShiftSamples: integer({
    default: 5,
    min: 0,
    max: 1000,
    doc: 'Batches that would have to be moved further than this are left out. npyx always has 5, and takes its max_allowed_shift as the range of channels.',
  }),
  channelRange: integer({
    default: 3,
    min: 1,
    max: 384,
    doc: 'Channels below the peak, and as many from it upwards, on which batches are aligned.',
    npyx: 'max_allowed_shift',
  }),
  mostUsedTemplate: flag({
    default: false,
    doc: 'Only the spikes that the sorter found with the unit’s most frequent template.',
    npyx: 'subselect_max_template',
  }),
  periodsS: spikePeriods,
  ...snippetParams,
  channelCount: integer({ default: 16, min: 1, max: 384, doc: 'Channels shown around the peak.' }),
};

export type MatchedWaveformParams = Values<typeof matchedWaveformParams>;

/** What is needed to cut windows of one unit out of its raw file. */
export interface RawUnit {
  readonly unit: UnitId;
  readonly recording: RecordingRef;
  readonly sampleRateHz: number;
  /** The voltage channels, in the order of their columns. */
  readonly columns: Int32Array;
  readonly channelIds: Int32Array;
  readonly uvPerBit: Float64Array;
  readonly sites: readonly ProbeSite[] | null;
  readonly spikeIds: Uint32Array;
  /** On the clock of `recording`, ascending. */
  readonly samples: Float64Array;
}

export interface UnitToMatch extends RawUnit {
  /** Position among the channels of the peak of the unit's templates. */
  readonly templatePeak: number;
}

/** Batches are numbered from 0 in order of time; what is told per batch is as long as there are batches. */
export interface UnitMatched
  extends Pick<RawUnit, 'unit' | 'columns' | 'channelIds' | 'sites' | 'sampleRateHz'> {
  readonly templatePeak: number;
  /** Position among the channels of the peak that the batches were matched to; -1 without a spike. */
  readonly peak: number;
  /** Spikes in each batch. */
  readonly batchSize: number;
  /** (samples × channels): the median of the batches that survived, drift- and shift-matched. */
  readonly meanUv: Float32Array;
  /** (samples × channels): the median of the drift-matched batches before they were shifted. */
  readonly driftMatchedUv: Float32Array;
  /** (samples × channels): the mean of all spikes, on the channels around the peak; 0 elsewhere. */
  readonly rawUv: Float32Array;
  /** Position among the channels of each batch's peak. */
  readonly batchPeaks: Int32Array;
  readonly batchAmplitudesUv: Float32Array;
  /** The batches left after each step, ascending. */
  readonly afterDrift: Int32Array;
  readonly afterAmplitude: Int32Array;
  readonly afterShift: Int32Array;
  /** By how much each of `afterAmplitude` had to be moved; empty when shifts are not matched. */
  readonly lagsSamples: Int32Array;
  /** The spikes of the batches in `afterShift`. */
  readonly spikeIds: Uint32Array;
}
