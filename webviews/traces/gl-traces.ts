import type { Regl, Texture2D } from 'regl';
import type { GlContext } from '../figure/gl-context.ts';
import type { GlFacts } from './choose-painter.ts';
import { imageFragments, imageVertices, lineFragments, lineVertices } from './gl-shaders.ts';
import type { ImageRow } from './paint-image.ts';
import type { LineStyle, PaintedRow, SpikeStretch } from './paint-lines.ts';
import { meanOf } from './paint-lines.ts';
import { type PixelColumns, readTrace } from './trace-pixels.ts';

/** Null where the page has no WebGL. */
export function glFacts(context: GlContext | null): GlFacts | null {
  if (!context) return null;
  const told = known.get(context);
  if (told) return told;
  const gl = context.regl._gl;
  const names = gl.getExtension('WEBGL_debug_renderer_info');
  const facts = {
    renderer: String(gl.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : gl.RENDERER)),
    hasFloatTextures: context.regl.hasExtension('OES_texture_float'),
    mostTexturePx: context.regl.limits.maxTextureSize,
  };
  known.set(context, facts);
  return facts;
}

/** They do not change, and whoever asks waits until the GPU's process has done all it was told before. */
const known = new WeakMap<GlContext, GlFacts>();

const near = { min: 'nearest', mag: 'nearest', wrap: 'clamp' } as const;
const shares = (word: number) =>
  [word & 255, (word >> 8) & 255, (word >> 16) & 255].map((byte) => byte / 255);

/**
 * Paints traces by the page's WebGL: the same picture as `paintLines` and `paintImage`, from the same arrays. Lowest and
 * highest values lie in a texture of (places × pixels of the width), so that another gain or other rows are drawn without
 * looking anything up, and panning writes only the columns that come into sight.
 */
export class GlTraces {
  readonly #context: GlContext;
  readonly #values: Texture2D;
  readonly #spikes: Texture2D;
  readonly #colors: Texture2D;
  readonly #lines: (props: object) => void;
  readonly #stripes: (props: object) => void;
  #table: readonly [number, number] = [0, 0];
  #means: Float32Array | null = null;

