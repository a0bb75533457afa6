import { flag, optionalNumber } from './params.ts';

/** What is done to the samples around spikes before windows are cut from them. */
export const snippetParams = {
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
} as const;
