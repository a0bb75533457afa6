import { meanOf } from './paint-lines.ts';
import { blended, type Paper } from './pixel-paper.ts';
import { type PixelColumns, readTrace } from './trace-pixels.ts';

/** Colours from the lowest to the highest value shown, with the page's own in the middle. */
export function voltageColors(paper: number, negative: number, positive: number, ink: number): Uint32Array {
  const steps = 256;
  return Uint32Array.from({ length: 2 * steps + 1 }, (_, i) => {
    const size = Math.abs(i - steps) / steps;
    const hue = i < steps ? negative : positive;
    // The last third goes on from the hue to the ink, so that large spikes stand out of common ones.
    return size <= 0.67 ? blended(hue, paper, size / 0.67) : blended(ink, hue, ((size - 0.67) / 0.33) * 0.75);
  });
}

/** A channel and the lines of the paper [top, bottom) that show it. */
export interface ImageRow {
  readonly place: number;
  readonly top: number;
  readonly bottom: number;
}

/** Every channel as a stripe whose colour is the value furthest from zero on each pixel; ±`limitUv` are the ends of `colors`. Pixels [from, end) of the width. */
export function paintImage(
  paper: Paper,
  pixels: PixelColumns,
  rows: readonly ImageRow[],
  colors: Uint32Array,
  limitUv: number,
  centred: boolean,
  from = 0,
  end = paper.widthPx,
): void {
  const { widthPx, heightPx, words } = paper;
  const low = new Float32Array(widthPx);
  const high = new Float32Array(widthPx);
  const line = new Uint32Array(widthPx);
  const middle = (colors.length - 1) / 2;
  const steps = middle / limitUv;
  for (const { place, top, bottom } of rows) {
    const first = Math.max(0, Math.round(top));
    const last = Math.min(heightPx, Math.max(first + 1, Math.round(bottom)));
    if (first >= last) continue;
    readTrace(pixels, place, low, high, from, end);
    const base = centred ? meanOf(low, high) : 0;
    for (let x = from; x < end; x++) {
      const lowest = low[x]! - base;
      const highest = high[x]! - base;
      const value = -lowest > highest ? lowest : highest;
      let at = middle;
      if (value >= limitUv) at = 2 * middle;
      else if (value <= -limitUv) at = 0;
      // Not of NaN, where nothing is known.
      else if (value * 0 === 0) at = (middle + value * steps + 0.5) | 0;
      line[x] = colors[at]!;
    }
    const own = line.subarray(from, end);
    for (let y = first; y < last; y++) words.set(own, y * widthPx + from);
  }
}
