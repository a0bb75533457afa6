import type { Item, Rect, TextItem } from './display-list.ts';
import type { LegendEntry, LegendPlace, Panel } from './figure.ts';
import type { Cell } from './layout-cell.ts';
import type { Setting } from './layout-setting.ts';
import { coveredShare } from './mark-cover.ts';
import { textItem } from './text-item.ts';
import { elide } from './text-width.ts';
import { resolveColor } from './theme.ts';

const corners = ['upper right', 'upper left', 'lower right', 'lower left'] as const;

/** Pixels of a key, of the gap behind it, between entries of one line and from the edge of a plot. */
const key = { width: 16, gap: 5, between: 14, inset: 6 } as const;

const lineHeightOf = ({ fonts }: Setting) => fonts.tick.size + 4;

/** The box of a panel's legend in pixels. */
export function legendSize(entries: readonly LegendEntry[], setting: Setting) {
  const { measure, fonts } = setting;
  const widest = Math.max(0, ...entries.map(({ label }) => measure(label, fonts.tick)));
  return { width: key.width + key.gap + widest, height: entries.length * lineHeightOf(setting) };
}

/** The first corner that no mark runs through; outside where there is none, unless that would take half the plot. */
export function legendPlace(
  panel: Panel,
  plot: { readonly width: number; readonly height: number },
  setting: Setting,
): LegendPlace | null {
  if (!panel.legend?.length) return null;
  const size = legendSize(panel.legend, setting);
  const share = {
    width: (size.width + 2 * key.inset) / plot.width,
    height: (size.height + 2 * key.inset) / plot.height,
  };
  if (panel.legendPlace === 'outside') return 'outside';
  if (share.width > 1 || share.height > 1) return null;
  if (panel.legendPlace) return panel.legendPlace;
  const covered = corners.map((corner) => coveredShare(panel, cornerBox(corner, share)));
  const free = corners.find((_, i) => covered[i] === 0);
  if (free) return free;
  if (share.width < 0.34) return 'outside';
  return corners[covered.indexOf(Math.min(...covered))] ?? 'upper right';
}

/** A corner of the plot, in shares of it from its lower left. */
function cornerBox(corner: (typeof corners)[number], { width, height }: { width: number; height: number }) {
  return {
    x: corner.endsWith('right') ? 1 - width : 0,
    y: corner.startsWith('upper') ? 1 - height : 0,
    width,
    height,
  };
}

/** One line per entry, in the place that was chosen for it. */
export function layoutPanelLegend(
  panel: Panel,
  plot: Rect,
  { legend, right }: Cell,
  setting: Setting,
): { lines: Item[]; texts: TextItem[] } {
  const entries = panel.legend ?? [];
  const size = legendSize(entries, setting);
  const edge = plot.x + plot.width;
  const lines: Item[] = [];
  const texts: TextItem[] = [];
  if (!legend || size.height > plot.height) return { lines, texts };
  const x =
    legend === 'outside'
      ? edge + right.axis + right.bar + 10
      : legend.endsWith('right')
        ? edge - key.inset - size.width
        : plot.x + key.inset;
  const y =
    legend === 'outside'
      ? plot.y
      : legend.startsWith('upper')
        ? plot.y + key.inset
        : plot.y + plot.height - key.inset - size.height;
  entries.forEach((entry, i) => {
    const { keys, text } = entryAt(entry, x, y + (i + 0.5) * lineHeightOf(setting), Infinity, setting);
    lines.push(...keys);
    if (text) texts.push(text);
  });
  return { lines, texts };
}

/** The figure's legend: entries side by side, on as many lines as they need; those beyond a fifth of the height go. */
export function layoutLegend(
  entries: readonly LegendEntry[],
  page: Rect,
  setting: Setting,
): { items: Item[]; height: number } {
  const { measure, fonts } = setting;
  const lineHeight = lineHeightOf(setting) + 1;
  const most = Math.floor(page.height / 5 / lineHeight);
  if (entries.length === 0 || most < 1) return { items: [], height: 0 };
  const items: Item[] = [];
  let [x, line] = [page.x, 0];
  for (const [i, entry] of entries.entries()) {
    const width = key.width + key.gap + measure(entry.label, fonts.tick);
    if (x > page.x && x + width > page.x + page.width) [x, line] = [page.x, line + 1];
    const y = page.y + (line + 0.5) * lineHeight;
    const more = entries.length - i;
    if (line >= most) {
      const text = elide(`and ${more} more`, page.width, fonts.tick, measure);
      const place = { x: page.x, y: y + fonts.tick.size * 0.35, anchor: 'start' } as const;
      if (text) items.push(textItem(text, place, fonts.tick, setting.theme.muted, measure));
      line++;
      break;
    }
    const { keys, text } = entryAt(entry, x, y, page.x + page.width - x, setting);
    items.push(...keys);
    if (text) items.push(text);
    x += width + key.between;
    if (i === entries.length - 1) line++;
  }
  return { items, height: line * lineHeight + 4 };
}

/** A key and its words, around a middle line. */
function entryAt(
  { label, color: meaning, shape = 'line' }: LegendEntry,
  x: number,
  middle: number,
  room: number,
  { theme, seriesSlots, fonts, measure }: Setting,
): { keys: Item[]; text: TextItem | null } {
  const color = resolveColor(meaning, theme, seriesSlots);
  const text = elide(label, room - key.width - key.gap, fonts.tick, measure);
  const keys: Item[] =
    shape === 'line' || shape === 'dash'
      ? [
          {
            kind: 'segments',
            points: [x, middle, x + key.width, middle],
            color,
            width: 2,
            opacity: 1,
            dash: shape === 'dash',
          },
        ]
      : [{ kind: 'fill', points: shape === 'area' ? patch(x, middle) : dot(x, middle), color, opacity: 1 }];
  if (!text) return { keys, text: null };
  const place = { x: x + key.width + key.gap, y: middle + fonts.tick.size * 0.35, anchor: 'start' } as const;
  return { keys, text: textItem(text, place, fonts.tick, theme.text, measure) };
}

const patch = (x: number, middle: number): number[] => {
  const [left, right] = [x + 2, x + key.width - 2];
  return [left, middle - 4, right, middle - 4, right, middle + 4, left, middle + 4];
};

const dot = (x: number, middle: number): number[] =>
  Array.from({ length: 24 }, (_, i) => (2 * Math.PI * i) / 24).flatMap((angle) => [
    x + key.width / 2 + 3.5 * Math.cos(angle),
    middle + 3.5 * Math.sin(angle),
  ]);
