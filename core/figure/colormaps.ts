import { crameriMaps, matplotlibMaps, qualitativeMaps } from './colormap-tables.ts';
import type { ColorCenter } from './figure.ts';

/** Red, green and blue from 0 to 1. */
export type Rgb = readonly [number, number, number];

interface Colormap {
  readonly name: string;
  /** Evenly spaced, 0 to 255. */
  readonly stops: readonly Rgb[];
  /** Colours without an order between them: nothing is interpolated. */
  readonly qualitative: boolean;
}

/** All maps by name; each has a reversed twin, `viridis_r`. */
export const colormapNames: readonly string[] = [
  ...Object.keys(matplotlibMaps),
  ...Object.keys(crameriMaps),
  ...Object.keys(qualitativeMaps),
];

const tables: Readonly<Record<string, string>> = { ...matplotlibMaps, ...crameriMaps, ...qualitativeMaps };
const unpacked = new Map<string, Colormap>();

export const isColormap = (name: string): boolean => Object.hasOwn(tables, name.replace(/_r$/, ''));

/** Throws RangeError for an unknown name, with those that begin alike. */
function colormapOf(name: string): Colormap {
  const known = unpacked.get(name);
  if (known) return known;
  const base = name.replace(/_r$/, '');
  const table = Object.hasOwn(tables, base) ? tables[base] : undefined;
  if (table === undefined) throw new RangeError(unknownColormap(name));
  const stops = (table.match(/.{6}/g) ?? []).map((stop): Rgb => {
    const value = Number.parseInt(stop, 16);
    return [value >> 16, (value >> 8) & 255, value & 255];
  });
  if (name !== base) stops.reverse();
  const map = { name, stops, qualitative: Object.hasOwn(qualitativeMaps, base) };
  unpacked.set(name, map);
  return map;
}

/** One sentence: what was asked for, what there is. */
export function unknownColormap(name: string): string {
  const same = colormapNames.find((known) => known.toLowerCase() === name.toLowerCase());
  const hint = same ? `did you mean ${same}? ` : '';
  return `no colour map '${name}'; ${hint}there are ${colormapNames.join(', ')}, and each reversed with _r`;
}

/** The colour, 0 to 255, at a place from 0 to 1 of a map. */
function colorAt({ stops, qualitative }: Colormap, share: number): Rgb {
  const place = Math.min(1, Math.max(0, share));
  if (qualitative) return stops[Math.min(stops.length - 1, Math.floor(place * stops.length))] as Rgb;
  const position = place * (stops.length - 1);
  const below = Math.min(stops.length - 2, Math.floor(position));
  const [from, to] = [stops[below] as Rgb, stops[below + 1] as Rgb];
  const between = (channel: 0 | 1 | 2) => from[channel] + (position - below) * (to[channel] - from[channel]);
  return [between(0), between(1), between(2)];
}

const toUnit = ([r, g, b]: Rgb): Rgb => [r / 255, g / 255, b / 255];

/**
 * `count` colours of a map, from its first to its last: npyx's `get_ncolors_cmap`. A qualitative map that has fewer begins
 * again, lighter and then darker, so that no two are the same. Throws RangeError for an unknown name.
 */
export function distinctColors(name: string, count: number): Rgb[] {
  const map = colormapOf(name);
  const places = Array.from({ length: count }, (_, i) => (count > 1 ? i / (count - 1) : 0));
  if (!map.qualitative) return places.map((place) => toUnit(colorAt(map, place)));
  const size = map.stops.length;
  if (count <= size) return places.map((place) => toUnit(colorAt(map, place)));
  const rounds = Math.ceil(count / size);
  return places.map((_, i) => shaded(toUnit(map.stops[i % size] as Rgb), Math.floor(i / size), rounds));
}

/** Round 0 as it is; odd rounds towards white, even ones towards black, further from round to round. */
function shaded(color: Rgb, round: number, rounds: number): Rgb {
  if (round === 0) return color;
  const share = (0.75 * Math.ceil(round / 2)) / Math.ceil(rounds / 2);
  const towards = round % 2 === 1 ? 1 : 0;
  const mixed = (channel: number) => channel + (towards - channel) * share;
  return [mixed(color[0]), mixed(color[1]), mixed(color[2])];
}

