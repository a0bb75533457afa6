import { crossIntervals } from './cross-intervals.ts';

/** For each spike of a reference train: how many other units were active, and how many of these fired with it. */
export interface PopulationSynchrony {
  /** Units that are in one of their firing periods at the spike. */
  readonly firing: Int32Array;
  /** Those of them with a spike at most `silence` away. */
  readonly active: Int32Array;
  /** Those of them with a spike at most `reach` away. */
  readonly together: Int32Array;
  /** How many of the active ones chance would have fire with it. */
  readonly byChance: Float64Array;
}

/**
 * `firingRanges` holds, per other unit, the [start, end) in which it fires at all, ascending; `reach` and `silence` are in
 * samples, both included; `chances` holds the probability, per other unit, that an active one fires together by chance.
 */
export function populationSynchrony(
  reference: Float64Array,
  others: readonly Float64Array[],
  firingRanges: readonly (readonly (readonly [start: number, end: number])[])[],
  reach: number,
  silence: number,
  chances: readonly number[] = others.map(() => 0),
): PopulationSynchrony {
  const firing = new Int32Array(reference.length);
  const active = new Int32Array(reference.length);
  const together = new Int32Array(reference.length);
  const byChance = new Float64Array(reference.length);
  others.forEach((train, unit) => {
    const nearest = crossIntervals(reference, train, 'nearest');
    const ranges = firingRanges[unit];
    for (let i = 0, at = 0; i < reference.length; i++) {
      while (at < ranges.length && ranges[at][1] <= reference[i]) at++;
      if (at === ranges.length || ranges[at][0] > reference[i]) continue;
      firing[i]++;
      if (!(nearest[i] <= silence)) continue;
      active[i]++;
      byChance[i] += chances[unit];
      if (nearest[i] <= reach) together[i]++;
    }
  });
  return { firing, active, together, byChance };
}
