import type { Dataset } from './dataset.ts';
import type { UnitId } from './units.ts';

/** One of the datasets that were merged; its units are `12.0`, `40.0` … for the first, `12.1` … for the second. */
export interface MergedProbe {
  /** What follows the point in the ids of its units. */
  readonly index: number;
  /** As whoever merged them called it: `probe1`, `lateral`. */
  readonly name: string;
  /** Where it is, or where it should be. */
  readonly folder: string;
  /** Undefined when it is not there or cannot be opened; `message` then says why. */
  readonly dataset?: Dataset;
  readonly message?: string;
  /** The stream its spikes came from, by its id in the merged dataset. */
  readonly streamId: string | null;
}

/** The number of decimals that tell `count` datasets apart in a unit's number: one for up to ten, as npyx has it. */
export const decimalsFor = (count: number): number => Math.max(1, String(count - 1).length);

/** The name of a unit of a merged dataset: `92.1` is unit 92 of dataset 1, and `92.10` unit 92 of dataset 10. */
export const mergedUnitId = (cluster: number, probe: number): UnitId => `${cluster}.${probe}`;
