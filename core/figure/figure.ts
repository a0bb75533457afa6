import type { Typeface } from './typeface.ts';

/**
 * A figure is data: panels with axes and marks in data units. Layout turns it into a display list of pixels, once;
 * SVG, PNG, PDF and the webview paint that same list, so what is exported and what is on screen cannot disagree.
 */
export interface Figure {
  readonly title: string;
  /** The parameters that made it, for the title line: `bin 0.2 ms · window 80 ms`. */
  readonly subtitle?: string;
  /** Says in sentences what the figure shows, numbers included: read aloud by screen readers, written into exports. */
  readonly alt: string;
  readonly panels: readonly Panel[];
  readonly grid: {
    readonly rows: number;
    readonly columns: number;
    /** Heights of the rows and widths of the columns in proportion to each other; all the same unless told. */
    readonly rowWeights?: readonly number[];
    readonly columnWeights?: readonly number[];
  };
  /** What the colours mean, in one line under the title. */
  readonly legend?: readonly LegendEntry[];
  /** Short remarks under the figure: spikes left out, what a band means. */
  readonly notes?: readonly string[];
  /** Sizes that a user chose; the theme's unless told. */
  readonly look?: Look;
}

/** Sizes in pixels, 96 to the inch. */
export interface Look {
  readonly typeface?: Typeface;
  /** Titles of the figure and of its panels. */
  readonly titleBold?: boolean;
  /** Labels of axes and of colour bars. */
  readonly labelBold?: boolean;
  /** Numbers at ticks, and words as small as they. */
  readonly tickBold?: boolean;
  /** Between a label and the numbers of its axis, beyond the usual. */
  readonly xLabelGap?: number;
  readonly yLabelGap?: number;
  /** Between plots, beyond what is written around them. */
  readonly columnGap?: number;
  readonly rowGap?: number;
  readonly ticksInside?: boolean;
  readonly titleSize?: number;
  readonly labelSize?: number;
  readonly tickSize?: number;
  readonly lineWidth?: number;
  readonly axisWidth?: number;
}

export interface Panel {
  readonly row: number;
  readonly column: number;
  readonly rowSpan?: number;
  readonly columnSpan?: number;
  /** Upper left corner: `234 → 241`. */
  readonly title?: string;
  readonly titleColor?: Color;
  /** The words of `title` in colours of their own; together they are the title. */
  readonly titleParts?: readonly TitlePart[];
  /** Upper right corner, dim: `42 Hz`. */
  readonly corner?: string;
  /** Right of the plot, at half its height: what its whole row of panels is. */
  readonly side?: TitlePart;
  readonly x: Axis;
  readonly y: Axis;
  readonly marks: readonly Mark[];
  /**
   * Instead of axes: an L with lengths in data units, right of the plot; or inside, in its lower left corner, where the
   * panel has left room for it.
   */
  readonly scaleBars?: { readonly x?: ScaleBar; readonly y?: ScaleBar; readonly inside?: boolean };
  /** What the colours of this panel mean, one line each, in its upper right corner. */
  readonly legend?: readonly LegendEntry[];
  /** The corner without data behind it unless told. */
  readonly legendPlace?: LegendPlace;
  /** A line around the plot instead of axes at the left and at the foot only. */
  readonly boxed?: boolean;
  /** The scale of an image's colours, right of the plot. */
  readonly colorbar?: Colorbar;
  /** A second vertical axis on the right, which says the left one in other words: right = `scale` × left + `offset`. */
  readonly rightAxis?: {
    readonly label: string;
    readonly unit: string;
    readonly scale: number;
    readonly offset: number;
  };
  /** One unit of x is as long as one unit of y (probe maps). */
  readonly equalAspect?: boolean;
}

export interface TitlePart {
  readonly text: string;
  readonly color?: Color;
}

/** Where a panel's legend stands: a corner of the plot, or right of it. */
export type LegendPlace = 'upper right' | 'upper left' | 'lower right' | 'lower left' | 'outside';

export interface LegendEntry {
  readonly label: string;
  readonly color: Color;
  /** A line unless told. */
  readonly shape?: 'line' | 'dash' | 'area' | 'point';
}

export interface Colorbar {
  readonly label: string;
  readonly unit: string;
  readonly range: readonly [number, number];
  readonly colormap: string;
  readonly center?: ColorCenter;
  /** Explicit ticks instead of computed ones, and what to write at them instead of numbers. */
  readonly ticks?: readonly number[];
  readonly tickLabels?: readonly string[];
}

