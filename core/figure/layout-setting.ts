import type { MeasureText } from './text-width.ts';
import type { Theme } from './theme.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What every part of layout needs to know. */
export interface Setting {
  readonly theme: Theme;
  readonly measure: MeasureText;
  readonly seriesSlots: readonly number[] | undefined;
  readonly size: Size;
  /** Font sizes in pixels. */
  readonly fonts: {
    readonly tick: number;
    readonly label: number;
    readonly panel: number;
    readonly title: number;
  };
}
