import { integer, integers, number, optionalNumber, type Values } from './params.ts';

export const lfpSpectrumParams = {
  startS: number({ default: 0, min: 0, doc: 'Where the stretch begins, on the clock of the raw file.' }),
  endS: optionalNumber({ min: 0, doc: 'Where it ends; none takes 30 s.' }),
  segmentSamples: integer({
    default: 2048,
    min: 16,
    max: 65_536,
    doc: 'Samples of a segment, a power of two: the longer, the finer the frequencies and the fewer segments to average.',
  }),
  highestHz: number({ default: 300, min: 0.1, doc: 'The spectrum is told up to this frequency.' }),
  excludeChannels: integers({ doc: 'Broken channels, by number, none unless told: they are left out.' }),
};

export type LfpSpectrumParams = Values<typeof lfpSpectrumParams>;

export interface LfpSpectrum {
  readonly stream: string;
  readonly startS: number;
  readonly endS: number;
  readonly segmentCount: number;
  readonly frequenciesHz: Float64Array;
  /** From the lowest site up, shank after shank. */
  readonly channelIds: Int32Array;
  readonly shanks: Int32Array;
  /** NaN where positions are not known. */
  readonly depthsUm: Float64Array;
  /** (channels × frequencies), µV²/Hz. */
  readonly density: Float32Array;
}
