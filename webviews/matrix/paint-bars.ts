import type { Regl } from 'regl';
import { glContext } from '../figure/gl-context.ts';
import type { MatrixBars } from './matrix-bars.ts';

interface Props {
  readonly width: number;
  readonly height: number;
  readonly count: number;
  readonly columns: number;
  readonly faint: readonly number[];
}

interface Painter {
  draw(bars: MatrixBars, width: number, height: number): void;
}

/** Opacity of the light part of a bar, and of the band or line in the middle of a cell. */
const lightPart = 0.43;
const bandPart = 0.45;

/** One for each context: compiling takes longer than drawing. */
const painters = new WeakMap<Regl, Painter>();

/**
 * Paints the cells on a 2D canvas of `width` × `height` pixels: in one call by the page's WebGL context, a rectangle for each
 * cell whose bars are looked up in a texture; without one bar by bar.
 */
export function paintBars(bars: MatrixBars, target: HTMLCanvasElement, width: number, height: number): void {
  if (target.width !== width) target.width = width;
  if (target.height !== height) target.height = height;
  const flat = target.getContext('2d');
  if (!flat) return;
  flat.clearRect(0, 0, width, height);
  const shared = glContext();
  if (!shared) {
    paintFlat(bars, flat);
    return;
  }
  const { regl, canvas } = shared;
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  regl.poll();
  regl.clear({ color: [0, 0, 0, 0] });
  const painter = painters.get(regl) ?? painterOf(regl);
  painters.set(regl, painter);
  painter.draw(bars, width, height);
  flat.drawImage(canvas, 0, 0);
}

function painterOf(regl: Regl): Painter {
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

function paintFlat(bars: MatrixBars, flat: CanvasRenderingContext2D): void {
  const { count, boxes, facts, colors, columns, heights, faint } = bars;
  const words = (color: ArrayLike<number>) => `rgb(${color[0]} ${color[1]} ${color[2]})`;
  for (let cell = 0; cell < count; cell++) {
    const [x, y, width, height] = boxes.subarray(4 * cell) as unknown as [number, number, number, number];
    const [barCount, zero, band] = facts.subarray(3 * cell) as unknown as [number, number, number];
    const middle = () => {
      flat.globalAlpha = bandPart;
      flat.fillStyle = words(faint);
      flat.fillRect(x + (0.5 - Math.abs(band)) * width, y, 2 * Math.abs(band) * width, height);
    };
    if (band >= 0) middle();
    flat.fillStyle = words(colors.subarray(4 * cell));
    const foot = y + (1 - zero) * height;
    // The light parts first: the solid ones lie over them.
    for (const [offset, alpha] of [
      [2, lightPart],
      [0, 1],
    ] as const) {
      flat.globalAlpha = alpha;
      flat.beginPath();
      for (let bar = 0; bar < barCount; bar++) {
        const at = 4 * (columns * cell + bar) + offset;
        const top = y + (1 - (256 * heights[at]! + heights[at + 1]!) / 65_535) * height;
        flat.rect(x + (bar * width) / barCount, top, width / barCount, foot - top);
      }
      flat.fill();
    }
    if (band < 0) middle();
  }
  flat.globalAlpha = 1;
}