  constructor(context: GlContext) {
    const { regl } = context;
    this.#context = context;
    this.#values = regl.texture({ width: 1, height: 1, ...near });
    this.#spikes = regl.texture({ width: 1, height: 1, ...near });
    this.#colors = regl.texture({ width: 1, height: 1, ...near });
    const given = (name: string) => regl.prop<Record<string, never>, string>(name);
    const uniforms = {
      values: this.#values,
      table: given('table'),
      origin: given('origin'),
      size: given('size'),
    };
    const common = {
      count: given('count'),
      instances: given('instances'),
      depth: { enable: false },
      viewport: given('viewport'),
    };
    this.#lines = regl({
      ...common,
      vert: lineVertices,
      frag: lineFragments,
      attributes: {
        corner: { buffer: given('corners'), size: 3 },
        trace: { buffer: given('traces'), size: 3, divisor: 1 },
      },
      uniforms: {
        ...uniforms,
        spikes: this.#spikes,
        ...Object.fromEntries(
          ['pxPerUv', 'thickness', 'spikeThickness', 'rowCount', 'hasSpikes', 'ink'].map((name) => [
            name,
            given(name),
          ]),
        ),
      },
      blend: {
        enable: true,
        func: { srcRGB: 'src alpha', srcAlpha: 'one', dstRGB: 'one minus src alpha', dstAlpha: 'one' },
      },
    });
    this.#stripes = regl({
      ...common,
      vert: imageVertices,
      frag: imageFragments,
      attributes: {
        corner: regl.buffer(quad),
        stripe: { buffer: given('stripes'), size: 4, divisor: 1 },
      },
      uniforms: {
        ...uniforms,
        colors: this.#colors,
        limitUv: given('limitUv'),
        colorCount: given('colorCount'),
      },
    });
  }

  /** Looks up pixels [from, end) of the width anew; the others are known from before. `first` is the number of the leftmost. */
  write(pixels: PixelColumns, placeCount: number, first: number, from: number, end: number): void {
    const widthPx = pixels.from.length;
    if (this.#table[0] !== widthPx || this.#table[1] !== placeCount) {
      this.#table = [widthPx, placeCount];
      this.#values({ width: widthPx, height: placeCount, format: 'luminance alpha', type: 'float', ...near });
    }
    this.#means = null;
    const low = new Float32Array(widthPx);
    const high = new Float32Array(widthPx);
    // The texture goes round: what lies beyond its end begins again at its left.
    for (let begin = from; begin < end; ) {
      const column = modulo(first + begin, widthPx);
      const count = Math.min(end - begin, widthPx - column);
      const data = new Float32Array(2 * count * placeCount);
      for (let place = 0; place < placeCount; place++) {
        readTrace(pixels, place, low, high, begin, begin + count);
        let to = 2 * count * place;
        for (let x = begin; x < begin + count; x++, to += 2) {
          const isKnown = low[x]! <= high[x]!;
          data[to] = isKnown ? low[x]! : 1;
          data[to + 1] = isKnown ? high[x]! : -1;
        }
      }
      this.#values.subimage(
        { width: count, height: placeCount, data, format: 'luminance alpha', type: 'float' },
        column,
        0,
      );
      begin += count;
    }
  }

  /** Returns the page's canvas, which holds the picture until it is painted on again. */
  lines(
    pixels: PixelColumns,
    first: number,
    heightPx: number,
    paper: number,
    rows: readonly PaintedRow[],
    spikesOf: (place: number) => readonly SpikeStretch[],
    style: LineStyle,
  ): HTMLCanvasElement {
    const { pxPerUv, thickness, spikeThickness, centred } = style;
    const widthPx = pixels.from.length;
    const means = centred ? this.#meansOf(pixels) : null;
    const hasSpikes = this.#drawSpikes(rows, spikesOf, widthPx);
    this.#begin(widthPx, heightPx, paper);
    if (rows.length > 0)
      this.#lines({
        ...this.#props(widthPx, heightPx, first),
        ...{ pxPerUv, thickness, spikeThickness, rowCount: rows.length, hasSpikes: hasSpikes ? 1 : 0 },
        ink: shares(rows[0]!.color),
        corners: cornersOf(this.#context.regl, widthPx),
        traces: rows.map(({ place, middle }, i) => [place, middle + (means?.[place] ?? 0) * pxPerUv, i]),
        count: 6 * widthPx,
        instances: rows.length,
      });
    return this.#context.canvas;
  }

  image(
    pixels: PixelColumns,
    first: number,
    heightPx: number,
    paper: number,
    rows: readonly ImageRow[],
    colors: Uint32Array,
    limitUv: number,
    centred: boolean,
  ): HTMLCanvasElement {
    const widthPx = pixels.from.length;
    const means = centred ? this.#meansOf(pixels) : null;
    const data = new Uint8Array(colors.buffer, colors.byteOffset, colors.byteLength);
    this.#colors({ width: colors.length, height: 1, data, ...near });
    this.#begin(widthPx, heightPx, paper);
    const stripes = rows.map(({ place, top, bottom }) => {
      const start = Math.max(0, Math.round(top));
      const stop = Math.min(heightPx, Math.max(start + 1, Math.round(bottom)));
      return [place, start, stop, means?.[place] ?? 0];
    });
    if (rows.length > 0)
      this.#stripes({
        ...this.#props(widthPx, heightPx, first),
        ...{ stripes, limitUv, colorCount: colors.length, count: 6, instances: rows.length },
      });
    return this.#context.canvas;
  }

  destroy(): void {
    for (const texture of [this.#values, this.#spikes, this.#colors]) texture.destroy();
  }

  #props(widthPx: number, heightPx: number, first: number) {
    return {
      table: this.#table,
      origin: modulo(first, widthPx),
      size: [widthPx, heightPx],
      viewport: { x: 0, y: 0, width: widthPx, height: heightPx },
    };
  }

  /** Other parts of the page paint with the same context, in sizes of their own. */
  #begin(widthPx: number, heightPx: number, paper: number): void {
    const { canvas, regl } = this.#context;
    if (canvas.width !== widthPx || canvas.height !== heightPx)
      Object.assign(canvas, { width: widthPx, height: heightPx });
    regl.poll();
    regl.clear({ color: [...shares(paper), 1] as [number, number, number, number] });
  }

  #meansOf(pixels: PixelColumns): Float32Array {
    const low = new Float32Array(this.#table[0]);
    const high = new Float32Array(this.#table[0]);
    this.#means ??= Float32Array.from({ length: this.#table[1] }, (_, place) => {
      readTrace(pixels, place, low, high);
      return meanOf(low, high);
    });
    return this.#means;
  }

  /** The colours of spikes for each row and pixel, where there are any. */
  #drawSpikes(
    rows: readonly PaintedRow[],
    spikesOf: (place: number) => readonly SpikeStretch[],
    widthPx: number,
  ): boolean {
    const own = rows.map(({ place }) => spikesOf(place));
    if (own.every(({ length }) => length === 0)) return false;
    const words = new Uint32Array(widthPx * rows.length);
    own.forEach((stretches, i) => {
      for (const { from, end, color } of stretches)
        words.fill(color, i * widthPx + Math.max(0, from), i * widthPx + Math.max(0, Math.min(widthPx, end)));
    });
    this.#spikes({ width: widthPx, height: rows.length, data: new Uint8Array(words.buffer), ...near });
    return true;
  }
}

const modulo = (value: number, by: number): number => ((value % by) + by) % by;

const quad = [
  [0, 0],
  [1, 0],
  [0, 1],
  [0, 1],
  [1, 0],
  [1, 1],
];

const corners = new WeakMap<
  Regl,
  { readonly widthPx: number; readonly buffer: ReturnType<Regl['buffer']> }
>();

/** (pixel, right, below) of two triangles for each pixel of the width. */
function cornersOf(regl: Regl, widthPx: number): ReturnType<Regl['buffer']> {
  const known = corners.get(regl);
  if (known?.widthPx === widthPx) return known.buffer;
  known?.buffer.destroy();
  const data = new Float32Array(18 * widthPx);
  for (let x = 0; x < widthPx; x++)
    quad.forEach(([right, below], i) => {
      data.set([x, right!, below!], 18 * x + 3 * i);
    });
  const buffer = regl.buffer(data);
  corners.set(regl, { widthPx, buffer });
  return buffer;
}
