import { type Paper, paintColumn } from './pixel-paper.ts';
import { type PixelColumns, readTrace } from './trace-pixels.ts';

/** A row of the picture, in pixels of the paper. */
export interface PaintedRow {
  /** Of the channel in the answers. */
  readonly place: number;
  readonly middle: number;
  readonly color: number;
}

/** A stretch of some rows that belongs to a spike. */
export interface SpikeStretch {
  /** Pixels [from, end). */
  readonly from: number;
  readonly end: number;
  readonly color: number;
}

export interface LineStyle {
  readonly pxPerUv: number;
  /** Thinnest a trace is drawn, and a spike's. */
  readonly thickness: number;
  readonly spikeThickness: number;
  /** Each trace less its own mean: what was not filtered lies far from zero. */
  readonly centred: boolean;
}

/** One channel after the other, from the top; spikes in their colours over their own trace. Pixels [from, end) of the width. */
export function paintLines(
  paper: Paper,
  pixels: PixelColumns,
  rows: readonly PaintedRow[],
  spikesOf: (place: number) => readonly SpikeStretch[],
  style: LineStyle,
  from = 0,
  end = paper.widthPx,
): void {
  const low = new Float32Array(paper.widthPx);
  const high = new Float32Array(paper.widthPx);
  for (const { place, middle, color } of rows) {
    // A line goes on from the pixel before.
    readTrace(pixels, place, low, high, Math.max(0, from - 1), end);
    const base = middle + (style.centred ? meanOf(low, high) * style.pxPerUv : 0);
    paintTrace(paper, low, high, from, end, base, color, style.pxPerUv, style.thickness);
    for (const { from: first, end: last, color: own } of spikesOf(place))
      paintTrace(
        paper,
        low,
        high,
        Math.max(from, first),
        Math.min(end, last),
        base,
        own,
        style.pxPerUv,
        style.spikeThickness,
      );
  }
}

function paintTrace(
  paper: Paper,
  low: Float32Array,
  high: Float32Array,
  from: number,
  end: number,
  base: number,
  color: number,
  pxPerUv: number,
  thickness: number,
): void {
  for (let x = Math.max(0, from); x < Math.min(paper.widthPx, end); x++) {
    let lowest = low[x]!;
    let highest = high[x]!;
    // Also true for NaN.
    if (!(lowest <= highest)) continue;
    // A trace is one line: where neighbouring pixels have no value in common, it goes on to where the last one ended.
    if (x > 0 && lowest > high[x - 1]!) lowest = high[x - 1]!;
    else if (x > 0 && highest < low[x - 1]!) highest = low[x - 1]!;
    const top = base - highest * pxPerUv;
    const bottom = base - lowest * pxPerUv;
    const spare = Math.max(0, thickness - (bottom - top)) / 2;
    paintColumn(paper, x, top - spare, bottom + spare, color);
  }
}

/** Of the middles between lowest and highest. */
export function meanOf(low: Float32Array, high: Float32Array): number {
  let sum = 0;
  let count = 0;
  for (let x = 0; x < low.length; x++) {
    if (Number.isNaN(low[x]!)) continue;
    sum += (low[x]! + high[x]!) / 2;
    count++;
  }
  return count === 0 ? 0 : sum / count;
}
