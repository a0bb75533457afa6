import createRegl, { type Regl } from 'regl';
import {
  type DisplayList,
  type Item,
  isMark,
  type MarkItem,
  type Rect,
} from '../../core/figure/display-list.ts';
import { markGeometry } from './mark-geometry.ts';
import { shaders } from './mark-shaders.ts';

interface Context {
  readonly regl: Regl;
  readonly canvas: HTMLCanvasElement;
}

/** One WebGL context per page (browsers allow few), painted into by all figures in turn; null when there is none. */
let context: Context | null | undefined;
const lost = new Set<() => void>();

function acquire(): Context | null {
  if (context !== undefined) return context;
  try {
    const canvas = document.createElement('canvas');
    const attributes = {
      alpha: true,
      antialias: true,
      stencil: true,
      depth: false,
      preserveDrawingBuffer: true,
    };
    const regl = createRegl({ canvas, attributes, extensions: ['ANGLE_instanced_arrays'] });
    canvas.addEventListener('webglcontextlost', () => {
      context = null;
      for (const tell of lost) tell();
    });
    context = { regl, canvas };
  } catch {
    // No WebGL, or a page whose policy forbids the code that regl compiles: figures are SVG then.
    context = null;
  }
  return context;
}

/** Tells when the page's WebGL context is gone for good. Returns how to stop listening. */
export function onContextLost(tell: () => void): () => void {
  lost.add(tell);
  return () => lost.delete(tell);
}

/** True for what this painter draws exactly as SVG would: marks, but no dashes; false for everything without WebGL. */
export const canPaint = (item: Item): boolean =>
  isMark(item) && !(item.kind === 'line' && item.dash) && acquire() !== null;

/** Largest canvas edge, in device pixels, on which twice the resolution is painted for smoother edges. */
const finest = 4096;

/** Paints the chosen marks of a list into a 2D canvas at the device's resolution, and nothing else. */
export function paintMarks(
  list: DisplayList,
  only: (item: Item) => boolean,
  target: HTMLCanvasElement,
  ratio: number,
): void {
  const items = list.items.filter((item): item is MarkItem => isMark(item) && only(item));
  const shared = items.length > 0 ? acquire() : null;
  const [width, height] = [Math.round(list.width * ratio), Math.round(list.height * ratio)];
  if (target.width !== width) target.width = width;
  if (target.height !== height) target.height = height;
  const flat = target.getContext('2d');
  flat?.clearRect(0, 0, width, height);
  if (!shared || !flat) return;

  const { regl, canvas } = shared;
  const finer = 2 * Math.max(width, height) <= finest ? 2 : 1;
  const scale = ratio * finer;
  canvas.width = width * finer;
  canvas.height = height * finer;
  regl.poll();
  regl.clear({ color: [0, 0, 0, 0], stencil: 0 });
  for (const item of items) {
    const plot = list.panels[item.panel]?.plot;
    if (plot) paintMark(regl, item, plot, list, scale, canvas);
  }
  flat.imageSmoothingQuality = 'high';
  flat.drawImage(canvas, 0, 0, canvas.width, canvas.height, 0, 0, width, height);
}

function paintMark(
  regl: Regl,
  item: MarkItem,
  plot: Rect,
  list: DisplayList,
  scale: number,
  canvas: HTMLCanvasElement,
) {
  const geometry = markGeometry(item);
  if (!geometry || geometry.count === 0 || geometry.instances === 0) return;
  const resources: { destroy(): void }[] = [];
  const keep = <T extends { destroy(): void }>(resource: T): T => {
    resources.push(resource);
    return resource;
  };
  const attributes = Object.fromEntries(
    Object.entries(geometry.attributes).map(([name, { data, size, perInstance }]) => [
      name,
      { buffer: keep(regl.buffer(data)), size, divisor: perInstance ? 1 : 0 },
    ]),
  );
  const texture =
    geometry.texture &&
    keep(regl.texture({ ...geometry.texture, min: 'nearest', mag: 'nearest', wrap: 'clamp' }));
  // Half a pixel more than the plot, as the SVG's clip: a line along the edge keeps its width.
  const left = Math.floor((plot.x - 0.5) * scale);
  const bottom = Math.floor(canvas.height - (plot.y + plot.height + 0.5) * scale);
  const { toPixel, color, opacity } = item;
  const draw = regl({
    ...shaders[geometry.shader],
    attributes,
    uniforms: {
      page: [list.width, list.height],
      offset: [toPixel.x, toPixel.y],
      stretch: [toPixel.xScale, toPixel.yScale],
      color: [...[1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255), opacity],
      ...geometry.uniforms,
      ...(texture ? { image: texture } : {}),
    },
    count: geometry.count,
    ...(geometry.instances === undefined ? {} : { instances: geometry.instances }),
    primitive: 'triangles',
    viewport: { x: 0, y: 0, width: canvas.width, height: canvas.height },
    scissor: {
      enable: true,
      box: {
        x: Math.max(0, left),
        y: Math.max(0, bottom),
        width: Math.ceil((plot.width + 1) * scale),
        height: Math.ceil((plot.height + 1) * scale),
      },
    },
    blend: { enable: true, func: { src: 'one', dst: 'one minus src alpha' } },
    // Each sample once: where a mark overlaps itself its opacity does not add up, as in SVG.
    stencil: {
      enable: opacity < 1,
      func: { cmp: 'equal', ref: 0, mask: 0xff },
      op: { fail: 'keep', zfail: 'keep', zpass: 'increment' },
    },
  });
  if (opacity < 1) regl.clear({ stencil: 0 });
  draw();
  for (const resource of resources) resource.destroy();
}
