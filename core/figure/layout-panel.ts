import { axisTicks } from './axis-ticks.ts';
import type { Item, PanelBox, Rect, TextItem } from './display-list.ts';
import type { Panel, TitlePart } from './figure.ts';
import type { Cell } from './layout-cell.ts';
import { dropOf, type Setting } from './layout-setting.ts';
import { elide } from './text-width.ts';
import { resolveColor } from './theme.ts';

const tickLength = 3;

/** Axis lines, ticks, numbers, labels and scale bars of one panel. */
export function layoutAxes(
  panel: Panel,
  { plot, toPixel }: PanelBox,
  cell: Cell,
  setting: Setting,
): { lines: Item[]; texts: TextItem[] } {
  const { theme, fonts, measure, size: page } = setting;
  const bottom = plot.y + plot.height;
  const points: number[] = [];
  const texts: TextItem[] = [];
  const write = (text: string, x: number, y: number, anchor: TextItem['anchor'], size = fonts.tick) =>
    texts.push({
      kind: 'text',
      x,
      y,
      text,
      size,
      color: theme.muted,
      anchor,
      measured: measure(text, size),
    });

  if (!panel.x.hidden) {
    points.push(plot.x, bottom, plot.x + plot.width, bottom);
    const ticks = axisTicks(panel.x, plot.width, 'x', setting);
    ticks.positions.forEach((position, i) => {
      const x = plot.x + position;
      points.push(x, bottom, x, bottom + tickLength);
      if (!cell.xNumbers) return;
      const start = plot.x + (ticks.starts[i] as number);
      write(ticks.labels[i] as string, start, bottom + tickLength + dropOf(fonts.tick), 'start');
    });
  }
  if (!panel.y.hidden) {
    points.push(plot.x, plot.y, plot.x, bottom);
    const ticks = axisTicks(panel.y, plot.height, 'y', setting);
    ticks.positions.forEach((position, i) => {
      const y = bottom - position;
      points.push(plot.x - tickLength, y, plot.x, y);
      if (cell.yNumbers)
        write(ticks.labels[i] as string, plot.x - tickLength - 3, y + fonts.tick * 0.35, 'end');
    });
  }
  if (cell.xLabel) {
    const named = withUnit(panel.x.label, panel.x.unit);
    const text = elide(named, cell.bounds.width, fonts.label, measure);
    const y = bottom + (cell.xNumbers ? dropOf(fonts.tick) + tickLength + 4 : 4) + fonts.label + 1;
    const half = measure(text, fonts.label) / 2;
    // In the middle of the plot, but inside the figure even when the plot is narrow and at its edge.
    const middle = Math.min(page.width - half - 2, Math.max(half + 2, plot.x + plot.width / 2));
    if (text) write(text, middle, y, 'middle', fonts.label);
  }
  if (cell.yLabel) {
    const text = elide(withUnit(panel.y.label, panel.y.unit), cell.bounds.height, fonts.label, measure);
    const half = measure(text, fonts.label) / 2;
    const y = besidePlot(plot, cell.bounds, half);
    const numbers = cell.yNumbers
      ? Math.max(
          0,
          ...axisTicks(panel.y, plot.height, 'y', setting).labels.map((l) => measure(l, fonts.tick)),
        )
      : 0;
    const x = plot.x - tickLength - 3 - numbers - 6;
    if (text) {
      const measured = measure(text, fonts.label);
      texts.push({
        kind: 'text',
        x,
        y,
        text,
        size: fonts.label,
        color: theme.muted,
        anchor: 'middle',
        upwards: true,
        measured,
      });
    }
  }

  if (panel.boxed) {
    const right = plot.x + plot.width;
    points.push(plot.x, plot.y, right, plot.y, right, plot.y, right, bottom);
    points.push(plot.x, bottom, right, bottom, plot.x, plot.y, plot.x, bottom);
  }

  const lines: Item[] = [];
  const stroke = { kind: 'segments', opacity: 1, dash: false } as const;
  if (points.length) lines.push({ ...stroke, points, color: theme.faint, width: theme.hairline });
  if (panel.scaleBars) {
    const { x, y, inside } = panel.scaleBars;
    const across = x ? Math.abs(x.length * toPixel.xScale) : 0;
    const up = y ? Math.min(plot.height, Math.abs(y.length * toPixel.yScale)) : 0;
    const reach = Math.max(across, x ? measure(x.label, fonts.tick) : 0);
    const right = Math.min(cell.bounds.x + cell.bounds.width, page.width) - 2;
    const corner = inside ? plot.x + 2 + (reach - across) / 2 : right - (reach + across) / 2;
    const floor = bottom - 1;
    const shape: number[] = [];
    if (x) shape.push(corner - 0.5, floor, corner + across, floor);
    if (y) shape.push(corner, floor - up, corner, floor + 0.5);
    lines.push({ ...stroke, points: shape, color: theme.muted, width: 1.25 });
    if (x) write(x.label, corner + across / 2, floor + fonts.tick + 3, 'middle');
    const middle = floor - up / 2 + fonts.tick * 0.35;
    if (y) write(y.label, inside ? corner + 5 : corner - 5, middle, inside ? 'start' : 'end');
  }
  return { lines, texts };
}

