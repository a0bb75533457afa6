import type { Mark, Panel } from '../figure/figure.ts';
import type { UnitId } from '../model/units.ts';
import { byDepth } from './depth-order.ts';

export interface PairMatrix {
  readonly rows: readonly UnitId[];
  readonly columns: readonly UnitId[];
  readonly rowDepthUm: Float32Array;
  readonly columnDepthUm: Float32Array;
  /** Units of one shank stand together, with lines between shanks; all of one shank where absent. */
  readonly rowShank?: Int32Array;
  readonly columnShank?: Int32Array;
  /** (rows × columns); NaN where there is nothing to show. */
  readonly values: Float32Array;
  /** Of the colours: `peak`, `amplitude`. */
  readonly label: string;
  readonly unit: string;
  /** The colours never end below: noise alone is pale. */
  readonly leastEnd?: number;
}

/**
 * A matrix of pairs of units, both by depth from the top of the probe down, blue below and red above zero. The colours end
 * at the largest value, or before where few are much larger than the others.
 */
export function pairMatrixPanel(matrix: PairMatrix): Panel {
  const rowOrder = byDepth(matrix.rowDepthUm, matrix.rowShank).reverse();
  const columnOrder = byDepth(matrix.columnDepthUm, matrix.columnShank);
  const [rows, columns] = [rowOrder.length, columnOrder.length];
  const values = new Float32Array(rows * columns);
  rowOrder.forEach((from, row) => {
    columnOrder.forEach((to, column) => {
      values[row * columns + column] = matrix.values[from * columns + to]!;
    });
  });
  const end = Math.max(colorEnd(values), matrix.leastEnd ?? 0);
  const axis = (
    label: string,
    ids: readonly UnitId[],
    order: readonly number[],
    shanks: Int32Array | undefined,
  ) => ({
    label: `${label}, by ${borders(order, shanks).length > 0 ? 'shank and depth' : 'depth'}`,
    unit: '',
    domain: [0, order.length] as const,
    ticks: order.map((_, i) => i + 0.5),
    tickLabels: order.map((i) => ids[i]!),
  });
  return {
    row: 0,
    column: 0,
    x: axis('target unit', matrix.columns, columnOrder, matrix.columnShank),
    y: axis('source unit', matrix.rows, rowOrder, matrix.rowShank),
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
      ...borders(rowOrder, matrix.rowShank).map((y): Mark => ({ kind: 'rule', y, color: 'text' })),
      ...borders(columnOrder, matrix.columnShank).map((x): Mark => ({ kind: 'rule', x, color: 'text' })),
    ],
    colorbar: { label: matrix.label, unit: matrix.unit, range: [-end, end], colormap: 'RdBu_r' },
    equalAspect: true,
  };
}

/** Where one shank ends and the next begins. */
const borders = (order: readonly number[], shanks: Int32Array | undefined): readonly number[] =>
  shanks ? order.flatMap((_, i) => (i > 0 && shanks[order[i]!] !== shanks[order[i - 1]!] ? [i] : [])) : [];

/** A few giants must not make all others pale, nor noise look like more than it is. */
function colorEnd(values: Float32Array): number {
  const sizes = values
    .filter((value) => !Number.isNaN(value))
    .map(Math.abs)
    .sort();
  const share = (part: number) => sizes[Math.floor(part * (sizes.length - 1))] ?? 0;
  return Math.min(share(1), Math.max(share(0.98), 4 * share(0.5))) || share(1) || 1;
}
