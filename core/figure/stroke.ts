import type { Path } from './paths.ts';

/**
 * The outlines that a pen of `width` leaves along a path: a rectangle per piece and a disc where it turns, all wound the
 * same way, so that filled by the nonzero rule they are one shape. Ends are cut straight.
 */
export function strokePaths(path: Path, width: number): Path[] {
  const half = width / 2;
  const outlines: Path[] = [];
  for (let i = 0; i + 3 < path.length; i += 2) {
    const [x1, y1, x2, y2] = path.slice(i, i + 4) as [number, number, number, number];
    const length = Math.hypot(x2 - x1, y2 - y1);
    if (length === 0) continue;
    const [nx, ny] = [(-(y2 - y1) / length) * half, ((x2 - x1) / length) * half];
    outlines.push([x1 + nx, y1 + ny, x1 - nx, y1 - ny, x2 - nx, y2 - ny, x2 + nx, y2 + ny]);
    if (i + 5 < path.length) outlines.push(disc(x2, y2, half));
  }
  return outlines;
}

/** A circle with sides of about half a pixel, wound as the rectangles of a stroke are. */
export function disc(x: number, y: number, radius: number): Path {
  const sides = Math.max(8, Math.min(48, Math.ceil(4 * Math.PI * radius)));
  const path: number[] = [];
  for (let i = 0; i < sides; i++) {
    const angle = (2 * Math.PI * i) / sides;
    path.push(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
  }
  return path;
}

/** A rectangle wound as the discs are. */
export const box = (x: number, y: number, width: number, height: number): Path => [
  x,
  y,
  x + width,
  y,
  x + width,
  y + height,
  x,
  y + height,
];

/** The same outline wound the other way: a hole. */
export function reversed(path: Path): Path {
  const back: number[] = [];
  for (let i = path.length - 2; i >= 0; i -= 2) back.push(path[i] as number, path[i + 1] as number);
  return back;
}
