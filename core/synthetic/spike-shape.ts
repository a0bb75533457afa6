import { bell } from './exact-math.ts';
import type { ProbeLayout } from './probe-layout.ts';

/** Three bells: a trough of width `s1`, a later bump (`r`, `t2`, `s2`) and an earlier one (`p`, `t3`, `s3`), in samples. */
export interface SpikeShape {
  readonly s1: number;
  readonly r: number;
  readonly t2: number;
  readonly s2: number;
  readonly p: number;
  readonly t3: number;
  readonly s3: number;
}

export const SHAPES: readonly SpikeShape[] = [
  { s1: 3.2, r: 0.38, t2: 9, s2: 5.5, p: 0.06, t3: 9, s3: 4 },
  { s1: 4.6, r: 0.3, t2: 15, s2: 9, p: 0.0, t3: 10, s3: 4 },
  { s1: 2.6, r: 0.5, t2: 7, s2: 4.5, p: 0.12, t3: 8, s3: 3 },
  { s1: 5.4, r: 0.22, t2: 18, s2: 10, p: 0.04, t3: 12, s3: 5 },
];

/** Samples before and after the trough that a spike covers. */
export const SHAPE_LEFT = 30;
export const SHAPE_RIGHT = 50;
export const SHAPE_LENGTH = SHAPE_LEFT + SHAPE_RIGHT + 1;

/** What one source leaves on one file column, in units of its amplitude. */
export interface ChannelShare {
  readonly channel: number;
  readonly gain: number;
  readonly wave: Float64Array;
}

export type Footprint = readonly ChannelShare[];

/**
 * The shares of a source at (`xUm`, `yUm`) on one shank, on the columns that see at least 5 % of it.
 * The gain falls as (1 + d²/625 µm²)^(−3/2); the wave arrives 0.02 samples later per µm.
 */
export function footprint(
  probe: ProbeLayout,
  shank: number,
  xUm: number,
  yUm: number,
  shape: SpikeShape,
): Footprint {
  const shares: ChannelShare[] = [];
  for (let channel = 0; channel < probe.saved.length; channel++) {
    if (probe.shank[channel] !== shank || channel === probe.reference) continue;
    const dx = probe.xUm[channel]! - xUm;
    const dy = probe.yUm[channel]! - yUm;
    const d2 = dx * dx + dy * dy;
    const q = 1 + d2 / 625;
    const gain = 1 / (q * Math.sqrt(q));
    if (gain < 0.05) continue;
    const delay = 0.02 * Math.sqrt(d2);
    const wave = new Float64Array(SHAPE_LENGTH);
    for (let k = 0; k < SHAPE_LENGTH; k++) wave[k] = gain * valueAt(shape, k - SHAPE_LEFT - delay);
    shares.push({ channel, gain, wave });
  }
  return shares;
}

/** The same small bump on every column but the reference: an artefact, not a neuron. */
export function artefactFootprint(probe: ProbeLayout): Footprint {
  const wave = new Float64Array(SHAPE_LENGTH);
  for (let k = 0; k < SHAPE_LENGTH; k++) wave[k] = 0.25 * bell((k - SHAPE_LEFT) / 8);
  return probe.saved
    .map((_, channel) => ({ channel, gain: 0.25, wave }))
    .filter(({ channel }) => channel !== probe.reference);
}

/** The shape, of amplitude 1, at `t` samples after its trough. */
function valueAt(w: SpikeShape, t: number): number {
  return -bell(t / w.s1) + w.r * bell((t - w.t2) / w.s2) + w.p * bell((t + w.t3) / w.s3);
}
