import type { UnitId } from '../model/units.ts';
import { integer, number, optionalNumber, type Values } from './params.ts';
import { snippetParams } from './snippet-params.ts';
import { spikePeriods } from './train-params.ts';

export const snrParams = {
  count: integer({
    default: 500,
    min: 2,
    max: 10_000,
    doc: 'Spikes per unit, and as many windows of noise.',
    npyx: 'n_waveforms',
  }),
  windowSamples: integer({
    default: 90,
    min: 2,
    max: 2000,
    doc: 'Length of the windows; the spike is at half of it.',
    npyx: 't_waveforms',
  }),
  channelRange: integer({
    default: 3,
    min: 0,
    max: 384,
    doc: 'Channels on each side of the peak channel that the projection takes in.',
    npyx: 'chan_range',
  }),
  quietUm: optionalNumber({
    default: 100,
    min: 0,
    max: 10_000,
    doc: 'Windows of noise hold no spike of the unit nor of any other within this distance along its shank; none takes them anywhere, as npyx does.',
  }),
  noiseWithinS: number({
    default: 1,
    min: 0.01,
    max: 3600,
    doc: 'Windows of noise are taken at most this far from the spikes.',
  }),
  seed: integer({ default: 0, min: 0, doc: 'Seed of the choice of the windows of noise.' }),
  periodsS: spikePeriods,
  ...snippetParams,
};
export type SnrParams = Values<typeof snrParams>;

export interface UnitSnr {
  readonly unit: UnitId;
  readonly shank: number;
  readonly depthUm: number;
  /** Column of the raw file of the peak channel. */
  readonly peakChannel: number;
  readonly spikeCount: number;
  readonly noiseCount: number;
  /** Largest value of the mean waveform on the peak channel, of either sign, as a size. */
  readonly amplitudeUv: number;
  /** Of the channels around the peak. */
  readonly channels: Int32Array;
  readonly noiseUv: Float64Array;
  /** Amplitude over noise on the peak channel. */
  readonly snr: number;
  /** Distance of the projections of spikes and noise on the mean waveform, in SDs of the latter. */
  readonly projectionSnr: number;
}
