import { turned } from './axis-ticks.ts';
import { type DisplayList, type Item, isMark, type PointsItem, type Rect } from './display-list.ts';
import { textPaths } from './font.ts';
import { imagePixels } from './image-pixels.ts';
import { areaPaths, barPaths, dash, dashed, imageBox, linePaths, type Path } from './paths.ts';
import { encodePng } from './png-encode.ts';
import { type Provenance, provenanceText } from './provenance.ts';
import { Raster } from './raster.ts';
import { box, disc, reversed, strokePaths } from './stroke.ts';
import type { Typeface } from './typeface.ts';

/** CSS pixels per inch: at scale 2 a figure is printed at 192 dots per inch. */
const cssDpi = 96;

/** The bytes of a PNG file, `scale` pixels to each pixel of the list; without a background it is transparent. */
export function toPng(
  list: DisplayList,
  { scale = 2, provenance }: { scale?: number; provenance?: Provenance } = {},
): Uint8Array {
  const width = Math.max(1, Math.round(list.width * scale));
  const height = Math.max(1, Math.round(list.height * scale));
  const raster = new Raster(width, height);
  const page: Rect = { x: 0, y: 0, width, height };
  if (list.background) raster.fill([box(0, 0, width, height)], list.background, 1, page);
  for (const item of list.items) {
    const plot = isMark(item) ? list.panels[item.panel]?.plot : undefined;
    const clip = plot
      ? {
          x: (plot.x - 0.5) * scale,
          y: (plot.y - 0.5) * scale,
          width: (plot.width + 1) * scale,
          height: (plot.height + 1) * scale,
        }
      : page;
    if (item.kind === 'image') paintImage(raster, item, scale, clip);
    else
      raster.fill(
        itemPaths(item, list.typeface).map((path) => path.map((v) => v * scale)),
        item.color,
        opacityOf(item),
        clip,
      );
  }
  const texts = {
    Title: list.title,
    Description: list.alt,
    ...(provenance
      ? {
          Software: `${provenance.program} ${provenance.version}`,
          Source: provenance.dataset,
          Comment: provenance.commandLine,
          NeuroPyxels: provenanceText(provenance),
        }
      : {}),
  };
  return encodePng(raster.toBytes(), width, height, { dpi: cssDpi * scale, texts });
}

const opacityOf = (item: Item) => (item.kind === 'text' ? 1 : item.opacity);

/** The outlines of an item, in pixels of the list. */
function itemPaths(item: Exclude<Item, { kind: 'image' }>, typeface: Typeface): Path[] {
  switch (item.kind) {
    case 'area':
      return areaPaths(item);
    case 'bars':
      return barPaths(item);
    case 'line':
      return linePaths(item)
        .flatMap((path) => (item.dash ? dashed(path, dash.on, dash.off) : [path]))
        .flatMap((path) => strokePaths(path, item.width));
    case 'points':
      return pointPaths(item);
    case 'fill':
      return [item.points];
    case 'segments': {
      const segments = Array.from({ length: item.points.length / 4 }, (_, i) =>
        item.points.slice(4 * i, 4 * i + 4),
      );
      return segments
        .flatMap((path) => (item.dash ? dashed(path, dash.on, dash.off) : [path]))
        .flatMap((path) => strokePaths(path, item.width));
    }
    case 'text': {
      const { paths, width } = textPaths(item.text, item, typeface);
      const before = item.anchor === 'start' ? 0 : item.anchor === 'middle' ? width / 2 : width;
      const { sin, cos } = turned(item.turn ?? 0);
      return paths.map((path) =>
        path.map((value, i) => {
          if (i % 2 === 0) return item.x + (value - before) * cos + (path[i + 1] as number) * sin;
          return item.y - ((path[i - 1] as number) - before) * sin + value * cos;
        }),
      );
    }
  }
}

function pointPaths({ x, y, size, shape, hollow, toPixel }: PointsItem): Path[] {
  const paths: Path[] = [];
  y.forEach((value, i) => {
    const cx = toPixel.x + toPixel.xScale * (x[i] as number);
    const cy = toPixel.y + toPixel.yScale * value;
    if (!Number.isFinite(cx + cy)) return;
    const r = (typeof size === 'number' ? size : (size[i] as number)) / 2;
    const outline = (radius: number) =>
      shape === 'circle' ? disc(cx, cy, radius) : box(cx - radius, cy - radius, 2 * radius, 2 * radius);
    if (shape === 'tick') paths.push(box(cx - 0.5, cy - r, 1, 2 * r));
    else paths.push(outline(r));
    if (hollow && shape !== 'tick' && r > 1) paths.push(reversed(outline(r - 1)));
  });
  return paths;
}

/** Each pixel has the colour of the cell that its middle lies in: edges of cells stay sharp. */
function paintImage(raster: Raster, item: Item & { kind: 'image' }, scale: number, clip: Rect): void {
  const { x, y, width, height, flipX, flipY } = imageBox(item);
  const area = { x: x * scale, y: y * scale, width: width * scale, height: height * scale };
  raster.image(imagePixels(item, scale), area, { flipX, flipY }, item.opacity, clip);
}
