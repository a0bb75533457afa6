import type { UnitId } from '../model/units.ts';
import { correlogramParams } from './correlogram-params.ts';
import { choice, flag, names, number, text, type Values } from './params.ts';
import { trainParams } from './train-params.ts';

const { binning, binMs, windowMs } = correlogramParams;

export const stackParams = {
  sources: names({
    of: 'unit',
    doc: 'Units whose spikes are lag zero, one row each; the chosen units unless told.',
    npyx: 'U_src',
  }),
  targets: names({
    of: 'unit',
    doc: 'Units whose spikes are counted, one column each; the sources unless told.',
    npyx: 'U_trg',
  }),
  pairs: flag({
    default: false,
    doc: 'Only the first source with the first target, the second with the second and so on, instead of all with all: `all_to_all=False` of npyx.',
  }),
  name: text({ default: '', doc: 'What the stack is called in results and figures.', npyx: 'name' }),
  binMs,
  windowMs,
  normalize: choice(['counts', 'hertz', 'pearson', 'zscore'], {
    default: 'counts',
    doc: 'Counts; rate of the target given a spike of the source; counts over the geometric mean of both spike counts; or deviations from the outer 80 % of the window.',
    npyx: 'normalize',
  }),
  show: choice(['peak', 'asymmetry'], {
    default: 'peak',
    doc: 'Colour of each pair: how far its largest peak or trough is beyond chance, in SD, corrected for the number of bins; or how many more spikes of the target follow those of the source than go before them, in SD of chance.',
    drawn: true,
  }),
  binning,
  mostMb: number({
    default: 2000,
    min: 1,
    doc: 'A larger stack is refused before anything is counted, with its size; to a .npy file alone it is written in tiles of this size.',
  }),
  ...trainParams,
};

export type StackParams = Values<typeof stackParams>;

export interface Stack {
  readonly sources: readonly UnitId[];
  readonly targets: readonly UnitId[];
  readonly name: string;
  /** One correlogram for each source and its target; otherwise of every source with every target. */
  readonly paired: boolean;
  /** (sources, targets, bins), or (pairs, bins). */
  readonly shape: readonly number[];
  readonly lagsMs: Float64Array;
  readonly sourceSpikes: readonly number[];
  readonly targetSpikes: readonly number[];
  /** (sources × targets, or pairs): how far the bin that chance explains least is beyond chance, with its sign, as `pair-peak.ts` tells it; NaN for a unit with itself. */
  readonly peakZ: Float32Array;
  /** (sources × targets, or pairs): the lag of it. */
  readonly peakLagMs: Float32Array;
  /** (sources × targets, or pairs): (after − before) / √(after + before) of the counts at positive and at negative lags, 0 for none; NaN for a unit with itself. */
  readonly asymmetry: Float32Array;
  /** Height of each unit's peak channel, where it is known; NaN otherwise. */
  readonly sourceDepthUm: Float32Array;
  readonly targetDepthUm: Float32Array;
  /** -1 where it is not known. */
  readonly sourceShank: Int32Array;
  readonly targetShank: Int32Array;
  /** (sources × targets × bins, or pairs × bins); null where a large one was left out of the cache. */
  readonly values: Float32Array | Uint32Array | null;
}
