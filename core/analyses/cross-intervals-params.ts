import type { UnitId } from '../model/units.ts';
import { choice, number, type Values } from './params.ts';
import { trainParams } from './train-params.ts';

export const crossIntervalParams = {
  direction: choice(['nearest', 'next', 'previous'], {
    default: 'nearest',
    doc: 'From each spike of one unit to the nearest spike of the other, to the next, or to the one before.',
    npyx: 'direction',
  }),
  binMs: number({ default: 1, min: 0.001, max: 10_000, doc: 'Bin width of the histogram.' }),
  maxMs: number({ default: 50, min: 0.01, max: 600_000, doc: 'End of the histogram.' }),
  ...trainParams,
};
export type CrossIntervalParams = Values<typeof crossIntervalParams>;

export interface PairIntervals {
  readonly from: UnitId;
  readonly to: UnitId;
  /** One per spike of `from`; NaN where `to` has no such spike in the same period. */
  readonly intervalsMs: Float64Array;
  readonly counts: Int32Array;
  /** What independent spikes of `to` at its rate would give, per bin. */
  readonly byChance: Float64Array;
  /** Intervals beyond the histogram. */
  readonly beyond: number;
  /** Spikes without an interval. */
  readonly without: number;
  readonly medianMs: number;
}
export interface CrossIntervals {
  readonly units: readonly UnitId[];
  readonly edgesMs: Float64Array;
  readonly pairs: readonly PairIntervals[];
}
