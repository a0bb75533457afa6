import { coordinate, type LineItem, type MarkItem, type PointsItem } from '../../core/figure/display-list.ts';
import { imagePixels } from '../../core/figure/image-pixels.ts';
import type { shaders } from './mark-shaders.ts';

/** What a shader is fed with: coordinates stay in data units, the affine transform is a uniform. */
export interface Geometry {
  readonly shader: keyof typeof shaders;
  readonly attributes: Readonly<Record<string, { data: Float32Array; size: number; perInstance?: boolean }>>;
  readonly uniforms: Readonly<Record<string, number | readonly number[]>>;
  readonly count: number;
  readonly instances?: number;
  readonly texture?: { readonly data: Uint8Array; readonly width: number; readonly height: number };
}

const quad = new Float32Array([0, 0, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1]);

/** Triangles of a mark, without what is NaN; null for an empty one. */
export function markGeometry(item: MarkItem): Geometry | null {
  switch (item.kind) {
    case 'line':
      return lineGeometry(item);
    case 'area': {
      const { x, y0, y1 } = item;
      const position: number[] = [];
      for (let i = 1; i < y0.length; i++) {
        const [a, b] = [coordinate(x, i - 1), coordinate(x, i)];
        const [p, q, r, s] = [y0[i - 1], y1[i - 1], y0[i], y1[i]] as [number, number, number, number];
        if (Number.isFinite(a + b + p + q + r + s)) position.push(a, p, a, q, b, r, b, r, a, q, b, s);
      }
      const attributes = { position: { data: Float32Array.from(position), size: 2 } };
      return { shader: 'plain', attributes, uniforms: {}, count: position.length / 2 };
    }
    case 'bars': {
      const bars: number[] = [];
      item.y.forEach((y, i) => {
        if (Number.isFinite(y)) bars.push(coordinate(item.x, i), y);
      });
      const corner = quad.map((value, i) => (i % 2 === 0 ? value - 0.5 : value));
      return {
        shader: 'bars',
        attributes: {
          corner: { data: corner, size: 2 },
          bar: { data: Float32Array.from(bars), size: 2, perInstance: true },
        },
        uniforms: { width: item.width, base: item.base },
        count: 6,
        instances: bars.length / 2,
      };
    }
    case 'points':
      return pointGeometry(item);
    case 'image': {
      const { x, y } = item;
      const position = quad.map((value, i) => (i % 2 === 0 ? x[value as 0 | 1] : y[value as 0 | 1]));
      // No finer than the canvas, so that no texture is larger than a GPU takes.
      const { pixels, rows, columns } = imagePixels(item, 2);
      const texture = { data: new Uint8Array(pixels.buffer), width: columns, height: rows };
      const attributes = { position: { data: position, size: 2 }, texel: { data: quad, size: 2 } };
      return { shader: 'image', attributes, uniforms: {}, count: 6, texture };
    }
  }
}

function lineGeometry({ x, y, pointCount, width }: LineItem): Geometry {
  const ends: Record<'before' | 'from' | 'to' | 'after', number[]> = {
    before: [],
    from: [],
    to: [],
    after: [],
  };
  const point = (i: number): [number, number] => [coordinate(x, i % pointCount), y[i] as number];
  const there = (i: number, line: number) =>
    i >= 0 &&
    i < y.length &&
    Math.floor(i / pointCount) === line &&
    Number.isFinite(point(i)[0] + point(i)[1]);
  for (let i = 0; i + 1 < y.length; i++) {
    const line = Math.floor(i / pointCount);
    if (!there(i, line) || !there(i + 1, line)) continue;
    ends.from.push(...point(i));
    ends.to.push(...point(i + 1));
    // At the ends of a line its own point stands for the missing neighbour: the shader then cuts it straight.
    ends.before.push(...point(there(i - 1, line) ? i - 1 : i));
    ends.after.push(...point(there(i + 2, line) ? i + 2 : i + 1));
  }
  const perInstance = Object.fromEntries(
    Object.entries(ends).map(([name, data]) => [
      name,
      { data: Float32Array.from(data), size: 2, perInstance: true },
    ]),
  );
  const corner = quad.map((value, i) => (i % 2 === 0 ? value : value - 0.5));
  return {
    shader: 'line',
    attributes: { corner: { data: corner, size: 2 }, ...perInstance },
    uniforms: { width },
    count: 6,
    instances: ends.from.length / 2,
  };
}

function pointGeometry({ x, y, size, shape, hollow }: PointsItem): Geometry {
  const points: number[] = [];
  const sizes: number[] = [];
  y.forEach((value, i) => {
    if (!Number.isFinite(value + (x[i] as number))) return;
    points.push(x[i] as number, value);
    sizes.push(typeof size === 'number' ? size : (size[i] as number));
  });
  const corner = outline(shape, hollow);
  return {
    shader: 'points',
    attributes: {
      corner: { data: corner, size: 3 },
      point: { data: Float32Array.from(points), size: 2, perInstance: true },
      size: { data: Float32Array.from(sizes), size: 1, perInstance: true },
    },
    // A tick is half a pixel to each side, whatever its size.
    uniforms: { thin: shape === 'tick' ? [0.5, 0] : [0, 0] },
    count: corner.length / 3,
    instances: sizes.length,
  };
}

/** Triangles of a disc (24 sides), a square or a tick around (0, 0) in radii; hollow ones are a rim of one pixel. */
function outline(shape: PointsItem['shape'], hollow: boolean): Float32Array {
  const sides = shape === 'circle' ? 24 : 4;
  const at = (i: number): [number, number] => {
    if (shape !== 'circle')
      return (
        [
          [-1, -1],
          [1, -1],
          [1, 1],
          [-1, 1],
        ] as const
      )[i % 4] as [number, number];
    const angle = (2 * Math.PI * i) / sides;
    return [Math.cos(angle), Math.sin(angle)];
  };
  const corners: number[] = [];
  for (let i = 0; i < sides; i++) {
    const [p, q] = [at(i), at(i + 1)];
    if (hollow && shape !== 'tick') corners.push(...p, 0, ...q, 0, ...q, 1, ...p, 0, ...q, 1, ...p, 1);
    else corners.push(...p, 0, ...q, 0, 0, 0, 0);
  }
  return Float32Array.from(corners);
}
