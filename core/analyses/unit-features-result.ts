import type { UnitId } from '../model/units.ts';

/** One number a unit and feature; NaN where the unit has too few spikes for it. */
export interface Features {
  readonly spikeCount: number;
  readonly overallHz: number;
  readonly meanInstantaneousHz: number;
  readonly medianMs: number;
  readonly modeMs: number;
  readonly shortestMs: number;
  readonly violationPercent: number;
  readonly cv: number;
  readonly cv2: number;
  readonly lv: number;
  readonly lvr: number;
  readonly ir: number;
  readonly si: number;
  readonly skewness: number;
  readonly entropyBits: number;
  readonly burstPercent: number;
  readonly burstIndex: number;
}
export interface UnitFeatures {
  readonly units: readonly UnitId[];
  readonly features: readonly Features[];
}
