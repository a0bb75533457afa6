import type { Rect } from './display-list.ts';
import type { LegendPlace } from './figure.ts';

/** What is written right of a plot, and how many pixels each part takes. */
export interface RightRoom {
  readonly axis: number;
  readonly bar: number;
  readonly legend: number;
}

/** Where one panel's parts go. */
export interface Cell {
  readonly plot: Rect;
  /** The plot with its margins: no text of the panel leaves it. */
  readonly bounds: Rect;
  readonly xNumbers: boolean;
  readonly yNumbers: boolean;
  readonly xLabel: boolean;
  readonly yLabel: boolean;
  /** Axes have no labels for want of room: their units stand behind the last number. */
  readonly unitsBehind: boolean;
  readonly heading: boolean;
  /** How far words of the panels in this row reach over their plots: headings stand above them. */
  readonly overhang: number;
  readonly rightAxis: boolean;
  readonly rightNumbers: boolean;
  readonly rightLabel: boolean;
  readonly right: RightRoom;
  readonly legend: LegendPlace | null;
}
