import type { Section } from './butterworth.ts';
import {
  type CleanShape,
  type CleanSize,
  delayParts,
  delayTaps,
  type FrameCleaner,
  referenceScale,
} from './clean-shape.ts';
import { type DelayFilter, delayFilter, isNear } from './clean-tables.ts';
import { foldExtremes } from './column-extremes.ts';
import { filterForwardBackward } from './filter-forward-backward.ts';
import { medianInPlace } from './median.ts';
import { filterThirdHighpass, thirdHighpass } from './third-highpass.ts';
import type { ChannelFilter } from './whitening-matrix.ts';

/** What `frameCleaner` does, in plain TypeScript, one channel after the other: its oracle. */
export function plainFrameCleaner(shape: CleanShape, size: CleanSize): FrameCleaner {
  const { columnCount, columns, delays, sections, zeroPhase, groups, neighbours, whitening } = shape;
  const stride = columns.length;
  const raw = new Int16Array(size.stretch * columnCount);
  const filters = delays && Array.from(delays, delayFilter);
  const highpass = thirdHighpass(sections);
  let frames = new Float32Array();
  let start = 0;
  return {
    raw,
    clean(count, from, to) {
      start = from;
      frames = new Float32Array((to - from) * stride);
      for (let k = 0; k < stride; k++) {
        const recorded = Float64Array.from({ length: count }, (_, s) => raw[s * columnCount + columns[k]]);
        const channel = filters ? delayed(recorded, filters[k]) : recorded;
        const filtered = highpass
          ? filterThirdHighpass(channel, highpass, sections, zeroPhase)
          : zeroPhase && sections.length > 0
            ? filterForwardBackward(channel, sections)
            : sections.reduce(filterForward, channel);
        for (let s = from; s < to; s++) frames[(s - from) * stride + k] = filtered[s];
      }
      const scale = referenceScale(shape);
      for (const { first, members, count: all } of groups)
        for (let row = first; row < frames.length; row += stride)
          subtractMedian(frames, row, members, all, scale);
      if (neighbours) subtractNear(frames, neighbours, scale);
      if (whitening) weigh(frames, whitening);
    },
    cleaned: () => frames,
    foldExtremes: (first, columnSamples, lowest, highest) =>
      foldExtremes(frames, stride, first, columnSamples, lowest, highest),
    put() {
      let clipped = 0;
      for (let s = 0; s < frames.length / stride; s++)
        for (let k = 0; k < stride; k++) {
          const value = toWhole(frames[s * stride + k]);
          if (value > 32767 || value < -32768) clipped++;
          raw[(start + s) * columnCount + columns[k]] = Math.max(-32768, Math.min(32767, value));
        }
      return clipped;
    },
    giveBack() {},
  };
}

/** The ends are held. In whole numbers, as vector instructions do it. */
function delayed(channel: Float64Array, { whole, rest }: DelayFilter): Float64Array {
  const before = delayTaps / 2 - 1;
  const last = channel.length - 1;
  const [coarse, small, fine] = delayParts;
  return channel.map((_, s) => {
    let [near, far, left] = [0, 0, 0];
    for (let k = 0; k < delayTaps; k++) {
      const value = channel[Math.max(0, Math.min(last, s + k - before))];
      if (isNear(k)) near += whole[k] * value;
      else far += whole[k] * value;
      left += rest[k] * value;
    }
    far += Math.floor((left * small) / fine);
    return (near + Math.floor((far * coarse) / small)) / coarse;
  });
}

/** Started as if the first sample had always been there (transposed direct form II). */
export function filterForward(channel: Float64Array, [b0, b1, b2, a1, a2]: Section): Float64Array {
  const gain = (b0 + b1 + b2) / (1 + a1 + a2);
  let z1 = (gain - b0) * channel[0];
  let z2 = (b2 - a2 * gain) * channel[0];
  for (let s = 0; s < channel.length; s++) {
    const input = channel[s];
    const output = b0 * input + z1;
    z1 = b1 * input - a1 * output + z2;
    z2 = b2 * input - a2 * output;
    channel[s] = output;
  }
  return channel;
}

function subtractMedian(
  frames: Float32Array,
  start: number,
  members: number,
  all: number,
  scale: number,
): void {
  let values = fixed(frames, start, members, scale);
  let unit = scale;
  let median = medianInPlace(values);
  // Beyond what 16 bits hold in so small parts of a bit, larger ones do.
  while (unit > 1 && (2 * median >= 65533 || 2 * median <= -65535)) {
    unit = unit > 16 ? 16 : 1;
    values = fixed(frames, start, members, unit);
    median = medianInPlace(values);
  }
  for (let k = start; k < start + all; k++) frames[k] -= median / unit;
}

/** Eight rows at a time, in parts of a bit where all of their values fit into 16 bits so, else in sixteenths or whole ones. */
function subtractNear(frames: Float32Array, neighbours: readonly Int32Array[], scale: number): void {
  const stride = neighbours.length;
  for (let start = 0; start < frames.length; start += 8 * stride) {
    const rows = frames.subarray(start, start + 8 * stride);
    const most = rows.reduce((size, value) => Math.max(size, Math.abs(value)), 0);
    const used = most * scale < 32766 ? scale : scale > 16 && most * 16 < 32766 ? 16 : 1;
    const values = fixed(rows, 0, rows.length, used).map((value) => Math.max(-32767, value));
    for (let row = 0; row < rows.length; row += stride)
      neighbours.forEach((near, k) => {
        rows[row + k] -= medianInPlace(Int16Array.from(near, (other) => values[row + other])) / used;
      });
  }
}

/** In single precision, as vector instructions do it. */
function weigh(frames: Float32Array, filters: readonly ChannelFilter[]): void {
  const weights = filters.map((filter) => Float32Array.from(filter.weights));
  for (let start = 0; start < frames.length; start += filters.length) {
    const row = frames.slice(start, start + filters.length);
    filters.forEach(({ channels }, k) => {
      let sum = 0;
      for (let i = 0; i < channels.length; i++)
        sum = Math.fround(sum + Math.fround(weights[k][i] * row[channels[i]]));
      frames[start + k] = sum;
    });
  }
}

const fixed = (frames: Float32Array, start: number, count: number, scale: number): Int16Array =>
  Int16Array.from(frames.subarray(start, start + count), (value) =>
    Math.max(-32768, Math.min(32767, toWhole(value * scale))),
  );

/** The nearest whole number, of two equally near the even one, as vector instructions round. */
const toWhole = (value: number): number => Math.fround(Math.fround(value) + 12582912) - 12582912;
