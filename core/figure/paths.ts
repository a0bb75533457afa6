import {
  type AreaItem,
  type BarsItem,
  coordinate,
  type ImageItem,
  type LineItem,
  type Rect,
} from './display-list.ts';

/** Corners or vertices in pixels, x and y in turn. */
export type Path = readonly number[];

/** The polylines of a line item; a NaN ends one and begins another. */
export function linePaths({ x, y, pointCount, toPixel }: LineItem): Path[] {
  const paths: number[][] = [];
  let current: number[] = [];
  for (let i = 0; i < y.length; i++) {
    const within = pointCount > 0 ? i % pointCount : i;
    const px = toPixel.x + toPixel.xScale * coordinate(x, within);
    const py = toPixel.y + toPixel.yScale * (y[i] as number);
    const broken = !(Number.isFinite(px) && Number.isFinite(py));
    if ((within === 0 || broken) && current.length > 0) {
      paths.push(current);
      current = [];
    }
    if (!broken) current.push(px, py);
  }
  if (current.length > 0) paths.push(current);
  return paths.filter((path) => path.length >= 4);
}

/** The outlines of a band; where either curve is NaN the band is interrupted. */
export function areaPaths({ x, y0, y1, toPixel }: AreaItem): Path[] {
  const paths: number[][] = [];
  let there: number[] = [];
  let back: number[] = [];
  const close = () => {
    if (there.length >= 4) {
      for (let i = back.length - 2; i >= 0; i -= 2) there.push(back[i] as number, back[i + 1] as number);
      paths.push(there);
    }
    there = [];
    back = [];
  };
  for (let i = 0; i < y0.length; i++) {
    const px = toPixel.x + toPixel.xScale * coordinate(x, i);
    const low = toPixel.y + toPixel.yScale * (y0[i] as number);
    const high = toPixel.y + toPixel.yScale * (y1[i] as number);
    if (!Number.isFinite(px + low + high)) close();
    else {
      there.push(px, high);
      back.push(px, low);
    }
  }
  close();
  return paths;
}

/**
 * The outlines of bars. Bars that touch become one skyline, so that no seam of antialiasing shows between them and a
 * histogram of 400 bins is one shape; others are rectangles of their own.
 */
export function barPaths({ x, y, width, base, toPixel }: BarsItem): Path[] {
  const paths: number[][] = [];
  const foot = toPixel.y + toPixel.yScale * base;
  const half = Math.abs((width / 2) * toPixel.xScale);
  let skyline: number[] = [];
  const close = () => {
    if (skyline.length === 0) return;
    const first = skyline[0] as number;
    const last = skyline[skyline.length - 2] as number;
    paths.push([first, foot, ...skyline, last, foot]);
    skyline = [];
  };
  for (let i = 0; i < y.length; i++) {
    const center = toPixel.x + toPixel.xScale * coordinate(x, i);
    const top = toPixel.y + toPixel.yScale * (y[i] as number);
    if (!Number.isFinite(center + top)) {
      close();
      continue;
    }
    const [left, right] = [center - half, center + half];
    const touches =
      skyline.length > 0 && Math.abs(left - (skyline[skyline.length - 2] as number)) < 0.02 * half + 0.01;
    if (!touches) close();
    if (touches && skyline[skyline.length - 1] === top) skyline[skyline.length - 2] = right;
    else skyline.push(touches ? (skyline[skyline.length - 2] as number) : left, top, right, top);
  }
  close();
  return paths;
}

/** Where an image lies; `flipX` and `flipY` tell whether its first column is at the right, its first row at the bottom. */
export function imageBox({ x, y, toPixel }: ImageItem): Rect & { flipX: boolean; flipY: boolean } {
  const [left, right] = [toPixel.x + toPixel.xScale * x[0], toPixel.x + toPixel.xScale * x[1]];
  const [first, last] = [toPixel.y + toPixel.yScale * y[0], toPixel.y + toPixel.yScale * y[1]];
  return {
    x: Math.min(left, right),
    y: Math.min(first, last),
    width: Math.abs(right - left),
    height: Math.abs(last - first),
    flipX: right < left,
    flipY: last < first,
  };
}

/** The pieces of a path that are drawn when it is dashed: `on` pixels drawn, `off` left out. */
export function dashed(path: Path, on: number, off: number): Path[] {
  const pieces: number[][] = [];
  let drawing = true;
  let left = on;
  let piece = [path[0] as number, path[1] as number];
  for (let i = 2; i < path.length; i += 2) {
    let [x, y] = [path[i - 2] as number, path[i - 1] as number];
    const [toX, toY] = [path[i] as number, path[i + 1] as number];
    let distance = Math.hypot(toX - x, toY - y);
    while (distance > left) {
      x += ((toX - x) * left) / distance;
      y += ((toY - y) * left) / distance;
      distance -= left;
      if (drawing) pieces.push([...piece, x, y]);
      piece = [x, y];
      drawing = !drawing;
      left = drawing ? on : off;
    }
    left -= distance;
    if (drawing) piece.push(toX, toY);
    else piece = [toX, toY];
  }
  if (drawing && piece.length >= 4) pieces.push(piece);
  return pieces;
}

/** Dashes of every painter, in pixels. */
export const dash = { on: 3, off: 3 } as const;
