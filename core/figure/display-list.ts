import type { ColoredCells, Steps } from './figure.ts';
import type { TextFont, Typeface } from './typeface.ts';

/** A figure laid out: everything in pixels, in painting order. SVG, PNG, PDF and the webview paint this and nothing else. */
export interface DisplayList {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly alt: string;
  /** Null: paint no background. */
  readonly background: string | null;
  /** What PNG and PDF write in; SVG and pages take `fontFamily`. */
  readonly typeface: Typeface;
  readonly fontFamily: string;
  readonly panels: readonly PanelBox[];
  readonly items: readonly Item[];
}

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Data → pixels: `xPx = x + xScale × xData`, the same for y (whose scale is negative when y grows upwards). */
export interface Affine {
  readonly x: number;
  readonly xScale: number;
  readonly y: number;
  readonly yScale: number;
}

/** Where a panel's data are drawn; marks never leave it. On a log axis `toPixel` expects log10 of the data. */
export interface PanelBox {
  readonly plot: Rect;
  readonly toPixel: Affine;
  readonly xLog: boolean;
  readonly yLog: boolean;
}

export type Item = TextItem | SegmentsItem | FillItem | MarkItem;

export interface TextItem extends TextFont {
  readonly kind: 'text';
  /** Baseline of the anchor. */
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly color: string;
  readonly anchor: 'start' | 'middle' | 'end';
  /** Degrees to the left around (x, y): 90 for the label of a vertical axis. */
  readonly turn?: number;
  /** Width as measured: what layout reserved. */
  readonly measured: number;
}

/** Separate straight lines in pixels, four numbers each: x1, y1, x2, y2. Axes, ticks, rules, scale bars. */
export interface SegmentsItem {
  readonly kind: 'segments';
  readonly points: readonly number[];
  readonly color: string;
  readonly width: number;
  readonly opacity: number;
  readonly dash: boolean;
}

/** A filled outline in pixels, x and y in turn: colour bars and the keys of legends. */
export interface FillItem {
  readonly kind: 'fill';
  readonly points: readonly number[];
  readonly color: string;
  readonly opacity: number;
}

/** Marks keep the arrays of the figure; `toPixel` places them. They are clipped to their panel's plot. */
export type MarkItem = LineItem | AreaItem | BarsItem | PointsItem | ImageItem;

interface Placed {
  /** Index into `panels`. */
  readonly panel: number;
  /** Index into the panel's marks, for picking. */
  readonly mark: number;
  readonly toPixel: Affine;
  readonly color: string;
  readonly opacity: number;
}
export interface LineItem extends Placed {
  readonly kind: 'line';
  readonly x: Float32Array | Steps;
  readonly y: Float32Array;
  /** Points of each of the lines that lie end to end in `y`. */
  readonly pointCount: number;
  readonly width: number;
  readonly dash: boolean;
}
export interface AreaItem extends Placed {
  readonly kind: 'area';
  readonly x: Float32Array | Steps;
  readonly y0: Float32Array;
  readonly y1: Float32Array;
}
export interface BarsItem extends Placed {
  readonly kind: 'bars';
  readonly x: Float32Array | Steps;
  readonly y: Float32Array;
  /** Data units. */
  readonly width: number;
  /** The y they stand on, in the mark's own units: 0, or the foot of a log axis. */
  readonly base: number;
}
export interface PointsItem extends Placed {
  readonly kind: 'points';
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Pixels. */
  readonly size: number | Float32Array;
  readonly shape: 'circle' | 'square' | 'tick';
  readonly hollow: boolean;
}
export interface ImageItem extends Placed, ColoredCells {
  readonly kind: 'image';
}

export const isMark = (item: Item): item is MarkItem =>
  item.kind !== 'text' && item.kind !== 'segments' && item.kind !== 'fill';

/** Coordinate i of an array or of even steps. */
export const coordinate = (x: Float32Array | Steps, i: number): number =>
  x instanceof Float32Array ? (x[i] as number) : x.start + i * x.step;

/** Points and bars of a list: what decides whether it is painted by the GPU. */
export function markSize(list: DisplayList): number {
  let size = 0;
  for (const item of list.items) {
    if (item.kind === 'line' || item.kind === 'bars' || item.kind === 'points') size += item.y.length;
    else if (item.kind === 'area') size += 2 * item.y0.length;
    else if (item.kind === 'image') size += item.values.length;
  }
  return size;
}
