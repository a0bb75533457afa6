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

/** Pixels of the width that are painted before the next: all rows of so many stay in the processor's near memory. */
const blockPx = 128;

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
  const { pxPerUv, thickness, spikeThickness } = style;
  const lines = rows.map(({ place, middle, color }) => {
    const base = style.centred ? middle + meanOfTrace(pixels, place, low, high) * pxPerUv : middle;
    return { place, base, color, spikes: spikesOf(place) };
  });
  for (let first = from; first < end; first += blockPx) {
    const last = Math.min(end, first + blockPx);
    for (const { place, base, color, spikes } of lines) {
      // A line goes on from the pixel before.
      readTrace(pixels, place, low, high, Math.max(0, first - 1), last);
      paintTrace(paper, low, high, first, last, base, color, pxPerUv, thickness);
      for (const { from: begin, end: stop, color: own } of spikes) {
        const [left, right] = [Math.max(first, begin), Math.min(last, stop)];
        if (left < right) paintTrace(paper, low, high, left, right, base, own, pxPerUv, spikeThickness);
      }
    }
  }
}

function meanOfTrace(pixels: PixelColumns, place: number, low: Float32Array, high: Float32Array): number {
  readTrace(pixels, place, low, high);
  return meanOf(low, high);
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
  const scale = 256 * pxPerUv;
  const middle = 256 * base;
  const least = 256 * thickness;
  for (let x = from; x < end; x++) {
    let lowest = low[x]!;
    let highest = high[x]!;
    // Also true for NaN.
    if (!(lowest <= highest)) continue;
    // A trace is one line: where neighbouring pixels have no value in common, it goes on to where the last one ended.
    if (x > 0 && lowest > high[x - 1]!) lowest = high[x - 1]!;
    else if (x > 0 && highest < low[x - 1]!) highest = low[x - 1]!;
    let top = middle - highest * scale;
    let bottom = middle - lowest * scale;
    if (bottom - top < least) {
      top = (top + bottom - least) / 2;
      bottom = top + least;
    }
    paintColumn(paper, x, top, bottom, color);
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
