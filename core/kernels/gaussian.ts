import { upperGamma } from './incomplete-gamma.ts';

/** Density of the standard normal distribution. */
export const normalDensity = (z: number): number => Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);

/** Φ(z), what a standard normal distribution has below z; precise also far out in the lower tail. */
export const normalBelow = (z: number): number =>
  z < 0 ? 0.5 * upperGamma(0.5, 0.5 * z * z) : 1 - 0.5 * upperGamma(0.5, 0.5 * z * z);

/** Hazard φ(z) / (1 − Φ(z)) of the standard normal distribution: the mean of what lies above z. */
export const normalHazard = (z: number): number => (z > 35 ? z + 1 / z : normalDensity(z) / normalBelow(-z));
