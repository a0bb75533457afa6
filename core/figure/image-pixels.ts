import { mapColors } from './colormaps.ts';
import type { ImageItem } from './display-list.ts';
import { imageBox } from './paths.ts';

export interface ImagePixels {
  /** (rows × columns) RGBA bytes. */
  readonly pixels: Uint8ClampedArray;
  readonly rows: number;
  readonly columns: number;
}

/**
 * The cells of an image in colour, in the order of its values. Where cells are smaller than a `perPixel`-th of a pixel
 * they are averaged first, as values and without NaN, so that every painter shows the same picture of a large matrix.
 */
export function imagePixels(item: ImageItem, perPixel: number): ImagePixels {
  const { width, height } = imageBox(item);
  const columns = Math.min(item.columns, Math.max(1, Math.ceil(width * perPixel)));
  const rows = Math.min(item.rows, Math.max(1, Math.ceil(height * perPixel)));
  const values = columns === item.columns && rows === item.rows ? item.values : averaged(item, rows, columns);
  return { pixels: mapColors(values, item.range, item.colormap, item.center), rows, columns };
}

/** Means over blocks of cells, each cell in one block; NaN where a block has no number. */
function averaged({ values, rows, columns }: ImageItem, newRows: number, newColumns: number): Float32Array {
  const sums = new Float64Array(newColumns);
  const counts = new Uint32Array(newColumns);
  const means = new Float32Array(newRows * newColumns);
  const intoOf = Int32Array.from({ length: columns }, (_, i) =>
    Math.floor(((i + 0.5) * newColumns) / columns),
  );
  for (let block = 0; block < newRows; block++) {
    sums.fill(0);
    counts.fill(0);
    const end = Math.floor(((block + 1) * rows) / newRows);
    for (let row = Math.floor((block * rows) / newRows); row < end; row++) {
      for (let column = 0; column < columns; column++) {
        const value = values[row * columns + column] as number;
        if (Number.isNaN(value)) continue;
        const into = intoOf[column] as number;
        sums[into] = (sums[into] as number) + value;
        counts[into] = (counts[into] as number) + 1;
      }
    }
    for (let column = 0; column < newColumns; column++)
      means[block * newColumns + column] = (sums[column] as number) / (counts[column] as number);
  }
  return means;
}
