import { type CleanShape, delayBand, delayParts, delayTaps } from './clean-shape.ts';
import { fractionalDelay } from './fractional-delay.ts';
import type { LaneLayout } from './lane-layout.ts';

/** Channels in a block. */
export const lanes = 8;

/** Of each channel its lane, of how many it is made, and their lanes each with the bits of its weight. */
export function weightLists({ whitening }: CleanShape, { laneOf }: LaneLayout): Int32Array {
  const lists = (whitening ?? []).map(({ channels, weights }, k) => {
    const list = new Int32Array(2 + 2 * channels.length);
    list.set([laneOf[k], channels.length]);
    const bits = new Int32Array(Float32Array.from(weights).buffer);
    channels.forEach((channel, i) => {
      list.set([laneOf[channel], bits[i]], 2 + 2 * i);
    });
    return list;
  });
  const all = new Int32Array(lists.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const list of lists) {
    all.set(list, at);
    at += list.length;
  }
  return all;
}

/** Of each channel its lane, how many are near it, and their lanes. */
export const nearLists = ({ neighbours }: CleanShape, { laneOf }: LaneLayout): number[] =>
  neighbours?.flatMap((near, k) => [laneOf[k], near.length, ...Array.from(near, (other) => laneOf[other])]) ??
  [];

/**
 * Coefficients of eight channels as `alignRows` takes them: for every two of a channel what is whole in the first parts,
 * then what is left in the second, block after block.
 */
export function writeWeights(
  weights: Int16Array,
  { channels }: { channels: Int32Array },
  delays: Float64Array,
): void {
  const filters = new Map<number, readonly Int16Array[]>();
  channels.forEach((channel, lane) => {
    const delay = delays[channel];
    const filter = filters.get(delay) ?? delayFilter(delay);
    filters.set(delay, filter);
    const start = 2 * (lane - (lane % lanes)) * delayTaps + 2 * (lane % lanes);
    for (let k = 0; k < delayTaps; k++)
      filter.forEach((parts, i) => {
        weights[start + 4 * lanes * (k >> 1) + 2 * lanes * i + (k & 1)] = parts[k];
      });
  });
}

/** What is whole of a fractional delay's coefficients in the first of `delayParts`, and the rest in the second. */
export function delayFilter(delay: number): readonly [Int16Array, Int16Array] {
  const filter = fractionalDelay(delay, delayTaps, delayBand);
  const [coarse, fine] = delayParts;
  const most = Int16Array.from(filter, (weight) => Math.round(weight * coarse));
  return [most, Int16Array.from(filter, (weight, k) => Math.round((weight - most[k] / coarse) * fine))];
}
