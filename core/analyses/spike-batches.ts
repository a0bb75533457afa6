import { evenlySpaced } from '../kernels/drift-match.ts';
import { leftOutText } from './left-out-spikes.ts';
import type { RawUnit } from './matched-waveforms-params.ts';
import { countText } from './number-text.ts';

/** Batches of a unit's neighbouring spikes. */
export interface SpikeBatches {
  readonly batchSize: number;
  /** Positions of the first spikes of the batches, ascending. */
  readonly starts: Int32Array;
}

/** The unit without the spikes whose window reaches beyond the file, which are counted aloud. */
export function readableSpikes<U extends RawUnit>(
  unit: U,
  length: number,
  sampleCount: number,
  warn: (message: string) => void,
): U {
  const before = Math.floor(length / 2);
  const { samples, spikeIds } = unit;
  const fits = (sample: number) => sample >= before && sample - before + length <= sampleCount;
  const fitting = samples.filter(fits);
  const lost = samples.length - fitting.length;
  if (lost === 0) return unit;
  warn(leftOutText(unit.unit, lost));
  return { ...unit, samples: fitting, spikeIds: spikeIds.filter((_, i) => fits(samples[i] as number)) };
}

/**
 * Batches in order of time; an incomplete last one is left out, unless it is the only one. Of a unit with more than
 * `matchCount` spikes as many batches as they make, at even distances.
 */
export function spikeBatches(
  { unit, samples }: RawUnit,
  { batchSize, matchCount }: { readonly batchSize: number; readonly matchCount: number },
  warn: (message: string) => void,
): SpikeBatches {
  if (samples.length === 0) {
    warn(`unit ${unit} has no spike to match`);
    return { batchSize, starts: new Int32Array() };
  }
  if (samples.length < batchSize) {
    warn(`unit ${unit} has ${countText(samples.length, 'spike')}, fewer than a batch of ${batchSize}`);
    return { batchSize: samples.length, starts: Int32Array.of(0) };
  }
  const total = Math.floor(samples.length / batchSize);
  const most = samples.length > matchCount ? Math.max(1, Math.floor(matchCount / batchSize)) : total;
  return { batchSize, starts: evenlySpaced(total, most).map((batch) => batch * batchSize) };
}

/** The ids of the spikes of some batches, in order of time. */
export const spikesOfBatches = (
  spikeIds: Uint32Array,
  { batchSize, starts }: SpikeBatches,
  batches: Int32Array,
): Uint32Array =>
  Uint32Array.from(
    Array.from(batches).flatMap((batch) => {
      const start = starts[batch] as number;
      return Array.from(spikeIds.subarray(start, start + batchSize));
    }),
  );