/** A function from values to colours: npyx's `get_bounded_cmap`, whose vmin and vmax are the `range`. */
export function boundedColors(
  name: string,
  range: readonly [number, number],
  center?: ColorCenter,
): (value: number) => Rgb {
  const map = colormapOf(name);
  const shareOf = shareIn(range, center);
  return (value) => toUnit(colorAt(map, shareOf(value)));
}

/**
 * `familyCount` families of `count` colours each: neighbours of a map within a family, families `gap` colours apart, none
 * paler than a saturation of 0.4 (npyx's `get_color_families`). Around the circle of hues unless a map is named.
 */
export function colorFamilies(count: number, familyCount: number, name = 'hsv', gap = 4): Rgb[][] {
  const map = colormapOf(name);
  const slots = familyCount * (count + gap);
  // The two ends of a circle are the same colour: the gap behind the last family parts them.
  const last = Math.max(1, name === 'hsv' ? slots : slots - gap - 1);
  return Array.from({ length: familyCount }, (_, family) =>
    Array.from({ length: count }, (_, i) =>
      saturated(toUnit(colorAt(map, (family * (count + gap) + i) / last)), 0.4),
    ),
  );
}

/** The same hue and value with at least this saturation; greys stay grey. */
function saturated(color: Rgb, least: number): Rgb {
  const high = Math.max(...color);
  const low = Math.min(...color);
  if (high === low || (high - low) / high >= least) return color;
  const stretch = (least * high) / (high - low);
  const moved = (channel: number) => high - (high - channel) * stretch;
  return [moved(color[0]), moved(color[1]), moved(color[2])];
}

export const hexOf = (color: Rgb): `#${string}` =>
  `#${color
    .map((channel) =>
      Math.round(channel * 255)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;

/**
 * (rows × columns) RGBA bytes of values through a named map; below and above `range` are its ends, NaN is transparent.
 * `center` says which value has the middle colour. Throws RangeError for an unknown name.
 */
export function mapColors(
  values: Float32Array,
  range: readonly [number, number],
  name: string,
  center?: ColorCenter,
): Uint8ClampedArray {
  const colors = lookupOf(name);
  const pixels = new Uint32Array(values.length);
  const shareOf = shareIn(range, center);
  const last = colors.length - 1;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (Number.isNaN(value)) continue;
    const place = Math.min(1, Math.max(0, shareOf(value)));
    pixels[i] = colors[Math.round(place * last)] as number;
  }
  return new Uint8ClampedArray(pixels.buffer);
}

/** So many colours of a map are told apart: finer than a screen's 256 per channel. */
const lookupSize = 4096;
const lookups = new Map<string, Uint32Array>();

/** The colours of a map as the four bytes of a pixel each. */
function lookupOf(name: string): Uint32Array {
  const known = lookups.get(name);
  if (known) return known;
  const map = colormapOf(name);
  const bytes = new Uint8ClampedArray(4 * lookupSize);
  for (let i = 0; i < lookupSize; i++) {
    bytes.set(colorAt(map, i / (lookupSize - 1)), 4 * i);
    bytes[4 * i + 3] = 255;
  }
  const lookup = new Uint32Array(bytes.buffer);
  lookups.set(name, lookup);
  return lookup;
}

/** Where in a map, from 0 to 1, a value has its colour. */
function shareIn([low, high]: readonly [number, number], center?: ColorCenter): (value: number) => number {
  if (!(high > low)) return () => 0.5;
  if (!center) return (value) => (value - low) / (high - low);
  const { value: middle, sides } = center;
  const [below, above] = [middle - low, high - middle];
  const widest = Math.max(below, above);
  return (value) => {
    const width = sides === 'linear' ? widest : value < middle ? below : above;
    return width > 0 ? 0.5 + (0.5 * (value - middle)) / width : 0.5;
  };
}
