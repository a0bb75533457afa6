import { glContext } from '../figure/gl-context.ts';
import { choosePainter } from './choose-painter.ts';
import { GlTraces, glFacts } from './gl-traces.ts';
import { atWholePixels, changedPixels, tracePainter } from './paint-traces.ts';
import { drawnOf, type Picture, shownMode } from './picture.ts';
import { wordOf } from './pixel-paper.ts';
import { spikeBars } from './spike-bars.ts';
import { type PixelColumns, pixelColumns } from './trace-pixels.ts';

/** What the page's WebGL paints, the same as `tracePainter` on the processor; only what has come into sight is looked up. */
export function glPainter(traces: GlTraces) {
  let known: { readonly pixels: PixelColumns; readonly firstPx: number; readonly spanS: number } | null =
    null;
  let places = 0;
  return (given: Picture, widthPx: number, heightPx: number): HTMLCanvasElement | null => {
    const { picture, firstPx } = atWholePixels(given, widthPx);
    const { store, view, sampleRateHz, level, theme } = picture;
    const pixels = pixelColumns(store, view, widthPx, sampleRateHz, level);
    const drawn = drawnOf(picture, pixels, widthPx, heightPx);
    if (!drawn) return null;
    const isSame =
      known !== null &&
      known.spanS === view.spanS &&
      known.pixels.from.length === widthPx &&
      places === drawn.placeCount;
    const [from, end] =
      known && isSame ? changedPixels(known.pixels, pixels, firstPx - known.firstPx, widthPx) : [0, widthPx];
    places = drawn.placeCount;
    traces.write(pixels, places, firstPx, from, end);
    known = { pixels, firstPx, spanS: view.spanS };
    const paper = wordOf(theme.paper);
    if (drawn.mode === 'lines')
      return traces.lines(pixels, firstPx, heightPx, paper, drawn.rows, drawn.spikesOf, drawn.style);
    const { rows, colors, limitUv, centred } = drawn;
    return traces.image(pixels, firstPx, heightPx, paper, rows, colors, limitUv, centred);
  };
}

/** Who paints traces of so many pixels: `WebGL: NVIDIA …`, `CPU`. */
export function painterName(facts: Parameters<typeof choosePainter>[1]): string {
  const context = glContext();
  const gl = glFacts(context);
  return gl && choosePainter(gl, facts) === 'webgl' ? `WebGL: ${gl.renderer}` : 'CPU';
}

/** Paints traces on a canvas, by whoever is faster here; when the page loses its WebGL, the processor goes on. */
export class TracePainters {
  readonly #canvas = tracePainter();
  #gl: { readonly traces: GlTraces; readonly paint: ReturnType<typeof glPainter> } | null = null;

  paint(
    context: CanvasRenderingContext2D,
    picture: Picture,
    room: {
      readonly left: number;
      readonly top: number;
      readonly widthPx: number;
      readonly heightPx: number;
    },
  ): void {
    const { left, top, widthPx, heightPx } = room;
    const drawn = this.#glFor(picture, widthPx, heightPx)?.paint(picture, widthPx, heightPx);
    if (!drawn) {
      const paper = this.#canvas(picture, widthPx, heightPx);
      context.putImageData(new ImageData(paper.bytes, paper.widthPx, paper.heightPx), left, top);
      return;
    }
    context.drawImage(drawn, left, top);
    if (shownMode(picture.settings, picture.view, heightPx / picture.ratio) !== 'image') return;
    for (const bar of spikeBars(atWholePixels(picture, widthPx).picture, widthPx, heightPx)) {
      context.fillStyle = `#${[0, 8, 16].map((at) => ((bar.color >> at) & 255).toString(16).padStart(2, '0')).join('')}`;
      const [from, end] = [Math.max(0, bar.x), Math.min(widthPx, bar.x + bar.widthPx)];
      const [above, below] = [Math.max(0, bar.top), Math.min(heightPx, bar.bottom)];
      if (from < end && above < below) context.fillRect(left + from, top + above, end - from, below - above);
    }
  }

  /** Of a picture that is coming in pieces paints what is there, in memory: the last piece waits for itself only. */
  paintAhead(picture: Picture, widthPx: number, heightPx: number): void {
    if (!this.#glFor(picture, widthPx, heightPx)) this.#canvas(picture, widthPx, heightPx);
  }

  destroy(): void {
    if (glContext()) this.#gl?.traces.destroy();
    this.#gl = null;
  }

  #glFor(picture: Picture, widthPx: number, heightPx: number) {
    const context = glContext();
    const facts = { widthPx, heightPx, channelCount: picture.rows.length };
    if (!context || choosePainter(glFacts(context), facts) === 'canvas') {
      this.#gl = null;
      return null;
    }
    if (!this.#gl) {
      const traces = new GlTraces(context);
      this.#gl = { traces, paint: glPainter(traces) };
    }
    return this.#gl;
  }
}
