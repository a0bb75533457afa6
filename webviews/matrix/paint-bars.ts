import type { Regl } from 'regl';
import { type GlContext, glContext } from '../figure/gl-context.ts';
import { isPlayed } from '../traces/choose-painter.ts';
import { glFacts } from '../traces/gl-traces.ts';
import { bandPart, barPixels, lightPart } from './bar-pixels.ts';
import type { MatrixBars } from './matrix-bars.ts';

interface Props {
  readonly width: number;
  readonly height: number;
  readonly count: number;
  readonly columns: number;
  readonly faint: readonly number[];
}

export interface Painter {
  draw(bars: MatrixBars, width: number, height: number): void;
}

/** One for each context: compiling takes longer than drawing. Null where the processor is faster. */
const painters = new WeakMap<Regl, Painter | null>();
let isReady = false;

/**
 * Paints the cells on a 2D canvas of `width` × `height` pixels: in one call by the page's WebGL context, a rectangle for each
 * cell whose bars are looked up in a texture; pixel by pixel where there is none, where the processor plays it, and until it
 * has been made, which happens when the page has time.
 */
export function paintBars(bars: MatrixBars, target: HTMLCanvasElement, width: number, height: number): void {
  if (target.width !== width) target.width = width;
  if (target.height !== height) target.height = height;
  const flat = target.getContext('2d');
  if (!flat) return;
  const shared = isReady ? glContext() : null;
  const painter = shared && painters.get(shared.regl);
  if (!isReady) requestIdleCallback(makeReady);
  if (!shared || !painter) {
    const pixels = barPixels(bars, width, height);
    flat.putImageData(new ImageData(pixels, width, height), 0, 0);
    return;
  }
  flat.clearRect(0, 0, width, height);
  flat.drawImage(glBars(shared, painter, bars, width, height), 0, 0);
}

function makeReady(): void {
  if (isReady) return;
  isReady = true;
  const shared = glContext();
  if (!shared || painters.has(shared.regl)) return;
  painters.set(shared.regl, isPlayed(glFacts(shared)?.renderer ?? '') ? null : barPainter(shared.regl));
}

/** The canvas of the page's context with the cells painted on it. */
export function glBars(
  { regl, canvas }: GlContext,
  painter: Painter,
  bars: MatrixBars,
  width: number,
  height: number,
): HTMLCanvasElement {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  regl.poll();
  regl.clear({ color: [0, 0, 0, 0] });
  painter.draw(bars, width, height);
  return canvas;
}

export function barPainter(regl: Regl): Painter {
  const boxes = regl.buffer({ usage: 'stream', type: 'float', length: 0 });
  const facts = regl.buffer({ usage: 'stream', type: 'float', length: 0 });
  const colors = regl.buffer({ usage: 'stream', type: 'uint8', length: 0 });
  const cells = regl.buffer({ usage: 'stream', type: 'float', length: 0 });
  const heights = regl.texture({ width: 1, height: 1, min: 'nearest', mag: 'nearest', wrap: 'clamp' });
  const draw = regl({
    vert: `
precision highp float;
uniform vec2 page;
attribute vec2 corner;
attribute vec4 box, color;
attribute vec3 fact;
attribute float cell;
varying vec2 at;
varying vec4 told;
varying vec3 fill;
void main() {
  vec2 pixel = box.xy + corner * box.zw;
  at = vec2(corner.x, 1.0 - corner.y);
  told = vec4(fact, cell);
  fill = color.rgb;
  gl_Position = vec4(2.0 * pixel.x / page.x - 1.0, 1.0 - 2.0 * pixel.y / page.y, 0.0, 1.0);
}`,
    frag: `
precision highp float;
uniform sampler2D heights;
uniform vec2 size;
uniform vec3 faint;
varying vec2 at;
varying vec4 told;
varying vec3 fill;
bool reaches(float end) { return at.y > min(told.y, end) && at.y < max(told.y, end); }
void main() {
  float bar = min(floor(at.x * told.x), told.x - 1.0);
  vec4 bytes = 255.0 * texture2D(heights, (vec2(bar, floor(told.w + 0.5)) + 0.5) / size);
  vec2 ends = (256.0 * bytes.xz + bytes.yw) / 65535.0;
  float inside = reaches(ends.x) ? 1.0 : reaches(ends.y) ? ${lightPart} : 0.0;
  float band = abs(at.x - 0.5) < abs(told.z) ? ${bandPart} : 0.0;
  vec4 bars = vec4(fill * inside, inside);
  vec4 middle = vec4(faint * band, band);
  gl_FragColor = told.z < 0.0 ? middle + bars * (1.0 - band) : bars + middle * (1.0 - inside);
}`,
    attributes: {
      corner: regl.buffer([
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 0],
        [1, 1],
        [0, 1],
      ]),
      box: { buffer: boxes, size: 4, divisor: 1 },
      fact: { buffer: facts, size: 3, divisor: 1 },
      color: { buffer: colors, size: 4, divisor: 1, normalized: true },
      cell: { buffer: cells, size: 1, divisor: 1 },
    },
    uniforms: {
      page: (_: unknown, { width, height }: Props) => [width, height],
      size: (_: unknown, { columns, count }: Props) => [columns, count],
      faint: (_: unknown, props: Props) => props.faint.map((value) => value / 255),
      heights,
    },
    count: 6,
    instances: regl.prop<Props, 'count'>('count'),
    primitive: 'triangles',
    viewport: (_: unknown, { width, height }: Props) => ({ x: 0, y: 0, width, height }),
  });
  return {
    draw(bars, width, height) {
      const { count, columns, faint } = bars;
      if (count === 0) return;
      boxes(bars.boxes);
      facts(bars.facts);
      colors(bars.colors);
      cells(Float32Array.from({ length: count }, (_, cell) => cell));
      heights({ width: columns, height: count, data: bars.heights, min: 'nearest', mag: 'nearest' });
      draw({ width, height, count, columns, faint });
    },
  };
}
