import { numberText } from '../../core/analyses/number-text.ts';
import type { Figure } from '../../core/figure/figure.ts';
import type { UnitId } from '../../core/model/units.ts';
import type { FigureRequest } from '../protocol.ts';

/** Analyses whose figure is a matrix of pairs of units. */
const matrices: readonly string[] = ['correlogram-stack', 'connections'];

export interface PairMatrixPlace {
  readonly row: number;
  readonly column: number;
}

/** The units of a matrix of pairs as they stand on its axes; null for any other figure. */
export function pairAxes(
  request: FigureRequest | null,
  figure: Figure | null,
): { readonly rows: readonly UnitId[]; readonly columns: readonly UnitId[] } | null {
  const panel = figure?.panels[0];
  if (!panel || !request || !matrices.includes(request.analysis)) return null;
  const { x, y } = panel;
  return x.tickLabels && y.tickLabels ? { rows: y.tickLabels, columns: x.tickLabels } : null;
}

/** The correlogram of the pair in a cell, with the matrix's own bins and window, or the autocorrelogram of one unit; null outside. */
export function pairRequest(
  request: FigureRequest,
  axes: { readonly rows: readonly UnitId[]; readonly columns: readonly UnitId[] },
  { row, column }: PairMatrixPlace,
): FigureRequest | null {
  const [from, to] = [axes.rows[row], axes.columns[column]];
  if (from === undefined || to === undefined) return null;
  const kept = ['binMs', 'windowMs', 'binning', 'periodsS', 'enforcedRpMs', 'refractory'];
  const params = Object.fromEntries(Object.entries(request.params).filter(([name]) => kept.includes(name)));
  return {
    analysis: 'correlogram',
    units: from === to ? [from] : [from, to],
    params: request.analysis === 'connections' ? {} : params,
  };
}

/** The place within a matrix, whichever one it was chosen in: another may be smaller. */
export const placeWithin = (
  { row, column }: PairMatrixPlace,
  { rows, columns }: NonNullable<ReturnType<typeof pairAxes>>,
): PairMatrixPlace => ({
  row: Math.max(0, Math.min(row, rows.length - 1)),
  column: Math.max(0, Math.min(column, columns.length - 1)),
});

/** Where a cursor begins: the pair with the largest value, up or down; upper left where there is none. */
export function strongestPlace(figure: Figure): PairMatrixPlace {
  const image = figure.panels[0]?.marks.find(({ kind }) => kind === 'image');
  if (image?.kind !== 'image') return { row: 0, column: 0 };
  const { values, rows, columns } = image;
  let strongest = (rows - 1) * columns;
  let most = 0;
  values.forEach((value, i) => {
    if (!(Math.abs(value) > most)) return;
    most = Math.abs(value);
    strongest = i;
  });
  return { row: Math.floor(strongest / columns), column: strongest % columns };
}

/** The cell around a place, in the units of the panel. */
export const cellAt = ({ row, column }: PairMatrixPlace) => ({
  x: [column, column + 1] as const,
  y: [row, row + 1] as const,
});

/** What the matrix shows of a pair: `14.2 SD`; empty for none. */
export function cellText(figure: Figure, { row, column }: PairMatrixPlace): string {
  const [panel] = figure.panels;
  const image = panel?.marks.find(({ kind }) => kind === 'image');
  const value = image?.kind === 'image' ? image.values[row * image.columns + column] : undefined;
  if (value === undefined || Number.isNaN(value)) return '';
  return `${numberText(value)} ${panel?.colorbar?.unit ?? ''}`.trimEnd();
}

/** Where an arrow key leads from a cell: up is towards the top of the figure, which is the last row. */
export function moved(
  { row, column }: PairMatrixPlace,
  key: string,
  rows: number,
  columns: number,
): PairMatrixPlace | null {
  const steps: Readonly<Record<string, readonly [number, number]>> = {
    ArrowUp: [1, 0],
    ArrowDown: [-1, 0],
    ArrowRight: [0, 1],
    ArrowLeft: [0, -1],
    Home: [0, -columns],
    End: [0, columns],
    PageUp: [rows, 0],
    PageDown: [-rows, 0],
  };
  const step = steps[key];
  if (!step) return null;
  const within = (value: number, count: number) => Math.max(0, Math.min(count - 1, value));
  return { row: within(row + step[0], rows), column: within(column + step[1], columns) };
}

/** The pair under a pointer, from where it is in the panel. */
export const placeOf = ({ x, y }: { readonly x: number; readonly y: number }): PairMatrixPlace => ({
  row: Math.floor(y),
  column: Math.floor(x),
});
