import type { ProbeSite } from '../model/probe.ts';

/**
 * Positions of the `count` channels nearest to channel `peak` on its shank, itself included, ascending; without sites
 * the nearest by number.
 */
export function channelsAround(
  peak: number,
  count: number,
  sites: readonly ProbeSite[] | null,
  channelCount: number,
): Int32Array {
  const origin = sites?.[peak];
  const distance = (channel: number): number => {
    const site = sites?.[channel];
    if (!origin || !site) return Math.abs(channel - peak);
    return site.shank === origin.shank
      ? Math.hypot(site.xUm - origin.xUm, site.yUm - origin.yUm)
      : Number.POSITIVE_INFINITY;
  };
  const ranked = Array.from({ length: channelCount }, (_, channel) => ({ channel, far: distance(channel) }))
    .filter(({ far }) => Number.isFinite(far))
    .sort((a, b) => a.far - b.far || a.channel - b.channel);
  return Int32Array.from(ranked.slice(0, count), ({ channel }) => channel).sort();
}

/** Where a channel's waveform is drawn: offsets in the panel's units. */
export interface Place {
  readonly channel: number;
  readonly x: number;
  readonly y: number;
}

/**
 * Lays channels out as on the probe: side by side what is side by side, a window's `width` apart, rows `rowHeight` apart.
 * Shanks stand beside each other; stretches of the probe without a shown channel are shortened to two rows.
 */
export function waveformPlaces(
  channels: readonly number[],
  sites: readonly ProbeSite[] | null,
  width: number,
  rowHeight: number,
): Place[] {
  if (!sites) return channels.map((channel, i) => ({ channel, x: 0, y: -i * rowHeight }));
  const shown = channels.map((channel) => ({ channel, ...(sites[channel] as ProbeSite) }));
  const heights = distinct(shown.map(({ yUm }) => yUm));
  const rows = spread(heights, 2);
  // Neighbours in one row must not overlap; staggered rows may, and then look as they lie on the probe.
  const gap = Math.min(
    ...heights.map((height) =>
      smallestGap(
        distinct(shown.filter(({ yUm }) => yUm === height).map(({ xUm, shank }) => xUm + 1e6 * shank)),
      ),
    ),
  );
  const xScale = Number.isFinite(gap) && gap < 1e5 ? (1.15 * width) / gap : width / 50;
  const shanks = distinct(shown.map(({ shank }) => shank));
  let edge = 0;
  return shanks.flatMap((shank) => {
    const own = shown.filter((site) => site.shank === shank);
    const left = Math.min(...own.map(({ xUm }) => xUm));
    const start = edge;
    edge += (Math.max(...own.map(({ xUm }) => xUm)) - left) * xScale + 1.5 * width;
    return own.map(({ channel, xUm, yUm }) => ({
      channel,
      x: start + (xUm - left) * xScale,
      y: (rows.get(yUm) as number) * rowHeight,
    }));
  });
}

const distinct = (values: readonly number[]): number[] => [...new Set(values)].sort((a, b) => a - b);

const smallestGap = (ascending: readonly number[]): number =>
  Math.min(...ascending.slice(1).map((value, i) => value - (ascending[i] as number)));

/** Each value's place when the smallest gap is 1 and none is larger than `most`. */
function spread(ascending: readonly number[], most: number): Map<number, number> {
  const unit = smallestGap(ascending);
  const places = new Map<number, number>();
  let place = 0;
  ascending.forEach((value, i) => {
    if (i > 0) place += Math.min(most, (value - (ascending[i - 1] as number)) / unit);
    places.set(value, place);
  });
  return places;
}
