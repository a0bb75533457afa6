import type { Color } from './figure.ts';
import { groupColor, type PaletteName, seriesColor } from './palette.ts';
import { familiesOf } from './typeface.ts';

/** What a figure's colours mean on one kind of background. All colours are `#rrggbb`: painters blend, themes do not. */
export interface Theme {
  /** Which series and group colours are readable here. */
  readonly palette: PaletteName;
  /** Null leaves the page behind visible; colours are then meant for `assumedBackground`. */
  readonly background: string | null;
  /** What the colours are meant for, also where the background is left to the page. */
  readonly paper: string;
  readonly text: string;
  /** Labels, ticks' numbers. */
  readonly muted: string;
  /** Axis lines, sites without a unit. */
  readonly faint: string;
  /** Marks that belong to no unit or to several. */
  readonly neutral: string;
  readonly accent: string;
  readonly warning: string;
  readonly fontFamily: string;
  /** Pixels of tick numbers; the other sizes follow from it. */
  readonly fontSize: number;
  /** Pixels of axis lines. */
  readonly hairline: number;
}

const common = { fontFamily: familiesOf.arial, fontSize: 10.5, hairline: 1 };

export const themes = {
  light: {
    ...common,
    palette: 'light',
    background: '#ffffff',
    paper: '#ffffff',
    text: '#1f1f1f',
    muted: '#616161',
    faint: '#a8a8a8',
    neutral: '#757575',
    accent: '#005fb8',
    warning: '#9a6700',
  },
  dark: {
    ...common,
    palette: 'dark',
    background: '#1f1f1f',
    paper: '#1f1f1f',
    text: '#d4d4d4',
    muted: '#9d9d9d',
    faint: '#5f5f5f',
    neutral: '#8c8c8c',
    accent: '#3794ff',
    warning: '#cca700',
  },
  'hc-dark': {
    ...common,
    palette: 'hc-dark',
    background: '#000000',
    paper: '#000000',
    text: '#ffffff',
    muted: '#ffffff',
    faint: '#ffffff',
    neutral: '#d0d0d0',
    accent: '#f38518',
    warning: '#ffd700',
  },
  'hc-light': {
    ...common,
    palette: 'hc-light',
    background: '#ffffff',
    paper: '#ffffff',
    text: '#000000',
    muted: '#292929',
    faint: '#292929',
    neutral: '#4a4a4a',
    accent: '#0f4a85',
    warning: '#7a4b00',
  },
  print: {
    ...common,
    palette: 'light',
    background: '#ffffff',
    paper: '#ffffff',
    text: '#000000',
    muted: '#333333',
    faint: '#7a7a7a',
    neutral: '#6e6e6e',
    accent: '#005fb8',
    warning: '#9a6700',
    hairline: 0.75,
  },
} as const satisfies Record<string, Theme>;

export type ThemeName = keyof typeof themes;

/**
 * The `#rrggbb` a colour has under a theme. `seriesSlots[n]` is the palette slot of series n, for a selection whose units
 * keep their colours while others come and go; without it series n has slot n.
 */
export function resolveColor(color: Color, theme: Theme, seriesSlots?: readonly number[]): string {
  if (typeof color === 'object') {
    if ('group' in color) return groupColor(color.group, theme.palette);
    return seriesColor(seriesSlots?.[color.series] ?? color.series, theme.palette);
  }
  return color.startsWith('#')
    ? color
    : theme[color as 'text' | 'muted' | 'faint' | 'neutral' | 'accent' | 'warning'];
}
