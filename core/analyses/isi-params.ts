import type { UnitId } from '../model/units.ts';
import { choice, integer, number, type Values } from './params.ts';
import { trainParams } from './train-params.ts';

export const isiParams = {
  scale: choice(['linear', 'log'], {
    default: 'linear',
    doc: 'Bins of equal width, or of equal ratio between their edges.',
  }),
  binMs: number({ default: 1, min: 0.001, max: 10_000, doc: 'Bin width on a linear scale.' }),
  maxMs: number({ default: 100, min: 0.01, max: 600_000, doc: 'End of the linear scale.' }),
  binsPerDecade: integer({
    default: 20,
    min: 1,
    max: 200,
    doc: 'Number of bins from one power of ten to the next on a log scale, which holds all intervals but those of 0.',
  }),
  ...trainParams,
};
export type IsiParams = Values<typeof isiParams>;

export interface Intervals {
  readonly units: readonly UnitId[];
  /** Of each unit in the order of its spikes; none from one period to the next. */
  readonly intervalsMs: readonly Float64Array[];
  readonly edgesMs: Float64Array;
  readonly counts: readonly Int32Array[];
  /** Intervals that lie in no bin, per unit. */
  readonly outside: readonly number[];
  readonly medianMs: readonly number[];
  readonly cv: readonly number[];
  readonly cv2: readonly number[];
  /** Share of the intervals under `refractoryMs`. */
  readonly violationPercent: readonly number[];
}
