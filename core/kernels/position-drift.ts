import { medianInPlace } from './median.ts';

export interface PositionDrift {
  /** Distance between the lowest and the highest of a unit's positions over time. */
  peakToPeak: Float64Array;
  /** Their standard deviation around the overall position. */
  sd: Float64Array;
  /** The median of their distances from it. */
  mad: Float64Array;
}

/** Fewer spikes do not tell where a unit is. */
const fewestSpikes = 5;

/**
 * How units move: of the medians of their spikes' `depths` in each interval, less the median of all of them. `unitOf` and
 * `intervalOf` say whose each spike is and when; NaN depths are passed over. Units that are known in fewer than two
 * intervals give NaN. SpikeInterface's drift_ptp, drift_std and drift_mad.
 */
export function positionDrift(
  depths: Float32Array,
  unitOf: Int32Array,
  intervalOf: Int32Array,
  unitCount: number,
): PositionDrift {
  const all = Array.from({ length: unitCount }, () => [] as number[]);
  const byInterval = new Map<number, number[]>();
  for (let i = 0; i < depths.length; i++) {
    if (unitOf[i] < 0 || Number.isNaN(depths[i])) continue;
    all[unitOf[i]].push(depths[i]);
    const key = intervalOf[i] * unitCount + unitOf[i];
    const own = byInterval.get(key);
    if (own) own.push(depths[i]);
    else byInterval.set(key, [depths[i]]);
  }
  const moved = Array.from({ length: unitCount }, () => [] as number[]);
  const middles = all.map((own) => medianInPlace(Float64Array.from(own)));
  for (const [key, own] of byInterval)
    if (own.length >= fewestSpikes)
      moved[key % unitCount].push(medianInPlace(Float64Array.from(own)) - middles[key % unitCount]);
  const each = (of: (values: Float64Array) => number) =>
    Float64Array.from(moved, (own) => (own.length < 2 ? Number.NaN : of(Float64Array.from(own))));
  return {
    peakToPeak: each((values) => Math.max(...values) - Math.min(...values)),
    sd: each((values) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    }),
    mad: each((values) => medianInPlace(values.map(Math.abs))),
  };
}
