import { axisTicks, turned } from './axis-ticks.ts';
import type { Item, PanelBox, Rect, TextItem } from './display-list.ts';
import type { Panel, TitlePart } from './figure.ts';
import type { Cell } from './layout-cell.ts';
import { dropOf, type Setting, sideGap } from './layout-setting.ts';
import { textItem } from './text-item.ts';
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
  const { theme, fonts, measure, size: page, labelGap } = setting;
  const bottom = plot.y + plot.height;
  const points: number[] = [];
  const texts: TextItem[] = [];
  const write = (
    text: string,
    x: number,
    y: number,
    anchor: TextItem['anchor'],
    font = fonts.tick,
    turn?: number,
  ) => texts.push(textItem(text, { x, y, anchor, ...(turn ? { turn } : {}) }, font, theme.muted, measure));
  const inwards = setting.ticksInside ? -tickLength : tickLength;
  let [below, beside] = [0, 0];

  if (!panel.x.hidden) {
    points.push(plot.x, bottom, plot.x + plot.width, bottom);
    const ticks = axisTicks(panel.x, plot.width, 'x', setting, cell.unitsBehind);
    const turn = panel.x.tickAngle ?? 0;
    ticks.positions.forEach((position, i) => {
      const x = plot.x + position;
      points.push(x, bottom, x, bottom + inwards);
      if (!cell.xNumbers) return;
      const label = ticks.labels[i] as string;
      const foot = bottom + tickLength;
      if (turn === 0)
        write(label, plot.x + (ticks.starts[i] as number), foot + dropOf(fonts.tick.size), 'start');
      else {
        // The end of what is written stands below its tick.
        const { sin, cos } = turned(turn);
        const size = fonts.tick.size;
        write(label, x + 0.35 * size * sin, foot + 2 + 0.75 * size * cos, 'end', fonts.tick, turn);
      }
    });
    if (cell.xNumbers) below = ticks.room;
  }
  if (!panel.y.hidden) {
    points.push(plot.x, plot.y, plot.x, bottom);
    const ticks = axisTicks(panel.y, plot.height, 'y', setting, cell.unitsBehind);
    const turn = panel.y.tickAngle ?? 0;
    ticks.positions.forEach((position, i) => {
      const y = bottom - position;
      points.push(plot.x - inwards, y, plot.x, y);
      if (!cell.yNumbers) return;
      const label = ticks.labels[i] as string;
      const edge = plot.x - tickLength - 3;
      const size = fonts.tick.size;
      if (turn === 0) write(label, edge, y + size * 0.35, 'end');
      else {
        const { sin, cos } = turned(turn);
        const middle = edge - (measure(label, fonts.tick) * cos + size * sin) / 2;
        write(label, middle + 0.35 * size * sin, y + 0.35 * size * cos, 'middle', fonts.tick, turn);
      }
    });
    if (cell.yNumbers) beside = ticks.room;
  }
  if (cell.xLabel) {
    const named = withUnit(panel.x.label, panel.x.unit);
    const text = elide(named, cell.bounds.width, fonts.label, measure);
    const numbers = cell.xNumbers ? below + tickLength + 4 : 4;
    const y = bottom + numbers + fonts.label.size + 1 + labelGap.x;
    const half = measure(text, fonts.label) / 2;
    // In the middle of the plot, but inside the figure even when the plot is narrow and at its edge.
    const middle = Math.min(page.width - half - 2, Math.max(half + 2, plot.x + plot.width / 2));
    if (text) write(text, middle, y, 'middle', fonts.label);
  }
  if (cell.yLabel) {
    const text = elide(withUnit(panel.y.label, panel.y.unit), cell.bounds.height, fonts.label, measure);
    const half = measure(text, fonts.label) / 2;
    const y = besidePlot(plot, cell.bounds, half);
    const x = plot.x - tickLength - 3 - beside - 6 - labelGap.y;
    if (text) write(text, x, y, 'middle', fonts.label, 90);
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
    if (x) write(x.label, corner + across / 2, floor + fonts.tick.size + 3, 'middle');
    const middle = floor - up / 2 + fonts.tick.size * 0.35;
    // Beside an upright bar lower than its words, they stand behind the flat one.
    const behind = corner + (middle > floor - 0.25 * fonts.tick.size - 1 ? across : 0) + 5;
    if (y) write(y.label, inside ? behind : corner - 5, Math.min(middle, floor), inside ? 'start' : 'end');
  }
  return { lines, texts };
}

/** The middle of a vertical label of half length `half`: that of the plot, moved so far that it stays in its bounds. */
export const besidePlot = (plot: Rect, bounds: Rect, half: number): number =>
  Math.min(bounds.y + bounds.height - half, Math.max(bounds.y + half, plot.y + plot.height / 2));

const withUnit = (label: string, unit: string) => (unit ? `${label} (${unit})` : label);

/** Title upper left and corner upper right, above the plot; the corner goes when both do not fit. */
export function layoutPanelText(
  panel: Panel,
  { plot, bounds, heading, overhang }: Cell,
  setting: Setting,
): TextItem[] {
  const { fonts, measure, theme } = setting;
  const side = sideTexts(panel, plot, setting);
  if (!heading) return side;
  const y = plot.y - 5 - overhang;
  const room = plot.width;
  const cornerWidth = panel.corner ? measure(panel.corner, fonts.tick) : 0;
  const titleWidth = panel.title ? measure(panel.title, fonts.panel) : 0;
  const both = !panel.title || titleWidth + 8 + cornerWidth <= room;
  const texts: TextItem[] = side;
  texts.push(...titleTexts(panel, plot.x, y, bounds.x + bounds.width - plot.x, setting));
  if (panel.corner && both && cornerWidth <= room) {
    const place = { x: plot.x + plot.width, y, anchor: 'end' } as const;
    texts.push(textItem(panel.corner, place, fonts.tick, theme.muted, measure));
  }
  return texts;
}

function sideTexts({ side }: Panel, plot: Rect, { fonts, measure, theme, seriesSlots }: Setting): TextItem[] {
  if (!side) return [];
  const color = resolveColor(side.color ?? 'text', theme, seriesSlots);
  const y = plot.y + plot.height / 2 + fonts.panel.size * 0.35;
  const place = { x: plot.x + plot.width + sideGap, y, anchor: 'start' } as const;
  return [textItem(side.text, place, fonts.panel, color, measure)];
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
    if (text) texts.push(textItem(text, { x, y, anchor: 'start' }, fonts.panel, color, measure));
    if (text !== words) break;
    x += measured + measure(after ?? '', fonts.panel);
  }
  return texts;
}
