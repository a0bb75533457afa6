import type { ProbeSite } from '../model/probe.ts';
import type { RecordingRef } from '../model/recording.ts';
import type { UnitId } from '../model/units.ts';
import { choice, flag, integer, integers, optionalNumber, type Values } from './params.ts';
import { spikePeriods } from './train-params.ts';

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
    doc: 'Runs of neighbouring spikes spread over the recording, or a random choice.',
    npyx: 'selection',
  }),
  batchSize: integer({
    default: 10,
    min: 1,
    max: 100_000,
    doc: 'Spikes in a run of the regular selection; 1 spreads single spikes.',
    npyx: 'wvf_batch_size',
  }),
  seed: integer({ default: 0, min: 0, doc: 'Seed of the random choice.' }),
  periodsS: spikePeriods,
  spikeIds: integers({
    doc: 'Exactly these spikes of the sorting (positions in spike_clusters.npy), all of one unit.',
    npyx: 'spike_ids',
  }),
  baseline: choice(['median', 'none'], {
    default: 'median',
    doc: 'Subtract from each channel its median over the window, as npyx always does: raw channels have offsets of many µV. Filtered waveforms have none, and keep what they are.',
  }),
  highpassHz: optionalNumber({
    min: 1,
    doc: 'Corner of a third-order zero-phase high-pass, applied to a longer stretch before the window is cut; none for unfiltered.',
    npyx: 'hpfiltf',
  }),
  medianReference: flag({
    default: false,
    doc: 'Subtract from each sample the median of the channels.',
    npyx: 'med_sub',
  }),
  referenceNeighbours: optionalNumber({
    min: 2,
    max: 5000,
    doc: 'The median reference of a channel is that of itself and so many channels nearest to it on its shank; none takes all channels.',
    npyx: 'nRangeMedSub',
  }),
  whiten: choice(['none', 'noise', 'sorter'], {
    default: 'none',
    doc: 'Make the noise of the channels independent: by the covariance of stretches of this recording (ZCA), or by the sorter’s matrix. Each channel is scaled so that its noise keeps its size in µV.',
    npyx: 'whiten',
  }),
  whitenNeighbours: optionalNumber({
    default: 32,
    min: 2,
    max: 5000,
    doc: 'Whitening by noise takes a channel and so many channels nearest to it; none takes all channels.',
    npyx: 'nRangeWhiten',
  }),
  sortedChannelsOnly: flag({
    default: false,
    doc: 'Only the channels that the sorter used, in the order of channel_map.npy (ignore_ks_chanfilt of npyx switched off).',
  }),
  show: choice(['mean', 'overlay', 'density', 'heatmap'], {
    default: 'mean',
    doc: 'Mean with a band of one SD, single waveforms, how often each voltage occurs, or the mean of all channels in colours.',
  }),
  lineCount: integer({
    default: 100,
    min: 0,
    max: 10_000,
    doc: 'Single waveforms drawn per unit, evenly spread over those read; 0 draws all.',
    npyx: 'sample_lines',
  }),
  templates: flag({
    default: false,
    doc: 'Draw the sorter’s templates over the mean, scaled to its height on the peak channel and with their peak at its.',
    npyx: 'plot_templates',
  }),
  layout: choice(['probe', 'channels'], {
    default: 'probe',
    doc: 'Channels where they are on the probe, or below each other by number.',
  }),
  channelCount: integer({
    default: 16,
    min: 1,
    max: 5000,
    doc: 'Channels shown: the nearest to the peak on its shank, or from channelStart on.',
    npyx: 'Nchannels',
  }),
  channelStart: optionalNumber({
    min: 0,
    doc: 'First channel shown; none shows those around the peak.',
    npyx: 'chStart',
  }),
};

export type WaveformParams = Values<typeof waveformParams>;

/** A raw file and the channels that are cut from it. */
export interface WaveformSource {
  readonly recording: RecordingRef;
  readonly sampleRateHz: number;
  /** The voltage channels, in the order of their columns. */
  readonly columns: Int32Array;
  readonly channelIds: Int32Array;
  readonly uvPerBit: Float64Array;
  /** Where they are; null without a known probe. */
  readonly sites: readonly ProbeSite[] | null;
  /** The sorter's inverse matrix and the raw column of each of its rows, where it is wanted. */
  readonly sorterWhitening?: { readonly inverse: Float64Array; readonly columns: Int32Array };
}

export interface WaveformUnit {
  readonly unit: UnitId;
  /** Position among the sources. */
  readonly source: number;
  readonly spikeIds: Uint32Array;
  /** Sample numbers on the clock of the source's file. */
  readonly samples: Float64Array;
  /** The sorter's, where they are to be drawn: (samples × `columns`) each. */
  readonly templates?: { readonly columns: Int32Array; readonly waveforms: readonly Float32Array[] };
}

export interface WaveformInputs {
  readonly sources: readonly WaveformSource[];
  readonly units: readonly WaveformUnit[];
}
