import { choice, flag, integer, integers, number, optionalNumber, type Values } from './params.ts';

/** What can be done to raw samples, in this order; shared by what reads them and what writes them. */
export const cleaningParams = {
  highpassHz: optionalNumber({
    min: 0.1,
    doc: 'Corner of a Butterworth high-pass; none leaves low frequencies as recorded. With lowpassHz a band-pass.',
    npyx: 'f_high',
  }),
  lowpassHz: optionalNumber({
    min: 0.1,
    doc: 'Corner of a Butterworth low-pass; none leaves high frequencies as recorded.',
    npyx: 'f_low',
  }),
  order: integer({
    default: 3,
    min: 1,
    max: 12,
    doc: 'Order of the filter, applied in each direction.',
    npyx: 'order',
  }),
  causal: flag({
    default: false,
    doc: 'Filter forward only, as an amplifier does: spikes come late and change their shape. Otherwise forward and backward, without delay.',
  }),
  reference: choice(['none', 'median', 'local', 'shank'], {
    default: 'none',
    doc: 'Subtract from each sample, after the filter, the median of all channels, of those at some distance around it, or of those on its shank.',
    npyx: 'median_subtract',
  }),
  localInnerUm: number({
    default: 40,
    min: 0,
    doc: 'The local reference leaves out channels nearer than this: they see the same spikes.',
  }),
  localOuterUm: number({
    default: 160,
    min: 1,
    doc: 'The local reference takes channels up to this distance, on the same shank.',
  }),
  adcRealign: flag({
    default: false,
    doc: 'Delay each channel by the part of a sample that its converter digitised it early or late: 13 slots a sample in Neuropixels 1.0, 16 in 2.0.',
    npyx: 'ADC_realign',
  }),
  whiten: choice(['none', 'noise', 'sorter'], {
    default: 'none',
    doc: 'Make the noise of the channels independent: by the covariance of stretches of this recording (ZCA), or by the sorter’s matrix. Each channel keeps the size of its noise.',
    npyx: 'whiten',
  }),
  whitenNeighbours: optionalNumber({
    default: 32,
    min: 2,
    max: 5000,
    doc: 'Whitening by noise takes a channel and so many channels nearest to it; none takes all channels.',
    npyx: 'whiten_range',
  }),
  excludeChannels: integers({
    doc: 'Broken channels, by number, none unless told: they weigh neither in references nor in whitening.',
  }),
};

export type CleaningParams = Values<typeof cleaningParams>;
