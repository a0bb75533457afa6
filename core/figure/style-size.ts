import type { Figure } from './figure.ts';
import { layout } from './layout.ts';
import type { Size } from './layout-setting.ts';
import { type FigureStyle, pxPerMm } from './style.ts';
import type { Theme } from './theme.ts';

/** Pixels of a file for which nothing else is asked: room for every panel, within a page. */
export function usualSize({ grid: { rows, columns } }: Figure): Size {
  return {
    width: Math.min(2400, Math.max(640, 260 * columns)),
    height: Math.min(2400, Math.max(480, 190 * rows + 60)),
  };
}

/**
 * The size in pixels that a style asks for: of the figure, or so that the first panel's plot has the size asked for.
 */
export function sizeOf(figure: Figure, style: FigureStyle, theme: Theme, usual: Size): Size {
  const { widthMm, heightMm, panelWidthMm, panelHeightMm } = style;
  let size = {
    width: widthMm === null ? usual.width : widthMm * pxPerMm,
    height: heightMm === null ? usual.height : heightMm * pxPerMm,
  };
  if (panelWidthMm === null && panelHeightMm === null) return size;
  // What stands around plots hardly depends on their size: a few rounds settle it.
  for (let round = 0; round < 6; round++) {
    const plot = layout(figure, size, theme).panels[0]?.plot;
    if (!plot) return size;
    const { rows, columns } = figure.grid;
    const missing = (wanted: number | null, is: number, count: number) =>
      wanted === null ? 0 : (wanted * pxPerMm - is) * count;
    size = {
      width: Math.max(40, size.width + missing(panelWidthMm, plot.width, columns)),
      height: Math.max(40, size.height + missing(panelHeightMm, plot.height, rows)),
    };
  }
  return size;
}
