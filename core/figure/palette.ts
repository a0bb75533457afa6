import type { ColorCenter } from './figure.ts';

/** The backgrounds for which colours are chosen. */
export type PaletteName = 'light' | 'dark' | 'hc-light' | 'hc-dark';

/**
 * Eight colours per background, in the spirit of Okabe & Ito (2008): blue, orange, purple, green, yellow, red, pale and
 * brown, moved apart until every pair can be told under simulated protanopia, deuteranopia and tritanopia (Machado et
 * al. 2009) and each has a contrast of at least 3.5 to its background. A test repeats the measurement.
 */
const series: Record<PaletteName, readonly string[]> = {
  dark: ['#74b4ff', '#ee8a1a', '#b368fa', '#1c9468', '#e4ec66', '#ff8fb2', '#a4f7ff', '#c5a867'],
  light: ['#05407a', '#b87900', '#5b169f', '#32887b', '#8e783a', '#a40c47', '#6557a6', '#632c00'],
  'hc-dark': ['#74b4ff', '#ee8a1a', '#b368fa', '#1c9468', '#e4ec66', '#ff8fb2', '#a4f7ff', '#c5a867'],
  'hc-light': ['#05407a', '#a56a00', '#5b169f', '#22786b', '#7d6a2f', '#a40c47', '#6557a6', '#632c00'],
};

/** How many slots differ; later ones begin again. */
export const seriesCount = 8;

/** The colour of a slot: the n-th selected unit, the same in every view. */
export const seriesColor = (slot: number, palette: PaletteName): string =>
  series[palette][((Math.trunc(slot) % seriesCount) + seriesCount) % seriesCount] as string;

const groups: Record<PaletteName, Readonly<Record<string, string>>> = {
  dark: { good: '#89d185', mua: '#cca700', noise: '#8c8c8c', unsorted: '#6fa8dc' },
  light: { good: '#388a34', mua: '#b58000', noise: '#7a7a7a', unsorted: '#3f74a8' },
  'hc-dark': { good: '#89d185', mua: '#ffd700', noise: '#c0c0c0', unsorted: '#9ecbff' },
  'hc-light': { good: '#1f6b1c', mua: '#7a5600', noise: '#4a4a4a', unsorted: '#204f80' },
};

/** The colour of a label; whatever a curator wrote beside the usual four looks like `unsorted`. */
export const groupColor = (group: string, palette: PaletteName): string =>
  groups[palette][group.toLowerCase()] ?? (groups[palette]['unsorted'] as string);

const hex = (stops: string) =>
  stops.split(' ').map((stop) => {
    const value = Number.parseInt(stop, 16);
    return [value >> 16, (value >> 8) & 255, value & 255] as const;
  });

/**
 * Colour maps as evenly spaced stops. viridis and inferno: S. van der Walt and N. Smith for matplotlib (CC0), every 16th
 * of their 256 entries. RdBu: ColorBrewer 2 (Apache-2.0), 11 classes, red low as matplotlib has it.
 */
const colormaps: Readonly<Record<string, readonly (readonly [number, number, number])[]>> = {
  viridis: hex(
    '440154 48186a 472d7b 424086 3b528b 33638d 2c728e 26828e 21918c 1f9f88 27ad81 3dbc74 5cc863 81d34d aadc32 d5e21a fde725',
  ),
  inferno: hex(
    '000004 0b0724 210c4a 3d0965 57106e 71196e 8a226a a32c61 bc3754 d04545 e35933 f1711f f98c0a fcaa0f f9c932 f2e865 fcffa4',
  ),
  gray: hex('000000 ffffff'),
  RdBu: hex('67001f b2182b d6604d f4a582 fddbc7 f7f7f7 d1e5f0 92c5de 4393c3 2166ac 053061'),
  RdBu_r: hex('053061 2166ac 4393c3 92c5de d1e5f0 f7f7f7 fddbc7 f4a582 d6604d b2182b 67001f'),
};

export const colormapNames = Object.keys(colormaps);

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
  const stops = colormaps[name];
  if (!stops) throw new RangeError(`no colour map '${name}'; there are ${colormapNames.join(', ')}`);
  const pixels = new Uint8ClampedArray(values.length * 4);
  const last = stops.length - 1;
  const shareOf = shareIn(range, center);
  values.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    const position = Math.min(1, Math.max(0, shareOf(value))) * last;
    const below = Math.min(last - 1, Math.floor(position));
    const [from, to] = [stops[below], stops[below + 1]];
    for (let channel = 0; channel < 3; channel++) {
      const start = from?.[channel] as number;
      pixels[4 * i + channel] = start + (position - below) * ((to?.[channel] as number) - start);
    }
    pixels[4 * i + 3] = 255;
  });
  return pixels;
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
