import type { Attributes, DrawCommand, Regl, Uniforms } from 'regl';
import {
  type DisplayList,
  type Item,
  isMark,
  type MarkItem,
  type Rect,
} from '../../core/figure/display-list.ts';
import { glContext } from './gl-context.ts';
import { type Geometry, markGeometry } from './mark-geometry.ts';
import { shaders } from './mark-shaders.ts';

/** True for what this painter draws exactly as SVG would: marks, but no dashes; false for everything without WebGL. */
export const canPaint = (item: Item): boolean =>
  isMark(item) && !(item.kind === 'line' && item.dash) && glContext() !== null;

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
  const shared = items.length > 0 ? glContext() : null;
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

interface MarkProps {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly uniforms: Readonly<Record<string, unknown>>;
  readonly count: number;
  readonly instances: number;
  readonly viewport: { x: number; y: number; width: number; height: number };
  readonly box: { x: number; y: number; width: number; height: number };
}

/** By shader and whether it is opaque, for each context: a grid has hundreds of marks, and compiling takes longer than drawing. */
const commands = new WeakMap<Regl, Map<string, DrawCommand>>();

function commandFor(regl: Regl, geometry: Geometry, isOpaque: boolean): DrawCommand {
  const known = commands.get(regl) ?? new Map<string, DrawCommand>();
  commands.set(regl, known);
  const name = `${geometry.shader} ${isOpaque}`;
  const made = known.get(name) ?? makeCommand(regl, geometry, isOpaque);
  known.set(name, made);
  return made;
}

function makeCommand(
  regl: Regl,
  { shader, attributes, uniforms, texture, instances }: Geometry,
  isOpaque: boolean,
): DrawCommand {
  const of =
    <K extends keyof MarkProps>(name: K) =>
    (_: unknown, props: MarkProps) =>
      props[name];
  const each = (names: readonly string[], kind: 'attributes' | 'uniforms') =>
    Object.fromEntries(names.map((name) => [name, (_: unknown, props: MarkProps) => props[kind][name]]));
  const names = [
    'page',
    'offset',
    'stretch',
    'color',
    ...Object.keys(uniforms),
    ...(texture ? ['image'] : []),
  ];
  return regl({
    ...shaders[shader],
    attributes: each(Object.keys(attributes), 'attributes') as Attributes,
    uniforms: each(names, 'uniforms') as unknown as Uniforms,
    count: of('count'),
    ...(instances === undefined ? {} : { instances: of('instances') }),
    primitive: 'triangles',
    viewport: of('viewport'),
    scissor: { enable: true, box: of('box') },
    blend: { enable: true, func: { src: 'one', dst: 'one minus src alpha' } },
    // Each sample once: where a mark overlaps itself its opacity does not add up, as in SVG.
    stencil: {
      enable: !isOpaque,
      func: { cmp: 'equal', ref: 0, mask: 0xff },
      op: { fail: 'keep', zfail: 'keep', zpass: 'increment' },
    },
  });
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
  if (opacity < 1) regl.clear({ stencil: 0 });
  const props: MarkProps = {
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
    instances: geometry.instances ?? 1,
    viewport: { x: 0, y: 0, width: canvas.width, height: canvas.height },
    box: {
      x: Math.max(0, left),
      y: Math.max(0, bottom),
      width: Math.ceil((plot.width + 1) * scale),
      height: Math.ceil((plot.height + 1) * scale),
    },
  };
  commandFor(regl, geometry, opacity >= 1)(props);
  for (const resource of resources) resource.destroy();
}
