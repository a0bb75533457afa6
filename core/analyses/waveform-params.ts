import type { NdArray } from '../model/nd-array.ts';
import type { ProbeSite } from '../model/probe.ts';
import type { RecordingRef } from '../model/recording.ts';
import type { UnitId } from '../model/units.ts';
import { choice, flag, integer, integers, optionalNumber, periods, type Values } from './params.ts';

export const waveformParams = {
  count: integer({
    default: 100,
    min: 0,
    max: 100_000,
    doc: 'Number of spikes per unit; 0 takes all.',
    npyx: 'n_waveforms',
  }),
  windowSamples: integer({
    default: 82,
    min: 2,
    max: 30_000,
    doc: 'Length of the window; the spike is at half of it.',
    npyx: 't_waveforms',
  }),
  selection: choice(['regular', 'random'], {
    default: 'regular',
    doc: 'Runs of ten neighbouring spikes spread over the recording, or a random choice.',
    npyx: 'selection',
  }),
  seed: integer({ default: 0, min: 0, doc: 'Seed of the random choice.' }),
  periodsS: periods({ doc: 'Only spikes within these periods: start included, end not.', npyx: 'periods' }),
  spikeIds: integers({
    doc: 'Exactly these spikes of the sorting (positions in spike_clusters.npy), all of one unit.',
    npyx: 'spike_ids',
  }),
  medianReference: flag({
    default: false,
    doc: 'Subtract the median of all channels from each sample.',
    npyx: 'med_sub',
  }),
  highpassHz: optionalNumber({
    min: 1,
    doc: 'Corner of a third-order zero-phase high-pass, applied before the window is cut; none for unfiltered.',
    npyx: 'hpfiltf',
  }),
  show: choice(['mean', 'overlay'], {
    default: 'mean',
    doc: 'Mean with a band of one SD, or every waveform.',
  }),
  channelCount: integer({ default: 16, min: 1, max: 384, doc: 'Channels shown around the peak.' }),
};

export type WaveformParams = Values<typeof waveformParams>;

export interface WaveformInputs {
  readonly recording: RecordingRef;
  readonly sampleRateHz: number;
  /** The voltage channels, in the order of their columns. */
  readonly columns: Int32Array;
  readonly channelIds: Int32Array;
  readonly uvPerBit: Float64Array;
  /** Where they are; null without a known probe. */
  readonly sites: readonly ProbeSite[] | null;
  readonly units: readonly { unit: UnitId; spikeIds: Uint32Array; samples: Float64Array }[];
}

export interface UnitWaveforms {
  readonly unit: UnitId;
  /** Those that could be read, in the order asked for. */
  readonly spikeIds: Uint32Array;
  /** (samples × channels). */
  readonly meanUv: Float32Array;
  readonly sdUv: Float32Array;
  /** Position among the channels of the one with the largest mean; -1 without a spike. */
  readonly peak: number;
  /** Positions among the channels of those around the peak, ascending. */
  readonly shown: Int32Array;
  /** (shown channels × spikes × samples), for the overlay only. */
  readonly examples: Float32Array | null;
  /** (spikes × samples × channels), where the main array was asked for. */
  readonly waveforms: NdArray<Float32Array> | null;
}

export interface Waveforms {
  readonly sampleRateHz: number;
  readonly columns: Int32Array;
  readonly channelIds: Int32Array;
  readonly sites: readonly ProbeSite[] | null;
  readonly units: readonly UnitWaveforms[];
}
