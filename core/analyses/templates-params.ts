import type { NdArray } from '../model/nd-array.ts';
import { choice, flag, integer, type Values } from './params.ts';
import type { UnitTemplates } from './unit-templates.ts';

export const templateParams = {
  kind: choice(['auto', 'whitened', 'unwhitened', 'scaled'], {
    default: 'auto',
    doc: 'Whitened as in templates.npy, with the whitening undone, or that scaled by the mean amplitude of the unit’s spikes to µV. Auto: whitened in files, scaled in figures where that can be done.',
  }),
  average: flag({
    default: false,
    doc: 'One template for each unit: the mean of its templates, weighted by the spikes found with each.',
  }),
  allChannels: flag({
    default: false,
    doc: 'Every voltage channel of the raw file, with zeros on those that were not sorted, instead of the sorted ones.',
    npyx: 'ignore_ks_chanfilt',
  }),
  channelCount: integer({ default: 16, min: 1, max: 384, doc: 'Channels shown around the peak.' }),
};
export type TemplateParams = Values<typeof templateParams>;

/** What is shown and written of a unit's templates. */
export interface ShownTemplates extends Omit<UnitTemplates, 'unwhitened'> {
  /** What files hold, same shape as `templates`. */
  readonly stored: NdArray<Float32Array>;
  /** What figures show, same shape. */
  readonly shown: Float32Array;
  /** `µV`, or empty for the sorter's own units. */
  readonly shownUnit: string;
}

export interface Templates {
  readonly units: readonly ShownTemplates[];
}
