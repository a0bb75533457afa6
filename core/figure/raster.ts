import type { Rect } from './display-list.ts';
import type { ImagePixels } from './image-pixels.ts';
import type { Path } from './paths.ts';

/** Scan lines per pixel row; within one, coverage across is exact. */
const fine = 8;

/**
 * Pixels that shapes are painted on: premultiplied RGBA, 0 to 1. Coverage is the area of a shape in a pixel (exact across,
 * in eighths up), by the nonzero rule, so overlapping outlines of one shape count once.
 */
export class Raster {
  readonly width: number;
  readonly height: number;
  readonly #pixels: Float32Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.#pixels = new Float32Array(width * height * 4);
  }

  /** Fills closed outlines, in pixels, inside `clip`. `color` is `#rrggbb`. */
  fill(paths: readonly Path[], color: string, opacity: number, clip: Rect): void {
    const edges = edgesOf(paths);
    if (edges.length === 0) return;
    const [left, right] = [Math.max(0, clip.x), Math.min(this.width, clip.x + clip.width)];
    const [top, bottom] = [Math.max(0, clip.y), Math.min(this.height, clip.y + clip.height)];
    if (!(right > left && bottom > top)) return;
    edges.sort((a, b) => a.top - b.top);
    const first = Math.max(Math.floor(top), Math.floor((edges[0] as Edge).top));
    const rgb = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255);
    const cover = new Float32Array(this.width + 2);
    let next = 0;
    let active: Edge[] = [];
    for (let row = first; row < bottom && (active.length > 0 || next < edges.length); row++) {
      cover.fill(0);
      let painted = false;
      for (let line = 0; line < fine; line++) {
        const y = row + (line + 0.5) / fine;
        while (next < edges.length && (edges[next] as Edge).top <= y) active.push(edges[next++] as Edge);
        active = active.filter((edge) => edge.bottom > y);
        if (y < top || y >= bottom || active.length === 0) continue;
        painted = true;
        addSpans(active, y, left, right, cover);
      }
      if (painted) this.#blend(row, cover, rgb, opacity, Math.floor(left), Math.ceil(right));
    }
  }

  /** Paints cells into `area`, in pixels, inside `clip`: nearest cell, none blended with its neighbour. */
  image(
    { pixels, rows, columns }: ImagePixels,
    area: Rect,
    { flipX, flipY }: { readonly flipX: boolean; readonly flipY: boolean },
    opacity: number,
    clip: Rect,
  ): void {
    const first = (from: number, clipped: number) => Math.max(0, Math.round(Math.max(from, clipped)));
    const right = Math.min(this.width, Math.round(Math.min(area.x + area.width, clip.x + clip.width)));
    const bottom = Math.min(this.height, Math.round(Math.min(area.y + area.height, clip.y + clip.height)));
    const cellAt = (position: number, count: number, flip: boolean) => {
      const cell = Math.min(count - 1, Math.max(0, Math.floor(position * count)));
      return flip ? count - 1 - cell : cell;
    };
    for (let y = first(area.y, clip.y); y < bottom; y++) {
      const row = cellAt((y + 0.5 - area.y) / area.height, rows, flipY);
      for (let x = first(area.x, clip.x); x < right; x++) {
        const from = 4 * (row * columns + cellAt((x + 0.5 - area.x) / area.width, columns, flipX));
        const alpha = ((pixels[from + 3] as number) / 255) * opacity;
        if (alpha === 0) continue;
        const at = 4 * (y * this.width + x);
        for (let channel = 0; channel < 4; channel++) {
          const source = channel < 3 ? ((pixels[from + channel] as number) / 255) * alpha : alpha;
          this.#pixels[at + channel] = source + (this.#pixels[at + channel] as number) * (1 - alpha);
        }
      }
    }
  }

  #blend(
    row: number,
    cover: Float32Array,
    rgb: readonly number[],
    opacity: number,
    from: number,
    to: number,
  ) {
    let covered = 0;
    for (let x = from; x < to; x++) {
      covered += cover[x] as number;
      if (covered < 1e-4) continue;
      const alpha = Math.min(1, covered) * opacity;
      const at = 4 * (row * this.width + x);
      for (let channel = 0; channel < 4; channel++) {
        const source = channel < 3 ? (rgb[channel] as number) * alpha : alpha;
        this.#pixels[at + channel] = source + (this.#pixels[at + channel] as number) * (1 - alpha);
      }
    }
  }

  /** 8-bit RGBA, not premultiplied, as PNG wants it. */
  toBytes(): Uint8Array {
    const bytes = new Uint8Array(this.#pixels.length);
    for (let i = 0; i < bytes.length; i += 4) {
      const alpha = this.#pixels[i + 3] as number;
      if (alpha <= 0) continue;
      for (let channel = 0; channel < 3; channel++)
        bytes[i + channel] = Math.round((255 * (this.#pixels[i + channel] as number)) / alpha);
      bytes[i + 3] = Math.round(255 * Math.min(1, alpha));
    }
    return bytes;
  }
}

interface Edge {
  readonly top: number;
  readonly bottom: number;
  readonly x: number;
  readonly slope: number;
  readonly winding: 1 | -1;
}

function edgesOf(paths: readonly Path[]): Edge[] {
  const edges: Edge[] = [];
  for (const path of paths) {
    for (let i = 0; i < path.length; i += 2) {
      const [x1, y1] = [path[i] as number, path[i + 1] as number];
      const j = (i + 2) % path.length;
      const [x2, y2] = [path[j] as number, path[j + 1] as number];
      if (y1 === y2 || !Number.isFinite(x1 + y1 + x2 + y2)) continue;
      const slope = (x2 - x1) / (y2 - y1);
      if (y1 < y2) edges.push({ top: y1, bottom: y2, x: x1, slope, winding: 1 });
      else edges.push({ top: y2, bottom: y1, x: x2, slope, winding: -1 });
    }
  }
  return edges;
}

/** Adds the inside of one scan line to `cover`, as differences between neighbouring pixels. */
function addSpans(
  active: readonly Edge[],
  y: number,
  left: number,
  right: number,
  cover: Float32Array,
): void {
  const crossings = active.map(({ top, x, slope, winding }) => ({ x: x + (y - top) * slope, winding }));
  crossings.sort((a, b) => a.x - b.x);
  let winding = 0;
  let start = 0;
  for (const crossing of crossings) {
    const before = winding;
    winding += crossing.winding;
    if (before === 0) start = crossing.x;
    if (winding !== 0) continue;
    const [from, to] = [Math.max(left, start), Math.min(right, crossing.x)];
    if (to <= from) continue;
    add(cover, from, 1 / fine);
    add(cover, to, -1 / fine);
  }
}

function add(cover: Float32Array, x: number, amount: number): void {
  const pixel = Math.floor(x);
  const share = x - pixel;
  cover[pixel] = (cover[pixel] as number) + amount * (1 - share);
  cover[pixel + 1] = (cover[pixel + 1] as number) + amount * share;
}
