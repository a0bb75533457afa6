import type { DrawCommand, Regl } from 'regl';
import { glContext } from '../figure/gl-context.ts';
import type { Bars } from './matrix-bars.ts';

interface Props {
  readonly width: number;
  readonly height: number;
  readonly count: number;
}

interface Painter {
  draw(bars: Bars, width: number, height: number): void;
}

/** One for each context: compiling takes longer than drawing. */
const painters = new WeakMap<Regl, Painter>();

/** Paints rectangles on a 2D canvas of `width` × `height` pixels: in one call by the page's WebGL context, without one one by one. */
export function paintBars(bars: Bars, target: HTMLCanvasElement, width: number, height: number): void {
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
  const rects = regl.buffer({ usage: 'stream', type: 'float', length: 0 });
  const colors = regl.buffer({ usage: 'stream', type: 'uint8', length: 0 });
  const draw: DrawCommand = regl({
    vert: `
precision highp float;
uniform vec2 page;
attribute vec2 corner;
attribute vec4 rect, color;
varying vec4 fill;
void main() {
  vec2 pixel = rect.xy + corner * rect.zw;
  fill = vec4(color.rgb * color.a, color.a);
  gl_Position = vec4(2.0 * pixel.x / page.x - 1.0, 1.0 - 2.0 * pixel.y / page.y, 0.0, 1.0);
}`,
    frag: `
precision mediump float;
varying vec4 fill;
void main() { gl_FragColor = fill; }`,
    attributes: {
      corner: regl.buffer([
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 0],
        [1, 1],
        [0, 1],
      ]),
      rect: { buffer: rects, size: 4, divisor: 1 },
      color: { buffer: colors, size: 4, divisor: 1, normalized: true },
    },
    uniforms: { page: (_: unknown, { width, height }: Props) => [width, height] },
    count: 6,
    instances: regl.prop<Props, 'count'>('count'),
    primitive: 'triangles',
    viewport: (_: unknown, { width, height }: Props) => ({ x: 0, y: 0, width, height }),
    blend: { enable: true, func: { src: 'one', dst: 'one minus src alpha' } },
  });
  return {
    draw(bars, width, height) {
      if (bars.count === 0) return;
      rects(bars.rects);
      colors(bars.colors);
      draw({ width, height, count: bars.count });
    },
  };
}

function paintFlat({ count, rects, colors }: Bars, flat: CanvasRenderingContext2D): void {
  for (let i = 0; i < count; i++) {
    const [x, y, width, height] = rects.subarray(4 * i, 4 * i + 4) as unknown as [
      number,
      number,
      number,
      number,
    ];
    const [red, green, blue, opacity] = colors.subarray(4 * i, 4 * i + 4);
    flat.fillStyle = `rgb(${red} ${green} ${blue} / ${(opacity ?? 0) / 255})`;
    flat.fillRect(x, y, width, height);
  }
}