/**
 * The value that has the middle colour of a diverging map. `linear`: a unit is the same change of colour on both sides,
 * and the shorter side does not reach its end of the map. `nonlinear`: each side uses all of its half.
 */
export interface ColorCenter {
  readonly value: number;
  readonly sides: 'linear' | 'nonlinear';
}

export interface ScaleBar {
  readonly length: number;
  /** `1 ms`, `100 µV`. */
  readonly label: string;
}

export interface Axis {
  /** `lag`, `depth`; empty for an axis that explains itself. */
  readonly label: string;
  /** `ms`, `Hz`, `µV`; empty for pure numbers. */
  readonly unit: string;
  readonly domain: readonly [number, number];
  readonly scale?: 'linear' | 'log';
  /** Draw neither line, ticks nor label. */
  readonly hidden?: boolean;
  /** Explicit ticks instead of computed ones. */
  readonly ticks?: readonly number[];
  /** Degrees, 0 to 90, by which what is written at ticks is turned to the left. */
  readonly tickAngle?: number;
  /** What to write at `ticks` instead of numbers: unit ids, channel names. Thinned where they would overlap. */
  readonly tickLabels?: readonly string[];
}

/**
 * Colours by meaning; the theme says which. `series` n is the n-th selected unit, the same in every view; `group` is a
 * label's colour.
 */
export type Color =
  | { readonly series: number }
  | { readonly group: string }
  | 'text'
  | 'muted'
  | 'faint'
  | 'neutral'
  | 'accent'
  | 'warning'
  | `#${string}`;

/** Places a mark's own coordinates inside the panel's: panel x = `x` + `xScale` × mark x. Big arrays are never rewritten. */
export interface Placement {
  readonly x: number;
  readonly xScale: number;
  readonly y: number;
  readonly yScale: number;
}

interface Styled {
  readonly color: Color;
  /** 0 to 1. */
  readonly opacity?: number;
  readonly place?: Placement;
}

/** Evenly spaced coordinates: `start + i × step`. */
export interface Steps {
  readonly start: number;
  readonly step: number;
}

export type Mark = LineMark | AreaMark | BarsMark | PointsMark | ImageMark | RuleMark | TextMark;

/** One polyline, or several of `pointCount` points each laid end to end in `y` that share `x`. NaN breaks a line. */
export interface LineMark extends Styled {
  readonly kind: 'line';
  readonly x: Float32Array | Steps;
  readonly y: Float32Array;
  readonly pointCount?: number;
  /** Pixels; 1.25 unless told. */
  readonly width?: number;
  readonly dash?: boolean;
}
/** The band between two curves. */
export interface AreaMark extends Styled {
  readonly kind: 'area';
  readonly x: Float32Array | Steps;
  readonly y0: Float32Array;
  readonly y1: Float32Array;
}
/** Bars from zero; `x` are their centres, `width` in data units. */
export interface BarsMark extends Styled {
  readonly kind: 'bars';
  readonly x: Float32Array | Steps;
  readonly y: Float32Array;
  readonly width: number;
}
export interface PointsMark extends Styled {
  readonly kind: 'points';
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Pixels: diameter, or edge of a square. One for all, or one each. */
  readonly size: number | Float32Array;
  readonly shape?: 'circle' | 'square' | 'tick';
  readonly hollow?: boolean;
}
/**
 * (rows × columns) values through a named colour map; row 0 begins at `y[0]`, column 0 at `x[0]`; NaN is left out. Cells
 * are of equal size as drawn: on a log axis they are spaced in logarithm.
 */
export interface ColoredCells {
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: number;
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly range: readonly [number, number];
  readonly colormap: string;
  readonly center?: ColorCenter;
}
export interface ImageMark extends Styled, ColoredCells {
  readonly kind: 'image';
}
/** A line across the panel at one x or one y. */
export interface RuleMark extends Styled {
  readonly kind: 'rule';
  readonly x?: number;
  readonly y?: number;
  readonly dash?: boolean;
}
export interface TextMark extends Styled {
  readonly kind: 'text';
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly anchor?: 'start' | 'middle' | 'end';
  /** Pixels; 10 unless told. */
  readonly size?: number;
}
