import { type Correlograms, refractoryMs } from '../../core/analyses/correlogram-params.ts';
import { cellBox, type MatrixGeometry } from './matrix-geometry.ts';

/** Rectangles as a painter takes them, the first below. */
export interface Bars {
  readonly count: number;
  /** x, y, width, height in pixels of the canvas. */
  readonly rects: Float32Array;
  /** Red, green, blue, opacity, 0 to 255. */
  readonly colors: Uint8Array;
}

type Rgb = readonly [red: number, green: number, blue: number];

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

const solid = 255;
const light = 110;

/**
 * The bars of all correlograms on and above the diagonal. Where several bins share a pixel, the bar is their mean and a
 * lighter one behind it reaches to the one farthest from zero, so that neither dips nor single bins are lost. Each cell has its own scale.
 */
export function matrixBars(
  result: Correlograms,
  geometry: MatrixGeometry,
  ratio: number,
  look: MatrixLook,
  { shareY, isLog }: MatrixScale,
): Bars {
  const { count } = geometry;
  const { lagsMs, values } = result;
  const size = lagsMs.length;
  const cellPx = Math.ceil(geometry.cellWidth * ratio) + 1;
  const most = ((count * (count + 1)) / 2) * (2 * cellPx + 2);
  const rects = new Float32Array(4 * most);
  const colors = new Uint8Array(4 * most);
  let filled = 0;
  const add = (x: number, y: number, width: number, height: number, color: Rgb, opacity: number) => {
    const at = 4 * filled++;
    rects[at] = x;
    rects[at + 1] = y;
    rects[at + 2] = width;
    rects[at + 3] = height;
    colors[at] = color[0];
    colors[at + 1] = color[1];
    colors[at + 2] = color[2];
    colors[at + 3] = opacity;
  };
  const correlogramOf = (from: number, to: number) => {
    const start = (from * result.units.length + to) * size;
    return values.subarray(start, start + size);
  };
  const shared = shareY ? sharedEnds(count, correlogramOf) : null;

  for (let from = 0; from < count; from++)
    for (let to = from; to < count; to++) {
      const own = from === to;
      const bins = correlogramOf(from, to);
      const [low, high] = shared?.[own ? 0 : 1] ?? endsOf(bins);
      const cell = cellBox(geometry, { from, to });
      // A pixel of air on each side.
      const x0 = Math.round(cell.x * ratio) + 1;
      const x1 = Math.max(x0 + 1, Math.round((cell.x + cell.width) * ratio) - 1);
      const y0 = Math.round(cell.y * ratio) + 1;
      const y1 = Math.max(y0 + 1, Math.round((cell.y + cell.height) * ratio) - 1);
      const perValue = (y1 - y0) / (high - low);
      const base = y1 + low * perValue;
      const color = own ? look.series[from]! : look.neutral;
      const middle = (x0 + x1) / 2;
      if (own && !isLog) {
        const half = Math.min(0.5, refractoryMs / (2 * -lagsMs[0]! || 1)) * (x1 - x0);
        add(middle - half, y0, 2 * half, y1 - y0, look.faint, 90);
      }
      const bar = (x: number, width: number, value: number, opacity: number) => {
        const height = value * perValue;
        if (height >= 0) add(x, base - height, width, height, color, opacity);
        else add(x, base, width, -height, color, opacity);
      };
      const columns = Math.min(x1 - x0, size);
      for (let column = 0; column < columns; column++) {
        const first = Math.floor((column * size) / columns);
        const last = Math.max(first + 1, Math.floor(((column + 1) * size) / columns));
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
        if (known === 0) continue;
        const left = x0 + Math.round(((x1 - x0) * column) / columns);
        const width = x0 + Math.round(((x1 - x0) * (column + 1)) / columns) - left;
        const mean = sum / known;
        if (known > 1 && farthest !== mean) bar(left, width, farthest, light);
        bar(left, width, mean, solid);
      }
      if (!own) add(Math.floor(middle), y0, 1, y1 - y0, look.faint, 150);
    }
  return { count: filled, rects: rects.subarray(0, 4 * filled), colors: colors.subarray(0, 4 * filled) };
}

type Ends = readonly [low: number, high: number];

/** From zero, or the lowest below it, to the highest. */
function endsOf(bins: Float64Array): Ends {
  let low = 0;
  let high = 0;
  for (const value of bins) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high > low ? high : low + 1];
}

function sharedEnds(count: number, of: (from: number, to: number) => Float64Array): [own: Ends, cross: Ends] {
  const ends: [Ends, Ends] = [
    [0, 0],
    [0, 0],
  ];
  for (let from = 0; from < count; from++)
    for (let to = from; to < count; to++) {
      const place = from === to ? 0 : 1;
      const [low, high] = endsOf(of(from, to));
      ends[place] = [Math.min(ends[place][0], low), Math.max(ends[place][1], high)];
    }
  return ends.map(([low, high]) => [low, high > low ? high : low + 1]) as unknown as [Ends, Ends];
}
