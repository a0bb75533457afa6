import { cleaningParams } from '../cleaning-params.ts';
import { choice, flag, number, optionalNumber, text, type Values } from '../params.ts';

/** As when samples are read, but with a filter and a reference unless told. */
export const preprocessParams = {
  ...cleaningParams,
  highpassHz: { ...cleaningParams.highpassHz, default: 300 },
  reference: { ...cleaningParams.reference, default: 'median' as const },
  excludeChannels: {
    ...cleaningParams.excludeChannels,
    doc: 'Broken channels, by number, none unless told: they weigh neither in references nor in whitening, and are written as zeros.',
  },
  startS: number({ default: 0, min: 0, doc: 'Where the copy begins in the recording.' }),
  endS: optionalNumber({ min: 0, doc: 'Where the copy ends; none goes to the end.' }),
  artefacts: choice(['keep', 'line', 'zero'], {
    default: 'keep',
    doc: 'Samples at which many channels are saturated: kept, drawn over by a line before the filter, or that and written as zeros.',
  }),
  artefactChannelsPercent: number({
    default: 20,
    min: 0.1,
    max: 100,
    doc: 'So many channels must be saturated at once to make an artefact.',
  }),
  saturationUv: optionalNumber({
    min: 1,
    doc: 'The voltage at which a channel is saturated; none takes 98 % of the range that the header tells.',
  }),
  output: text({
    default: '',
    doc: 'The file to write, beside the recording in preprocessed/ unless told; a name that ends in .cbin is compressed.',
  }),
  compress: flag({
    default: false,
    doc: 'Write a .cbin with its .ch, as mtscomp has them, at about four tenths of the size; so does an output whose name ends in .cbin.',
  }),
  moveOriginal: flag({
    default: false,
    doc: 'When the copy is verified, move the original to original_data/ beside it and give the copy its place. Nothing of it is changed; moving it back undoes this.',
  }),
};

export type PreprocessParams = Values<typeof preprocessParams>;
