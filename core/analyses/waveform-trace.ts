import type { Color } from '../figure/figure.ts';
import type { ProbeSite } from '../model/probe.ts';
import type { WaveformDensity } from './waveform-result.ts';

/** One curve per channel in one colour: a unit's mean, or one of its templates. */
export interface WaveformTrace {
  readonly color: Color;
  /** Channels this trace is drawn on, as positions among all. */
  readonly channels: Int32Array;
  /** (samples × all channels). */
  readonly mean: Float32Array;
  /** Half width of the band around the mean, same shape; no band is drawn with single waveforms or an image. */
  readonly deviation?: Float32Array;
  /** (own channels × waveforms × samples). */
  readonly examples?: Float32Array;
  /** How often each voltage occurs, in the order of `channels`; `most` has the last colour. */
  readonly density?: WaveformDensity & { readonly most: number };
  readonly dash?: boolean;
}

export interface WaveformSetting {
  readonly channelCount: number;
  readonly channelIds: ArrayLike<number>;
  readonly sites: readonly ProbeSite[] | null;
  readonly sampleRateHz: number;
  /** `µV`, or empty for the sorter's own units. */
  readonly unit: string;
  /** `channels` sets them below each other by number; by default they are where they are on the probe. */
  readonly layout?: 'probe' | 'channels';
}
