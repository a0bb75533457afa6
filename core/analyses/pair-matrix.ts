import type { Panel } from '../figure/figure.ts';
import type { UnitId } from '../model/units.ts';
import { byDepth } from './depth-order.ts';

export interface PairMatrix {
  readonly rows: readonly UnitId[];
  readonly columns: readonly UnitId[];
  readonly rowDepthUm: Float32Array;
  readonly columnDepthUm: Float32Array;
  /** (rows × columns); NaN where there is nothing to show. */
  readonly values: Float32Array;
  /** Of the colours: `peak`, `amplitude`. */
  readonly label: string;
  readonly unit: string;
}

/**
 * A matrix of pairs of units, both by depth from the top of the probe down, blue below and red above zero. The colours end
 * at the largest value, or before where few are much larger than the others.
 */
export function pairMatrixPanel(matrix: PairMatrix): Panel {
  const rowOrder = byDepth(matrix.rowDepthUm).reverse();
  const columnOrder = byDepth(matrix.columnDepthUm);
  const [rows, columns] = [rowOrder.length, columnOrder.length];
  const values = new Float32Array(rows * columns);
  rowOrder.forEach((from, row) => {
    columnOrder.forEach((to, column) => {
      values[row * columns + column] = matrix.values[from * columns + to]!;
    });
  });
  const end = colorEnd(values);
  const axis = (label: string, ids: readonly UnitId[], order: readonly number[]) => ({
    label: `${label}, by depth`,
    unit: '',
    domain: [0, order.length] as const,
    ticks: order.map((_, i) => i + 0.5),
    tickLabels: order.map((i) => ids[i]!),
  });
  return {
    row: 0,
    column: 0,
    x: axis('target unit', matrix.columns, columnOrder),
    y: axis('source unit', matrix.rows, rowOrder),
    marks: [
      {
        kind: 'image',
        values,
        rows,
        columns,
        x: [0, columns],
        y: [0, rows],
        range: [-end, end],
        colormap: 'RdBu_r',
        color: 'text',
      },
    ],
    colorbar: { label: matrix.label, unit: matrix.unit, range: [-end, end], colormap: 'RdBu_r' },
    equalAspect: true,
  };
}

/** A few giants must not make all others pale, nor noise look like more than it is. */
function colorEnd(values: Float32Array): number {
  const sizes = values
    .filter((value) => !Number.isNaN(value))
    .map(Math.abs)
    .sort();
  const share = (part: number) => sizes[Math.floor(part * (sizes.length - 1))] ?? 0;
  return Math.min(share(1), Math.max(share(0.98), 4 * share(0.5))) || share(1) || 1;
}
