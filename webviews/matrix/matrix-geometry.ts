/** Pixels of the page. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where everything of a matrix lies: units × units, cells on and above the diagonal, names at the top and on the right. */
export interface MatrixGeometry {
  readonly count: number;
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly top: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  /** Names at the top stand upright where they fit, else they are turned. */
  readonly areNamesTurned: boolean;
  /** The largest box below the diagonal, for one pair in large; null where it would be too small to read. */
  readonly inset: Box | null;
}

/** A pair of the matrix: positions of its units, `from` ≤ `to`; equal for a unit with itself. */
export interface MatrixPair {
  readonly from: number;
  readonly to: number;
}

/** Line of names or of lags, pixels. */
const linePx = 15;
const smallestInset = { width: 150, height: 104 };

/** The geometry of `count` units in a room; `namePx` is the width of the longest name. */
export function matrixGeometry(count: number, width: number, height: number, namePx: number): MatrixGeometry {
  const left = 4;
  // Names of the pair that is told of are bold.
  const right = 1.1 * namePx + 8;
  const cellWidth = Math.max(1, (width - left - right) / count);
  const areNamesTurned = namePx + 4 > cellWidth;
  const top = areNamesTurned ? namePx + 6 : linePx;
  const cellHeight = Math.max(1, (height - top - linePx) / count);
  const half = Math.ceil(count / 2);
  // The gap keeps the large picture from touching the diagonal.
  const inset = {
    x: 0,
    y: top + half * cellHeight + 6,
    width: left + half * cellWidth - 10,
    height: (count - half) * cellHeight + linePx - 6,
  };
  const isLarge = inset.width >= smallestInset.width && inset.height >= smallestInset.height;
  return {
    count,
    width,
    height,
    left,
    top,
    cellWidth,
    cellHeight,
    areNamesTurned,
    inset: isLarge ? inset : null,
  };
}

export const cellBox = (
  { left, top, cellWidth, cellHeight }: MatrixGeometry,
  { from, to }: MatrixPair,
): Box => ({
  x: left + to * cellWidth,
  y: top + from * cellHeight,
  width: cellWidth,
  height: cellHeight,
});

/** The pair at a pixel; null below the diagonal and outside. */
export function pairAt(geometry: MatrixGeometry, x: number, y: number): MatrixPair | null {
  const { left, top, cellWidth, cellHeight, count } = geometry;
  const to = Math.floor((x - left) / cellWidth);
  const from = Math.floor((y - top) / cellHeight);
  return from >= 0 && from <= to && to < count ? { from, to } : null;
}

/** Where a key leads from a pair: arrows by one, Home and End along the row, Page Up and Down along the column. */
export function movedPair({ from, to }: MatrixPair, key: string, count: number): MatrixPair | null {
  switch (key) {
    case 'ArrowLeft':
      return { from, to: Math.max(from, to - 1) };
    case 'ArrowRight':
      return { from, to: Math.min(count - 1, to + 1) };
    case 'ArrowUp':
      return { from: Math.max(0, from - 1), to };
    case 'ArrowDown':
      return { from: Math.min(to, from + 1), to };
    case 'Home':
      return { from, to: from };
    case 'End':
      return { from, to: count - 1 };
    case 'PageUp':
      return { from: 0, to };
    case 'PageDown':
      return { from: to, to };
    default:
      return null;
  }
}
