import { type CleanShape, delayBand, delayTaps } from './clean-shape.ts';
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

/** Coefficients of eight channels side by side, block after block. */
export function writeWeights(
  weights: Float32Array,
  { channels }: { channels: Int32Array },
  delays: Float64Array,
): void {
  const filters = new Map<number, Float64Array>();
  channels.forEach((channel, lane) => {
    const delay = delays[channel];
    const filter = filters.get(delay) ?? fractionalDelay(delay, delayTaps, delayBand);
    filters.set(delay, filter);
    const start = (lane - (lane % lanes)) * delayTaps + (lane % lanes);
    for (let k = 0; k < delayTaps; k++) weights[start + k * lanes] = filter[k];
  });
}
