import { type Correlograms, refractoryMs } from '../../core/analyses/correlogram-params.ts';
import { cellBox, type MatrixGeometry } from './matrix-geometry.ts';
import { valuesOf } from './pair-facts.ts';

type Rgb = readonly [red: number, green: number, blue: number];

/** The cells of a matrix as a painter takes them. */
export interface MatrixBars {
  readonly count: number;
  /** Of each cell: x, y, width, height in pixels of the canvas. */
  readonly boxes: Float32Array;
  /** Of each cell: how many bars it has; the height of zero; half the width of the band in the middle, negative for a line in front of the bars. Heights and widths as shares of the cell. */
  readonly facts: Float32Array;
  /** Of each cell: red, green, blue, 255. */
  readonly colors: Uint8Array;
  /** Bars of the widest cell. */
  readonly columns: number;
  /** (cells × columns × 4): the ends of each bar's solid and of its light part, as shares of the cell's height in 1/65535, the higher byte first. */
  readonly heights: Uint8Array;
  readonly faint: Rgb;
}

export interface MatrixLook {
  /** Of each unit. */
  readonly series: readonly Rgb[];
  readonly neutral: Rgb;
  readonly faint: Rgb;
}

export interface MatrixScale {
  /** Values of all autocorrelograms share one scale, and those of all others. */
  readonly shareY: boolean;
  /** Lags are even in their logarithm: no place for the refractory period. */
  readonly isLog: boolean;
}

const finest = 65_535;

/**
 * The bars of all correlograms on and above the diagonal. Where several bins share a pixel, the bar is their mean and its
 * light part reaches to the one farthest from zero, so that neither dips nor single bins are lost. Each cell has its own scale.
 */
export function matrixBars(
  result: Correlograms,
  geometry: MatrixGeometry,
  ratio: number,
  look: MatrixLook,
  { shareY, isLog }: MatrixScale,
): MatrixBars {
  const { count } = geometry;
  const cells = (count * (count + 1)) / 2;
  const size = result.lagsMs.length;
  const columns = Math.min(size, Math.ceil(geometry.cellWidth * ratio));
  const boxes = new Float32Array(4 * cells);
  const facts = new Float32Array(3 * cells);
  const colors = new Uint8Array(4 * cells);
  const heights = new Uint8Array(4 * columns * cells);
  const shared = shareY ? sharedEnds(result, count) : null;
  let cell = 0;
  for (let from = 0; from < count; from++)
    for (let to = from; to < count; to++, cell++) {
      const own = from === to;
      const bins = valuesOf(result, { from, to });
      const [low, high] = shared?.[own ? 0 : 1] ?? endsOf(bins);
      const { x, y, width, height } = cellBox(geometry, { from, to });
      // A pixel of air on each side.
      const x0 = Math.round(x * ratio) + 1;
      const x1 = Math.max(x0 + 1, Math.round((x + width) * ratio) - 1);
      const y0 = Math.round(y * ratio) + 1;
      const y1 = Math.max(y0 + 1, Math.round((y + height) * ratio) - 1);
      const bars = Math.min(x1 - x0, columns);
      const band = own && !isLog ? Math.min(0.5, refractoryMs / (2 * -result.lagsMs[0]! || 1)) : 0;
      boxes.set([x0, y0, x1 - x0, y1 - y0], 4 * cell);
      // Of an even number of pixels the line is the two in the middle.
      const line = ((x1 - x0) % 2 === 0 ? 0.75 : 0.5) / (x1 - x0);
      facts.set([bars, -low / (high - low), own ? band : -line], 3 * cell);
      colors.set([...(own ? look.series[from]! : look.neutral), 255], 4 * cell);
      fillBars(bins, bars, low, high, heights.subarray(4 * columns * cell));
    }
  return { count: cells, boxes, facts, colors, columns, heights, faint: look.faint };
}

function fillBars(bins: Float64Array, bars: number, low: number, high: number, heights: Uint8Array): void {
  const size = bins.length;
  const perValue = finest / (high - low);
  for (let bar = 0, at = 0; bar < bars; bar++, at += 4) {
    const first = Math.floor((bar * size) / bars);
    const last = Math.max(first + 1, Math.floor(((bar + 1) * size) / bars));
    let sum = 0;
    let farthest = 0;
    let known = 0;
    for (let bin = first; bin < last; bin++) {
      const value = bins[bin]!;
      if (Number.isNaN(value)) continue;
      known++;
      sum += value;
      if (Math.abs(value) > Math.abs(farthest)) farthest = value;
    }
    const solid = Math.round((sum / (known || 1) - low) * perValue);
    const light = Math.round((farthest - low) * perValue);
    heights[at] = solid >> 8;
    heights[at + 1] = solid;
    heights[at + 2] = light >> 8;
    heights[at + 3] = light;
  }
}

type Ends = readonly [low: number, high: number];

/** From zero, or the lowest below it, to the highest. */
function endsOf(bins: Float64Array): Ends {
  let low = 0;
  let high = 0;
  for (let bin = 0; bin < bins.length; bin++) {
    const value = bins[bin]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high > low ? high : low + 1];
}

function sharedEnds(result: Correlograms, count: number): readonly [own: Ends, cross: Ends] {
  const joined = (isOwn: boolean): Ends => {
    let [low, high] = [0, 0];
    for (let from = 0; from < count; from++)
      for (let to = from; to < count; to++) {
        if ((from === to) !== isOwn) continue;
        const ends = endsOf(valuesOf(result, { from, to }));
        low = Math.min(low, ends[0]);
        high = Math.max(high, ends[1]);
      }
    return [low, high > low ? high : low + 1];
  };
  return [joined(true), joined(false)];
}
