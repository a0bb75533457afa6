import type { MeasureText } from './text-width.ts';
import type { Theme } from './theme.ts';
import type { TextFont } from './typeface.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * From the end of a tick down to the baseline of its number, in pixels: large numbers hang lower, or the first of the
 * horizontal axis would meet the last of the vertical one.
 */
export const dropOf = (tick: number): number => tick + 1 + Math.max(0, 0.35 * (tick - 10.5));

/** What every part of layout needs to know. */
export interface Setting {
  readonly theme: Theme;
  readonly measure: MeasureText;
  readonly seriesSlots: readonly number[] | undefined;
  readonly size: Size;
  /** Pixels of all lines of data; each mark's own unless told. */
  readonly lineWidth: number | undefined;
  readonly fonts: {
    readonly tick: TextFont;
    readonly label: TextFont;
    readonly panel: TextFont;
    readonly title: TextFont;
    /** Words of the figure that are neither its title nor an axis label. */
    readonly plain: TextFont;
  };
  /** Pixels between a label and the numbers of its axis beyond the usual. */
  readonly labelGap: { readonly x: number; readonly y: number };
  /** Pixels between plots beyond what stands around them; the usual unless told. */
  readonly gap: { readonly columns: number | undefined; readonly rows: number | undefined };
  readonly ticksInside: boolean;
}

/** Pixels between a plot and the words at its side. */
export const sideGap = 5;
