import { type DisplayList, isMark } from '../../core/figure/display-list.ts';

/** What lies under the pointer, in the panel's own units. */
export interface Pick {
  readonly panel: number;
  readonly x: number;
  readonly y: number;
  /** The nearest point of a points mark within reach, by its place in the panel's marks. */
  readonly point: { readonly mark: number; readonly index: number } | null;
}

/** Pixels from the pointer at which a point still counts as meant. */
const reach = 8;

/** The panel at a pixel of the figure and the nearest point in it; null outside all plots. */
export function pickAt(list: DisplayList, px: number, py: number): Pick | null {
  const panel = list.panels.findIndex(
    ({ plot }) => px >= plot.x && px <= plot.x + plot.width && py >= plot.y && py <= plot.y + plot.height,
  );
  const box = list.panels[panel];
  if (!box) return null;
  const { toPixel, xLog, yLog } = box;
  const x = (px - toPixel.x) / toPixel.xScale;
  const y = (py - toPixel.y) / toPixel.yScale;
  let nearest = reach;
  let point: Pick['point'] = null;
  for (const item of list.items) {
    if (!isMark(item) || item.kind !== 'points' || item.panel !== panel) continue;
    for (let index = 0; index < item.x.length; index++) {
      const dx = item.toPixel.x + item.toPixel.xScale * (item.x[index] as number) - px;
      const dy = item.toPixel.y + item.toPixel.yScale * (item.y[index] as number) - py;
      const distance = Math.hypot(dx, dy);
      // Later marks lie on top: they win a tie.
      if (distance > nearest) continue;
      nearest = distance;
      point = { mark: item.mark, index };
    }
  }
  return { panel, x: xLog ? 10 ** x : x, y: yLog ? 10 ** y : y, point };
}
