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
