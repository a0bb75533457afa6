import { cleaningParams } from './cleaning-params.ts';
import { eventParams } from './event-params.ts';
import { integer, number, optionalNumber, range, type Values } from './params.ts';

export const csdParams = {
  ...eventParams,
  windowMs: range({
    default: [-50, 200],
    doc: 'With events: the stretch around each that is averaged, start included, end not.',
  }),
  startS: number({
    default: 0,
    min: 0,
    doc: 'Without events: where the stretch begins, on the clock of the raw file.',
  }),
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
    doc: 'Broken channels, by number, none unless told: they are left out of their level.',
  },
};

export type CsdParams = Values<typeof csdParams>;

export interface Csd {
  readonly stream: string;
  /** Where the stretch begins; null for a mean around events. */
  readonly startS: number | null;
  /** Of the first sample, after the event or the beginning of the stretch. */
  readonly fromMs: number;
  /** Events that were averaged; null for a stretch. */
  readonly eventCount: number | null;
  readonly sampleRateHz: number;
  /** The mean of each level's channels, ascending. */
  readonly depthsUm: Float64Array;
  readonly channelCounts: Int32Array;
  /** (levels × samples), µV, each without its mean (before the event, where the window begins before it); NaN where a level has no channel. */
  readonly potentialsUv: Float32Array;
  /** (levels × samples), µA/mm³: positive for sources; NaN at the ends. */
  readonly csd: Float32Array;
  readonly steps: readonly string[];
}