/** The middle of a vertical label of half length `half`: that of the plot, moved so far that it stays in its bounds. */
export const besidePlot = (plot: Rect, bounds: Rect, half: number): number =>
  Math.min(bounds.y + bounds.height - half, Math.max(bounds.y + half, plot.y + plot.height / 2));

const withUnit = (label: string, unit: string) => (unit ? `${label} (${unit})` : label);

/** Title upper left and corner upper right, above the plot; the corner goes when both do not fit. */
export function layoutPanelText(panel: Panel, { plot, bounds, heading }: Cell, setting: Setting): TextItem[] {
  const { fonts, measure, theme } = setting;
  if (!heading) return [];
  const y = plot.y - 5;
  const room = plot.width;
  const cornerWidth = panel.corner ? measure(panel.corner, fonts.tick) : 0;
  const titleWidth = panel.title ? measure(panel.title, fonts.panel) : 0;
  const both = !panel.title || titleWidth + 8 + cornerWidth <= room;
  const texts: TextItem[] = [];
  texts.push(...titleTexts(panel, plot.x, y, bounds.x + bounds.width - plot.x, setting));
  if (panel.corner && both && cornerWidth <= room) {
    const x = plot.x + plot.width;
    const text = panel.corner;
    texts.push({
      kind: 'text',
      x,
      y,
      text,
      size: fonts.tick,
      color: theme.muted,
      anchor: 'end',
      measured: cornerWidth,
    });
  }
  return texts;
}

/** The parts of a title one behind the other; the one that reaches the end of the room is shortened, those after it go. */
function titleTexts(panel: Panel, left: number, y: number, room: number, setting: Setting): TextItem[] {
  const { fonts, measure, theme, seriesSlots } = setting;
  const parts: readonly TitlePart[] = panel.titleParts ?? [
    { text: panel.title ?? '', color: panel.titleColor ?? 'text' },
  ];
  const texts: TextItem[] = [];
  let x = left;
  for (const part of parts) {
    // SVG drops spaces at the ends of a text: they are room.
    const words = part.text.trim();
    const [before, after] = part.text.split(words || part.text);
    x += measure(before ?? '', fonts.panel);
    const text = elide(words, left + room - x, fonts.panel, measure);
    const measured = measure(text, fonts.panel);
    const color = resolveColor(part.color ?? 'text', theme, seriesSlots);
    if (text) texts.push({ kind: 'text', x, y, text, size: fonts.panel, color, anchor: 'start', measured });
    if (text !== words) break;
    x += measured + measure(after ?? '', fonts.panel);
  }
  return texts;
}
