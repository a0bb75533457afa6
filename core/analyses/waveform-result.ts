import type { NdArray } from '../model/nd-array.ts';
import type { WaveformSource, WaveformUnit } from './waveform-params.ts';

/** How often each voltage occurs, on the shown channels. */
export interface WaveformDensity {
  /** (shown channels × bins × samples): spikes, NaN where there is none. */
  readonly counts: Float32Array;
  readonly binCount: number;
  /** Lower edge of the first bin and upper edge of the last, µV. */
  readonly rangeUv: readonly [number, number];
  /** Values outside of it, which are not counted. */
  readonly outside: number;
}

export interface UnitWaveforms extends Pick<WaveformUnit, 'unit' | 'source' | 'templates'> {
  /** Those that could be read, in the order asked for. */
  readonly spikeIds: Uint32Array;
  /** Those whose window reaches beyond the file. */
  readonly leftOutSpikeIds: Uint32Array;
  /** (samples × channels). */
  readonly meanUv: Float32Array;
  readonly sdUv: Float32Array;
  /** Position among the channels of the one with the largest mean; -1 without a spike. */
  readonly peak: number;
  /** Positions among the channels of those that are drawn, ascending. */
  readonly shown: Int32Array;
  /** (shown channels × spikes × samples), for the overlay only. */
  readonly examples: Float32Array | null;
  /** For the density image only. */
  readonly density: WaveformDensity | null;
  /** (spikes × samples × channels), where the main array was asked for. */
  readonly waveforms: NdArray<Float32Array> | null;
}

export type WaveformChannels = Pick<WaveformSource, 'sampleRateHz' | 'columns' | 'channelIds' | 'sites'>;

export interface Waveforms {
  readonly sources: readonly WaveformChannels[];
  readonly units: readonly UnitWaveforms[];
}
