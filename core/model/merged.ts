import type { UnitId } from './units.ts';

/** The number of decimals that tell `count` datasets apart in a unit's number: one for up to ten, as npyx has it. */
export const decimalsFor = (count: number): number => Math.max(1, String(count - 1).length);

/** The name of a unit of a merged dataset: `92.1` is unit 92 of dataset 1, and `92.10` unit 92 of dataset 10. */
export const mergedUnitId = (cluster: number, probe: number): UnitId => `${cluster}.${probe}`;
