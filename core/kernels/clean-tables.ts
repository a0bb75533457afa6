import { type CleanShape, delayBand, delayNear, delayParts, delayTaps } from './clean-shape.ts';
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

/** Bytes of the coefficients of eight channels. */
export const weightsBytes = 2 * lanes * (delayTaps + delayNear[1] - delayNear[0]);

/**
 * Coefficients of eight channels as `alignRows` takes them, block after block: every two small ones of each channel, then
 * every two large ones, what is whole of them in the first parts before what is left in the last.
 */
export function writeWeights(
  weights: Int16Array,
  { channels }: { channels: Int32Array },
  delays: Float64Array,
): void {
  const filters = new Map<number, DelayFilter>();
  const [first, end] = delayNear;
  channels.forEach((channel, lane) => {
    const delay = delays[channel];
    const filter = filters.get(delay) ?? delayFilter(delay);
    filters.set(delay, filter);
    let at = (weightsBytes / 2) * Math.floor(lane / lanes) + 2 * (lane % lanes);
    const put = (parts: Int16Array, k: number) => {
      weights.set(parts.subarray(k, k + 2), at);
      at += 2 * lanes;
    };
    for (let k = 0; k < delayTaps; k += 2) if (k < first || k >= end) put(filter.whole, k);
    for (let k = first; k < end; k += 2) {
      put(filter.whole, k);
      put(filter.rest, k);
    }
  });
}

export interface DelayFilter {
  /** Large coefficients in the first of `delayParts`, small ones in the second. */
  readonly whole: Int16Array;
  /** What is left of the large ones, in the last. */
  readonly rest: Int16Array;
}

export const isNear = (k: number): boolean => k >= delayNear[0] && k < delayNear[1];

export function delayFilter(delay: number): DelayFilter {
  const filter = fractionalDelay(delay, delayTaps, delayBand);
  const [coarse, small, fine] = delayParts;
  const whole = Int16Array.from(filter, (weight, k) => Math.round(weight * (isNear(k) ? coarse : small)));
  const rest = Int16Array.from(filter, (weight, k) =>
    isNear(k) ? Math.round((weight - whole[k] / coarse) * fine) : 0,
  );
  return { whole, rest };
}
