import type { MatrixBars } from './matrix-bars.ts';

/** Opacity of the light part of a bar, and of the band or line in the middle of a cell. */
export const lightPart = 0.43;
export const bandPart = 0.45;

/**
 * The picture of a matrix, red, green, blue and opacity of `width` × `height` pixels: what the fragment shader of `paint-bars.ts`
 * answers for each pixel, by columns of one colour.
 */
export function barPixels(bars: MatrixBars, width: number, height: number): Uint8ClampedArray<ArrayBuffer> {
  const { count, boxes, facts, colors, columns, heights, faint } = bars;
  const pixels = new Uint32Array(width * height);
  for (let cell = 0; cell < count; cell++) {
    const [left, top, across, down] = boxes.subarray(4 * cell) as unknown as [number, number, number, number];
    const [barCount, zero, band] = facts.subarray(3 * cell) as unknown as [number, number, number];
    const fill = colors.subarray(4 * cell, 4 * cell + 3);
    // Nothing, the light part, the solid part; the same under the band or line in the middle.
    const words = [0, lightPart, 1].map((inside) => wordOf(fill, inside, faint, 0, band < 0));
    const banded = [0, lightPart, 1].map((inside) => wordOf(fill, inside, faint, bandPart, band < 0));
    for (let x = Math.max(0, left); x < Math.min(width, left + across); x++) {
      const share = (x - left + 0.5) / across;
      const at = 4 * (columns * cell + Math.min(Math.floor(share * barCount), barCount - 1));
      // A line is a pixel wide; in a cell of even width the one after the middle.
      const isMiddle = band < 0 ? x - left === Math.floor(across / 2) : Math.abs(share - 0.5) < band;
      const [none, light, solid] = isMiddle ? banded : words;
      const column = (first: number, last: number, word: number) => {
        const from = Math.max(0, top, first);
        const to = Math.min(height, top + down, last);
        for (let i = from * width + x; i < to * width + x; i += width) pixels[i] = word;
      };
      if (none) column(top, top + down, none);
      // The solid part lies over the light one.
      for (const [offset, word] of [
        [2, light],
        [0, solid],
      ] as const) {
        const end = (256 * heights[at + offset]! + heights[at + offset + 1]!) / 65_535;
        const high = top + down * (1 - Math.max(zero, end)) - 0.5;
        const low = top + down * (1 - Math.min(zero, end)) - 0.5;
        column(Math.floor(high) + 1, Math.ceil(low), word!);
      }
    }
  }
  return new Uint8ClampedArray(pixels.buffer);
}

type Rgb = ArrayLike<number>;

/** One pixel: the band before the bar or behind it. */
function wordOf(fill: Rgb, inside: number, faint: Rgb, band: number, isBefore: boolean): number {
  const opacity = inside + band - inside * band;
  if (opacity === 0) return 0;
  const bar = isBefore ? inside * (1 - band) : inside;
  const bytes = [0, 1, 2].map((i) => Math.round((fill[i]! * bar + faint[i]! * (opacity - bar)) / opacity));
  return new Uint32Array(new Uint8Array([...bytes, Math.round(255 * opacity)]).buffer)[0]!;
}
