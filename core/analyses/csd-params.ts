import { cleaningParams } from './cleaning-params.ts';
import { integer, number, optionalNumber, type Values } from './params.ts';

export const csdParams = {
  startS: number({ default: 0, min: 0, doc: 'Where the stretch begins, on the clock of the raw file.' }),
  endS: optionalNumber({ min: 0, doc: 'Where it ends; none takes half a second.' }),
  spacingUm: number({
    default: 100,
    min: 10,
    max: 2000,
    doc: 'Distance of the levels: channels within so much of depth are averaged to one.',
  }),
  conductivity: number({
    default: 0.3,
    min: 0.001,
    max: 10,
    doc: 'Conductivity of the tissue in S/m, taken to be the same everywhere and in all directions.',
  }),
  shank: integer({ default: 0, min: 0, max: 100, doc: 'The shank along which current is looked for.' }),
  highpassHz: cleaningParams.highpassHz,
  lowpassHz: optionalNumber({ ...cleaningParams.lowpassHz, default: 100 }),
  order: cleaningParams.order,
  excludeChannels: {
    ...cleaningParams.excludeChannels,
    doc: 'Broken channels, by number: they are left out of their level.',
  },
};

export type CsdParams = Values<typeof csdParams>;

export interface Csd {
  readonly stream: string;
  readonly startS: number;
  readonly sampleRateHz: number;
  /** The mean of each level's channels, ascending. */
  readonly depthsUm: Float64Array;
  readonly channelCounts: Int32Array;
  /** (levels × samples), µV, each without its mean; NaN where a level has no channel. */
  readonly potentialsUv: Float32Array;
  /** (levels × samples), µA/mm³: positive for sources; NaN at the ends. */
  readonly csd: Float32Array;
  readonly steps: readonly string[];
}
